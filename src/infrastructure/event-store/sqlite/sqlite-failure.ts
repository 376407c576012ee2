import Database from 'better-sqlite3';
import { TransientFailure } from '../../../application/ports/failure.js';

/** Another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** A lock, a full disk, a file out of reach: `TransientFailure`. Anything else is a bug or damage, and stays as it is. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (!/^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM)/.test(error.code)) return error;
  return new TransientFailure(`The event log cannot be used now: ${error.message} (${error.code})`, {
    service: 'event store',
    kind: isBusy(error) ? 'timeout' : 'server',
    cause: error,
  });
}

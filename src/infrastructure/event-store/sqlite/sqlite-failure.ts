import { TransientFailure } from '../../../application/ports/failure.js';

/**
 * SQLite's name of an error, or nothing. Not by `instanceof`: the native part of better-sqlite3 keeps the class that it
 * was given first, which is another one when the package is loaded twice in a process.
 */
export function sqliteCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_') ? code : '';
}

/** Another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error));
}

/** A lock, a full disk, a file out of reach: `TransientFailure`. Anything else is a bug or damage, and stays as it is. */
export function failureOf(error: unknown): unknown {
  const code = sqliteCode(error);
  if (!/^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM)/.test(code)) return error;
  const text = error instanceof Error ? error.message : code;
  return new TransientFailure(`The event log cannot be used now: ${text} (${code})`, {
    service: 'event store',
    kind: isBusy(error) ? 'timeout' : 'server',
    cause: error,
  });
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { sqliteCode } from './sqlite-failure.js';

/** "PKTS" in the file's header says that the file is ours. */
const APPLICATION_ID = 0x504b5453;
const FORMAT = 1;

/** How long a statement waits for another process, and the event loop with it. Only appends find the file locked often. */
export const BUSY_TIMEOUT_MS = 1_000;

/*
 * The position is the rowid, so the log reads in the order of the file. The category index ends in the rowid by itself.
 * The two texts stand last: a row is cut short without reading what overflows its page.
 */
const SCHEMA = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    category TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    metadata TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE INDEX events_by_category ON events (category);
`;

/** The file cannot be the event log. Nothing in it was changed. */
export class EventFileUnusable extends Error {
  constructor(path: string, found: string, remedy: string, cause?: unknown) {
    super(`Event log ${path}: expected a writable SQLite file of format ${FORMAT}, found ${found}. ${remedy}`, {
      cause,
    });
    this.name = 'EventFileUnusable';
  }
}

/** What a service keeps of the log in memory. What does not fit is in the kernel's cache; 64 MB for each file would be half of what the process may have. */
const CACHE_KIB = 16_384;

/** Opens the event log, or creates it where there is none. A commit is on disk when `LogSync` says so. */
export function openEventFile(path: string, cacheKiB = CACHE_KIB): Database.Database {
  const file = connect(path);
  try {
    prepare(file, path);
    file.pragma(`cache_size = -${cacheKiB}`);
    return file;
  } catch (error) {
    file.close();
    throw error instanceof EventFileUnusable ? error : unusable(path, error);
  }
}

function connect(path: string): Database.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new Database(path, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw unusable(path, error);
  }
}

function prepare(file: Database.Database, path: string): void {
  checkFormat(file, path);
  if (file.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
    throw new EventFileUnusable(path, 'a file system without shared memory', 'Put it on a local disk.');
  file.pragma('synchronous = NORMAL');
  file.pragma('wal_autocheckpoint = 4000');
  file.pragma('journal_size_limit = 67108864');
  file
    .transaction(() => {
      // Another process may have been here between the first look and the lock.
      if (!checkFormat(file, path)) return;
      file.exec(SCHEMA);
      file.pragma(`application_id = ${APPLICATION_ID}`);
      file.pragma(`user_version = ${FORMAT}`);
    })
    .immediate();
}

/** Answers whether the file is new. */
function checkFormat(file: Database.Database, path: string): boolean {
  const application = Number(file.pragma('application_id', { simple: true }));
  const format = Number(file.pragma('user_version', { simple: true }));
  const tables = Number(file.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (application === 0 && format === 0 && tables === 0) return true;
  if (application !== APPLICATION_ID)
    throw new EventFileUnusable(path, 'the database of another program', 'Name another file in EVENT_STORE.');
  if (format > FORMAT)
    throw new EventFileUnusable(
      path,
      `format ${format}`,
      'A newer release wrote it: start that one, or name another file.',
    );
  return false;
}

function unusable(path: string, error: unknown): EventFileUnusable {
  const code = sqliteCode(error);
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_NOTADB')
    return new EventFileUnusable(path, 'a file of another kind', 'Name another file in EVENT_STORE.', error);
  if (code.startsWith('SQLITE_BUSY'))
    return new EventFileUnusable(path, 'a file locked by another process', 'Stop the one that holds it.', error);
  if (code.startsWith('SQLITE_CORRUPT'))
    return new EventFileUnusable(path, `a damaged file (${text})`, 'Restore it from a backup.', error);
  return new EventFileUnusable(
    path,
    `${text}${code && ` (${code})`}`,
    'See that its folder exists and is ours to write in.',
    error,
  );
}

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** "PKTR" in the file's header says that the file is ours. */
const APPLICATION_ID = 0x504b5452;
const FORMAT = 1;
const BUSY_TIMEOUT_MS = 1_000;

const SCHEMA = `
  CREATE TABLE checkpoint (position INTEGER NOT NULL) STRICT;
  INSERT INTO checkpoint VALUES (0);
  CREATE TABLE definitions (name TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT;
`;

/**
 * Opens the file of the read models. It is a cache of the log, so one that is damaged or of another format is not
 * mended but begun anew. What is certainly somebody else's database is refused; what cannot be read as a database at
 * all, ours or not, is set aside as `<path>.damaged`.
 */
export function openReadModelsFile(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true });
  const file = connect(path) ?? connect(path);
  if (!file) throw new Error(`Read models ${path}: expected to begin a new file, found the old one again. Delete it.`);
  return file;
}

/** Undefined: the file was of no use and is gone. */
function connect(path: string): Database.Database | undefined {
  const file = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (isUsable(file, path)) return prepare(file);
    file.close();
    remove(path);
  } catch (error) {
    file.close();
    // Not by `instanceof`: a package loaded twice in a process has two classes.
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === 'SQLITE_NOTADB') setAside(path);
    else if (code.startsWith('SQLITE_CORRUPT')) remove(path);
    else throw error;
  }
  return undefined;
}

function isUsable(file: Database.Database, path: string): boolean {
  const application = Number(file.pragma('application_id', { simple: true }));
  const format = Number(file.pragma('user_version', { simple: true }));
  const tables = Number(file.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (tables === 0 && application === 0) return true;
  if (application !== APPLICATION_ID)
    throw new Error(
      `Read models ${path}: expected a file of ours or none, found another database. Name another file in READ_MODELS.`,
    );
  return format === FORMAT && file.pragma('quick_check(1)', { simple: true }) === 'ok';
}

function prepare(file: Database.Database): Database.Database {
  // Rows of one or two kilobytes: in pages of 4 KiB half of the space would go to waste. It counts for a new file only.
  file.pragma('page_size = 8192');
  file.pragma('journal_mode = WAL');
  // What a power cut takes away are whole transactions, rows and checkpoint alike: they are projected again. So no commit
  // waits for the disk. OFF would save the fsync of checkpoints too, but a power cut could then mix old and new pages.
  file.pragma('synchronous = NORMAL');
  // What does not fit is in the kernel's cache; 64 MB for each file would be half of what the process may have.
  file.pragma('cache_size = -16384');
  file.pragma('wal_autocheckpoint = 2000');
  file.pragma('journal_size_limit = 67108864');
  file
    .transaction(() => {
      if (file.pragma('user_version', { simple: true }) === FORMAT) return;
      file.exec(SCHEMA);
      file.pragma(`application_id = ${APPLICATION_ID}`);
      file.pragma(`user_version = ${FORMAT}`);
    })
    .immediate();
  return file;
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function setAside(path: string): void {
  renameSync(path, `${path}.damaged`);
  remove(path);
}

import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** Somebody has the read models open. */
export class ReadModelsInUse extends Error {
  constructor(path: string) {
    super(`Read models ${path}: in use. Stop the service, or let it rebuild by itself: delete the file and start it.`);
    this.name = 'ReadModelsInUse';
  }
}

/** Where read models are built that are to take the place of those at `path`. */
export function besides(path: string): string {
  return `${path}.rebuilt`;
}

/** Removes what an earlier rebuild has left behind: files whose names begin with that of the new one. */
export function removeRebuilt(path: string): void {
  const prefix = basename(besides(path));
  for (const name of existsSync(dirname(path)) ? readdirSync(dirname(path)) : [])
    if (name.startsWith(prefix)) rmSync(join(dirname(path), name));
}

/** Throws `ReadModelsInUse` when another process has the read models open. */
export function refuseIfInUse(path: string): void {
  if (existsSync(path)) takeOutOfWal(path);
}

/** Puts the finished file beside `path` into its place. */
export function swapReadModels(path: string): void {
  const file = openSync(besides(path), 'r+');
  fsyncSync(file);
  closeSync(file);
  refuseIfInUse(path);
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
  renameSync(besides(path), path);
}

/** A file can leave WAL mode only when nobody else has it open; then it is one file, and none beside it belongs to it. */
function takeOutOfWal(path: string): void {
  const file = new Database(path, { timeout: 0 });
  try {
    file.pragma('journal_mode = DELETE');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) throw new ReadModelsInUse(path);
    // Damaged, or none of ours: it is replaced all the same.
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw error;
  } finally {
    file.close();
  }
}

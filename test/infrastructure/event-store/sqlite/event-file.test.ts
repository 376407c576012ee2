import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EventFileUnusable } from '../../../../src/infrastructure/event-store/sqlite/event-file.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { newEvents } from '../../../contracts/event-store/sample-events.js';

describe('the file of the event log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-file-'));
  let files = 0;
  afterAll(() => rmSync(folder, { recursive: true }));

  function newPath(): string {
    files += 1;
    return join(folder, `${files}.db`);
  }

  async function newLog(): Promise<string> {
    const path = newPath();
    const store = SqliteEventStore.open(path);
    await store.append('a-1', 'no-stream', newEvents(3));
    await store.close();
    return path;
  }

  function expectRefused(path: string, ...words: string[]): void {
    let refusal: unknown;
    try {
      SqliteEventStore.open(path);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(EventFileUnusable);
    for (const word of [path, ...words]) expect((refusal as Error).message).toContain(word);
  }

  function asDatabase(path: string, action: (file: Database.Database) => void): void {
    const file = new Database(path);
    action(file);
    file.close();
  }

  it('is made with its folder', async () => {
    const store = SqliteEventStore.open(join(folder, 'a', 'b', 'events.db'));
    await store.append('a-1', 'no-stream', newEvents(1));
    expect(await store.head()).toBe(1);
    await store.close();
  });

  it('that is no database is refused and left as it is', () => {
    const path = newPath();
    const text = 'Shopping list: bread, butter, a new disk. '.repeat(100);
    writeFileSync(path, text);
    expectRefused(path, 'a file of another kind', 'Name another file');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('that is the database of another program is refused and left as it is', () => {
    const path = newPath();
    asDatabase(path, (file) => file.exec('CREATE TABLE theirs (a)'));
    const before = readFileSync(path);
    expectRefused(path, 'the database of another program', 'Name another file');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('of a newer release is refused and left as it is', async () => {
    const path = await newLog();
    asDatabase(path, (file) => file.pragma('user_version = 2'));
    const before = readFileSync(path);
    expectRefused(path, 'expected a writable SQLite file of format 1', 'found format 2', 'newer release');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('that is damaged is refused', async () => {
    const path = await newLog();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 100, 2_000));
    expectRefused(path, 'a damaged file', 'backup');
  });

  it('that is a folder, or lies in a file, is refused', () => {
    const path = newPath();
    mkdirSync(path);
    expectRefused(path, 'SQLITE_CANTOPEN', 'ours to write in');
    const file = newPath();
    writeFileSync(file, '');
    expectRefused(join(file, 'events.db'), 'EEXIST');
  });

  it('that holds its lock for good is refused by an append', async () => {
    const path = await newLog();
    const store = SqliteEventStore.open(path);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 10);
    await expect(store.append('a-1', 'any', newEvents(1))).rejects.toMatchObject({
      name: 'TransientFailure',
      kind: 'timeout',
    });
    clearInterval(turning);
    // The event loop went on meanwhile.
    expect(turns).toBeGreaterThan(100);
    other.exec('ROLLBACK');
    expect((await store.append('a-1', 'any', newEvents(1))).revision).toBe(3);
    other.close();
    await store.close();
  }, 30_000);

  it('waits for the lock of another, also when it closes', async () => {
    const path = await newLog();
    const store = SqliteEventStore.open(path);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const appends = Promise.all([1, 2, 3].map(() => store.append('a-1', 'any', newEvents(1))));
    const closed = store.close();
    setTimeout(() => other.exec('ROLLBACK'), 100);
    expect((await appends).map(({ revision }) => revision)).toEqual([3, 4, 5]);
    await closed;
    await expect(store.append('a-1', 'any', newEvents(1))).rejects.toThrow('closed');
    other.close();
  });

  it('that cannot be written any more rejects a ping', async () => {
    const path = await newLog();
    const store = SqliteEventStore.open(path);
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.ping()).rejects.toMatchObject({ name: 'TransientFailure' });
    other.exec('ROLLBACK');
    await store.ping();
    other.close();
    await store.close();
  });
});

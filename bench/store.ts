import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { NewEvent } from '../src/application/ports/event-store.js';
import { SqliteEventStore } from '../src/infrastructure/event-store/sqlite/sqlite-event-store.js';

/*
 * The SQLite event store beside better-sqlite3 doing the same inserts and reads without us: the same table, indexes,
 * durability and number of events in a transaction. Runs take turns, and the best of each counts, so that what else the
 * machine does weighs less.
 */

const CATEGORIES = ['build', 'testRun', 'delivery'];
const ROUNDS = 3;

const metadata = {
  $correlationId: randomUUID(),
  $causationId: randomUUID(),
  schemaVersion: 1,
  at: new Date().toISOString(),
};
const data = { target: 'fedora-42-x86_64', coprBuildId: 8_123_456, reason: 'x'.repeat(60) };

const folder = mkdtempSync(join(tmpdir(), 'bench-store-'));
let files = 0;

function newFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

function newEvent(): NewEvent {
  return { id: randomUUID(), type: 'BuildFailed', data, metadata };
}

function newStream(n: number): string {
  return `${CATEGORIES[n % CATEGORIES.length]}-${randomUUID()}`;
}

async function perSecond(count: number, work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (count / (performance.now() - start)) * 1000;
}

/** The same table with the same pragmas, filled by hand. */
function rawFile(): {
  file: Database.Database;
  insert: (from: number, transactionSize: number, count: number, streamSize?: number) => void;
} {
  const path = newFile();
  // The schema is taken from a file that the store made, so that it cannot differ.
  const store = SqliteEventStore.open(path);
  void store.close();
  const file = new Database(path);
  file.pragma('synchronous = FULL');
  file.pragma('cache_size = -16384');
  file.pragma('wal_autocheckpoint = 4000');
  const statement = file.prepare(
    `INSERT INTO events (position, stream, revision, category, id, type, recorded_at, metadata, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insert = (from: number, transactionSize: number, count: number, streamSize = 1): void => {
    for (let start = from; start < from + count; start += transactionSize) {
      let stream = '';
      file.exec('BEGIN IMMEDIATE');
      for (let n = start; n < start + transactionSize; n += 1) {
        const revision = n % streamSize;
        if (revision === 0) stream = newStream(n);
        const { id, type } = newEvent();
        const category = stream.slice(0, stream.indexOf('-'));
        const now = new Date().toISOString();
        statement.run(n + 1, stream, revision, category, id, type, now, JSON.stringify(metadata), JSON.stringify(data));
      }
      file.exec('COMMIT');
    }
  };
  return { file, insert };
}

async function appendInFlight(store: SqliteEventStore, inFlight: number, count: number): Promise<void> {
  let n = 0;
  const lane = async (): Promise<void> => {
    while (n < count) await store.append(newStream((n += 1)), 'no-stream', [newEvent()]);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

async function appendBatches(store: SqliteEventStore, size: number, count: number): Promise<void> {
  for (let n = 0; n < count; n += size)
    await store.append(newStream(n), 'no-stream', Array.from({ length: size }, newEvent));
}

interface Comparison {
  readonly name: string;
  readonly count: number;
  readonly ours: () => unknown;
  readonly raw: () => unknown;
}

async function compare({ name, count, ours, raw }: Comparison): Promise<void> {
  const best = { ours: 0, raw: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    best.raw = Math.max(best.raw, await perSecond(count, raw));
    best.ours = Math.max(best.ours, await perSecond(count, ours));
  }
  const figure = (value: number): string => Math.round(value).toLocaleString('en').padStart(10);
  console.log(
    `${name.padEnd(44)}${figure(best.ours)}${figure(best.raw)}${(best.ours / best.raw).toFixed(2).padStart(8)}`,
  );
}

async function compareAppends(): Promise<void> {
  for (const [inFlight, count] of [
    [1, 1_000],
    [16, 8_000],
    [64, 19_200],
  ] as const) {
    const store = SqliteEventStore.open(newFile());
    const { file, insert } = rawFile();
    let from = 0;
    const raw = (): void => insert((from += count) - count, inFlight, count);
    const ours = (): Promise<void> => appendInFlight(store, inFlight, count);
    await compare({ name: `append, ${inFlight} in flight`, count, ours, raw });
    await store.close();
    file.close();
  }
  const store = SqliteEventStore.open(newFile());
  const { file, insert } = rawFile();
  const count = 20_000;
  let from = 0;
  await compare({
    name: 'append, batches of 100',
    count,
    ours: () => appendBatches(store, 100, count),
    raw: () => insert((from += count) - count, 100, count, 100),
  });
  await store.close();
  file.close();
}

async function compareReads(): Promise<void> {
  const count = 200_000;
  const path = newFile();
  const store = SqliteEventStore.open(path);
  await appendBatchesInFlight(store, count);
  const file = new Database(path, { readonly: true });
  const columns = 'position, stream, revision, id, type, recorded_at, metadata, data';
  const all = file.prepare<[number], { position: number }>(
    `SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT 500`,
  );
  const builds = file.prepare<[number], { position: number }>(
    `SELECT ${columns} FROM events WHERE category = 'build' AND position > ? ORDER BY position LIMIT 500`,
  );
  const readRaw = (statement: typeof all) => (): void => {
    let position = 0;
    for (let rows = statement.all(0); rows.length > 0; rows = statement.all(position))
      position = rows.at(-1)?.position ?? 0;
  };
  const read = (categories?: string[], touch?: boolean) => async (): Promise<void> => {
    let seen = 0;
    for await (const event of store.readAll({ filter: categories && { categories } }))
      if (!touch || (event.data && event.metadata)) seen += 1;
    if (seen === 0) throw new Error('Nothing was read');
  };
  const follow = async (): Promise<void> => {
    const stop = new AbortController();
    for await (const batch of store.subscribe({ signal: stop.signal })) if (batch.caughtUp) stop.abort();
  };
  await compare({ name: 'readAll', count, ours: read(), raw: readRaw(all) });
  await compare({
    name: 'readAll, all data and metadata parsed',
    count,
    ours: read(undefined, true),
    raw: readRaw(all),
  });
  await compare({ name: 'subscription catching up', count, ours: follow, raw: readRaw(all) });
  const third = Math.floor(count / CATEGORIES.length);
  await compare({ name: 'readAll, one category of three', count: third, ours: read(['build']), raw: readRaw(builds) });
  file.close();
  await store.close();
}

async function appendBatchesInFlight(store: SqliteEventStore, count: number): Promise<void> {
  const size = 20;
  for (let n = 0; n < count; n += size * 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        store.append(newStream(n / 100 + at), 'no-stream', Array.from({ length: size }, newEvent)),
      ),
    );
}

console.log(`${'events a second'.padEnd(44)}${'store'.padStart(10)}${'raw'.padStart(10)}${'ratio'.padStart(8)}`);
try {
  await compareAppends();
  await compareReads();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

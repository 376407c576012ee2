import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { streamModels } from '../src/application/projections/models.js';
import { Projector } from '../src/application/projections/projector.js';
import { rebuild } from '../src/application/projections/rebuild.js';
import { SqliteEventStore } from '../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../src/infrastructure/read-models/sqlite-read-models.js';
import { count, describeMachine, option, printTable, residentMemory } from './figures.js';
import { DASHBOARD_URL } from './history.js';
import { writeLog } from './log-file.js';

/*
 * Read models rebuilt from logs of growing size: events a second, and whether memory and cost per event stay flat.
 * Beside it: better-sqlite3 reading the same rows and parsing their JSON, and nothing else. `--max` is the largest log.
 */

const MAX = option('max', 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-rebuild-'));
const settings = { coprPollSeconds: 120, testingFarmPollSeconds: 120, dashboardUrl: DASHBOARD_URL };
const log = { info: () => undefined, warn: console.warn, error: console.error };

interface Measured {
  readonly events: number;
  readonly seconds: number;
  readonly cpu: number;
}

async function measured(work: () => Promise<number> | number): Promise<Measured> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const events = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { events, seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

async function rebuildAll(path: string): Promise<number> {
  const store = SqliteEventStore.open(path);
  const target = `${path}.read-models`;
  const readModels = new SqliteReadModels(target, true);
  const projector = new Projector(streamModels(settings), store, readModels, new ShaIds(), settings as never, log);
  const { events } = await rebuild(store, projector);
  readModels.finish();
  readModels.close();
  await store.close();
  rmSync(target);
  return events;
}

/** What no rebuild can do without: every row read, and its JSON parsed. */
function readRaw(path: string): number {
  const file = new Database(path, { readonly: true });
  const page = file.prepare<[number], { position: number; metadata: string; data: string }>(
    'SELECT position, stream, revision, type, metadata, data FROM events WHERE position > ? ORDER BY position LIMIT 500',
  );
  let position = 0;
  let events = 0;
  for (let rows = page.all(0); rows.length > 0; rows = page.all(position)) {
    for (const row of rows) if (JSON.parse(row.metadata) && JSON.parse(row.data)) events += 1;
    position = rows.at(-1)!.position;
  }
  file.close();
  return events;
}

console.log(`${describeMachine()}\n`);
const rows = [
  ['events', 'bytes each', 'rebuilt/s', 'per CPU second', 'raw read/s', 'raw per CPU second', 'ratio', 'peak MiB'],
];
try {
  for (let size = 10_000; size <= MAX; size *= 10) {
    const path = join(folder, `${size}.db`);
    const bytes = await writeLog(path, size);
    const raw = await measured(() => readRaw(path));
    const ours = await measured(() => rebuildAll(path));
    const each = (of: Measured, seconds: number): string => count(of.events / seconds);
    rows.push([
      count(size),
      count(bytes),
      each(ours, ours.seconds),
      each(ours, ours.cpu),
      each(raw, raw.seconds),
      each(raw, raw.cpu),
      (raw.cpu / ours.cpu).toFixed(2),
      count(residentMemory().peak),
    ]);
    console.error(`${count(size)} events, ${count(statSync(path).size / 2 ** 20)} MiB: done`);
    rmSync(path);
  }
  printTable(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

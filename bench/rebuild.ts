import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import Database from 'better-sqlite3';
import { copyLog } from '../src/application/replay/copy-log.js';
import { openEventStore } from '../src/open-event-store.js';
import { runBuilt } from './built-command.js';
import { count, countStolenTime, describeMachine, option, printTable } from './figures.js';
import { DASHBOARD_URL } from './history.js';
import { writeLog } from './log-file.js';

/*
 * Read models rebuilt by the built command from logs of growing size: events of the log a second, and whether memory and cost per
 * event stay flat; what the host of a virtual machine took of the processors meanwhile. Beside it, one thread of better-sqlite3
 * that reads the same rows and parses their JSON, and nothing else.
 * `--max`: the largest log. `--store=esdb://…`: the largest is copied into that empty server and rebuilt from there, beside
 * the bare client that reads everything.
 */

const MAX = option('max', 1_000_000);
const ROUNDS = option('rounds', 3);
const server = process.argv.find((argument) => argument.startsWith('--store='))?.slice('--store='.length);
const folder = mkdtempSync(join(tmpdir(), 'bench-rebuild-'));

interface Measured {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly peakMiB: number;
  /** Share of the processors' time that the machine's host took. */
  readonly stolen: number;
}

/** `size`: events in the log. Those that later ones replace may not be read. */
async function rebuilt(address: string, size: number): Promise<Measured> {
  const readModels = join(folder, 'read-models.db');
  const environment = { EVENT_STORE: address, READ_MODELS: readModels };
  const links = { PUBLIC_URL: DASHBOARD_URL, DASHBOARD_URL };
  const stolen = countStolenTime();
  const { output, cpu, peakMiB } = await runBuilt(['rebuild', '--json'], { ...environment, ...links });
  const { seconds } = JSON.parse(output) as { seconds: number };
  rmSync(readModels);
  return { perSecond: size / seconds, perCpuSecond: size / cpu, peakMiB, stolen: stolen() };
}

/** What no rebuild can do without: every row read, and its JSON parsed. */
function readRaw(path: string): Pick<Measured, 'perSecond' | 'perCpuSecond'> {
  const file = new Database(path, { readonly: true });
  const page = file.prepare<[number], { position: number; metadata: string; data: string }>(
    'SELECT position, stream, revision, type, metadata, data FROM events WHERE position > ? ORDER BY position LIMIT 500',
  );
  const before = process.cpuUsage();
  const start = performance.now();
  let [position, events] = [0, 0];
  for (let rows = page.all(0); rows.length > 0; rows = page.all(position)) {
    for (const row of rows) if (JSON.parse(row.metadata) && JSON.parse(row.data)) events += 1;
    position = rows.at(-1)!.position;
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  file.close();
  return { perSecond: events / seconds, perCpuSecond: (events / (user + system)) * 1e6 };
}

async function readByClient(url: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  const start = performance.now();
  let events = 0;
  for await (const { event } of client.readAll()) if (event && !event.streamId.startsWith('$')) events += 1;
  await client.dispose();
  return (events / (performance.now() - start)) * 1000;
}

async function besideClient(path: string, size: number, address: string): Promise<void> {
  const [from, to] = [await openEventStore(`sqlite:${path}`), await openEventStore(address)];
  await copyLog(from, to);
  await Promise.all([from.close(), to.close()]);
  const rows = [['round', 'rebuilt/s', 'bare client/s', 'ratio', 'peak MiB']];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const bare = await readByClient(address);
    const ours = await rebuilt(address, size);
    const ratio = (ours.perSecond / bare).toFixed(2);
    rows.push([String(round), count(ours.perSecond), count(bare), ratio, count(ours.peakMiB)]);
  }
  printTable(rows);
}

console.log(`${describeMachine()}\n`);
const heading = [
  'events',
  'bytes each',
  'rebuilt/s',
  'per CPU second',
  'raw read/s',
  'raw per CPU second',
  'peak MiB',
  'stolen',
];
const rows = [heading];
try {
  for (let size = server ? MAX : 10_000; size <= MAX; size *= 10) {
    const path = join(folder, `${size}.db`);
    const bytes = await writeLog(path, size);
    console.error(`${count(size)} events, ${count(statSync(path).size / 2 ** 20)} MiB: written`);
    if (server) await besideClient(path, size, server);
    else {
      const raw = readRaw(path);
      const ours = await rebuilt(`sqlite:${path}`, size);
      const figures = [ours.perSecond, ours.perCpuSecond, raw.perSecond, raw.perCpuSecond, ours.peakMiB];
      rows.push([...[size, bytes, ...figures].map(count), `${count(100 * ours.stolen)} %`]);
    }
    rmSync(path);
  }
  if (!server) printTable(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

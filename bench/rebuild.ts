import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { count, describeMachine, option, printTable } from './figures.js';
import { writeLog } from './log-file.js';

/*
 * Read models rebuilt from logs of growing size: events a second, and whether memory and cost per event stay flat.
 * Beside it: better-sqlite3 reading the same rows and parsing their JSON, and nothing else. `--max` is the largest log.
 */

const MAX = option('max', 100_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-rebuild-'));

interface Measured {
  readonly events: number;
  readonly seconds: number;
  readonly cpu: number;
}

function measured(work: () => number): Measured {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const events = work();
  const { user, system } = process.cpuUsage(cpu);
  return { events, seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

/** In a process of its own. */
async function rebuildAll(path: string): Promise<Measured & { peakMiB: number }> {
  const loader = new URL('../test/support/run-typescript.mjs', import.meta.url).href;
  const file = fileURLToPath(new URL('rebuild-once.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', loader, file, path]);
  return JSON.parse(stdout) as Measured & { peakMiB: number };
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
    const raw = measured(() => readRaw(path));
    const ours = await rebuildAll(path);
    const each = (of: Measured, seconds: number): string => count(of.events / seconds);
    rows.push([
      count(size),
      count(bytes),
      each(ours, ours.seconds),
      each(ours, ours.cpu),
      each(raw, raw.seconds),
      each(raw, raw.cpu),
      (raw.cpu / ours.cpu).toFixed(2),
      count(ours.peakMiB),
    ]);
    console.error(`${count(size)} events, ${count(statSync(path).size / 2 ** 20)} MiB: done`);
    rmSync(path);
  }
  printTable(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

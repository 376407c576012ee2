import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { runBuilt } from './built-command.js';
import { count, describeMachine, option, printTable } from './figures.js';
import { writeLog } from './log-file.js';

/*
 * The built `verify` on a log: alone, writing a checkpoint, and against that checkpoint. Seconds, memory, and how big the files are.
 * `--events`: size of the log; `--log=FILE`: a log to be used again (made when it is not there).
 */

const EVENTS = option('events', 100_000);

const kept = process.argv.find((argument) => argument.startsWith('--log='))?.slice('--log='.length);
const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
const log = kept ?? join(folder, 'events.db');
const checkpoint = join(folder, 'checkpoint.json');

console.log(`${describeMachine()}\n`);
try {
  if (!existsSync(log)) await writeLog(log, EVENTS, { sound: true });
  const file = new Database(log, { readonly: true });
  const events = file.prepare<[], number>('SELECT count(*) FROM events').pluck().get()!;
  file.close();
  const rows = [['verify', 'events', 'seconds', 'events/s', 'peak MiB']];
  for (const [name, words] of [
    ['with a checkpoint written', ['--checkpoint-out', checkpoint]],
    ['against it', ['--against', checkpoint]],
  ] as const) {
    const { seconds, peakMiB } = await verify(words);
    rows.push([name, count(events), seconds.toFixed(1), count(events / seconds), count(peakMiB)]);
  }
  printTable(rows);
  const [small, heads] = [checkpoint, `${checkpoint}.heads.gz`].map((path) => statSync(path).size);
  console.log(`\ncheckpoint ${count(small!)} bytes; heads of the streams beside it ${count(heads! / 1024)} KiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function verify(words: readonly string[]): Promise<{ seconds: number; peakMiB: number }> {
  return runBuilt(['verify', '--json', '--store', `sqlite:${log}`, ...words]);
}

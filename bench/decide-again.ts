import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openEventStore } from '../src/open-event-store.js';
import { count, describeMachine, option, residentMemory } from './figures.js';
import { writeDecisions } from './decisions-log.js';

/*
 * Recorded decisions made again: how long it takes, whether memory stays flat, and what takes the time. `--decisions`,
 * `--configurations` (all different); `--store=esdb://…`: an empty store instead of a SQLite file.
 */

const DECISIONS = option('decisions', 100_000);
const CONFIGURATIONS = option('configurations', 600);
const GOAL_SECONDS = 120;
const GOAL_MIB = 300;

interface Measured {
  readonly decisions: number;
  readonly jobs: number;
  readonly deliveries: number;
  readonly changed: number;
  readonly failed: number;
  readonly seconds: number;
  readonly planning: number;
  readonly configurations: number;
  readonly events: number;
  readonly readSeconds: number;
}

const given = process.argv.find((argument) => argument.startsWith('--store='))?.slice('--store='.length);
const folder = mkdtempSync(join(tmpdir(), 'bench-decide-again-'));
const address = given ?? `sqlite:${join(folder, 'events.db')}`;

console.log(`${describeMachine()}\n`);
try {
  const store = await openEventStore(address);
  if ((await store.head()) > 0 && !given?.startsWith('esdb')) throw new Error(`${address}: expected an empty store`);
  const written = await writeDecisions(store, DECISIONS, CONFIGURATIONS);
  await store.close();
  console.log(`${count(written)} decisions on jobs of ${count(CONFIGURATIONS)} configurations written`);

  const loader = new URL('../tools/run-typescript.mjs', import.meta.url).href;
  const file = fileURLToPath(new URL('decide-again-once.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', loader, file, address]);
  report(JSON.parse(stdout) as Measured, await asCommand());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The built command as people run it: its seconds, and its memory in MiB at a third of the time and at most. */
async function asCommand(): Promise<{ seconds: number; seen: readonly number[] }> {
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
  const start = performance.now();
  const command = spawn(process.execPath, [cli, 'decide-again', '--json', '--store', address], { stdio: 'ignore' });
  const seen: number[] = [];
  const watch = setInterval(() => seen.push(memoryOf(command.pid!)), 200);
  const [code] = (await once(command, 'exit')) as [number];
  clearInterval(watch);
  if (code !== 0) throw new Error(`decide-again ended with ${code}`);
  return { seconds: (performance.now() - start) / 1000, seen: seen.filter((value) => value > 0) };
}

function memoryOf(pid: number): number {
  try {
    return residentMemory(pid).now;
  } catch {
    return 0;
  }
}

function report(found: Measured, command: { seconds: number; seen: readonly number[] }): void {
  const { decisions, jobs, deliveries, changed, failed, seconds, readSeconds, planning, configurations } = found;
  const share = (part: number) => `${((100 * part) / seconds).toFixed(0)} %`;
  const rest = seconds - readSeconds - planning - configurations;
  console.log(`${count(decisions)} decisions (${count(jobs)} on jobs) of ${count(deliveries)} deliveries made again`);
  console.log(`${changed} differences, ${failed} failed (goal 0 and 0)`);
  console.log(`${seconds.toFixed(1)} s (goal ${GOAL_SECONDS} s), ${count(jobs / seconds)} decisions on jobs a second`);
  const [third, most] = [command.seen[Math.floor(command.seen.length / 3)] ?? NaN, Math.max(...command.seen)];
  console.log(
    `as a command ${command.seconds.toFixed(1)} s, memory ${count(third)} MiB after a third, ${count(most)} MiB at most (goal ${GOAL_MIB} MiB)`,
  );
  console.log(
    `of the time: reading the log and its JSON ${share(readSeconds)}, planning ${share(planning)}, ` +
      `configurations ${share(configurations)}, the rest (webhooks read, decisions compared) ${share(rest)}`,
  );
}

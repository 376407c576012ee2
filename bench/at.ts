import { execFile, fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { subjectKey, type RunOrigin } from '../src/domain/planning/job.js';
import { seededRandom } from '../sandbox/random.js';
import { count, describeMachine, duration, option, printTable, quantile } from './figures.js';
import { DASHBOARD_URL } from './history.js';
import { writeLog } from './log-file.js';

/*
 * How things stood with a random pull request at a random moment, over HTTP: the state of its runs and checks, why its jobs ran,
 * its events. `--events`: size of the log; `--requests`; `--log=FILE`: a log to be used again (made when it is not there).
 */

const EVENTS = option('events', 100_000);
const REQUESTS = option('requests', 1_000);
const GOAL_MS = 100;

interface Asked {
  readonly subject: string;
  readonly at: string;
}

const kept = process.argv.find((argument) => argument.startsWith('--log='))?.slice('--log='.length);
const folder = mkdtempSync(join(tmpdir(), 'bench-at-'));
const log = kept ?? join(folder, 'events.db');
const readModels = kept ? `${kept}.read-models` : join(folder, 'read-models.db');
// With other addresses every check of the log would want to be published again.
const links = { PUBLIC_URL: DASHBOARD_URL, DASHBOARD_URL };
const environment = { ...process.env, ...links, EVENT_STORE: `sqlite:${log}`, READ_MODELS: readModels };

const paths = {
  state: ({ subject, at }: Asked) => `/api/pipelines/${encodeURIComponent(subject)}/state?at=${encodeURIComponent(at)}`,
  events: ({ subject, at }: Asked) =>
    `/api/pipelines/${encodeURIComponent(subject)}/events?at=${encodeURIComponent(at)}`,
  explain: ({ subject, at }: Asked) => `/api/explain?${new URLSearchParams({ subject, at })}`,
};

console.log(`${describeMachine()}\n`);
try {
  if (!existsSync(log)) await writeLog(log, EVENTS, { sound: true });
  if (!existsSync(readModels)) {
    const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
    await promisify(execFile)(process.execPath, [cli, 'rebuild', '--json'], { env: environment });
  }
  const { events, asked } = questions();
  const server = fork(fileURLToPath(new URL('at-server.ts', import.meta.url)), {
    env: environment,
    execArgv: ['--import', new URL('../tools/run-typescript.mjs', import.meta.url).href],
  });
  const told = <Answer>() =>
    new Promise<Answer>((resolve) => server.once('message', resolve as (value: unknown) => void));
  const { url } = await told<{ url: string }>();
  const rows = [['asked', 'p50', 'p99', 'longest', 'bytes']];
  const goals: number[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const { times, bytes } = await ask(url, asked, path);
    if (name === 'state') goals.push(quantile(times, 0.99));
    rows.push([name, ...[0.5, 0.99, 1].map((share) => duration(quantile(times, share))), count(bytes / times.length)]);
  }
  server.send('memory');
  const { peakMiB } = await told<{ peakMiB: number }>();
  server.kill();
  printTable(rows);
  console.log(
    `\n${count(events)} events, ${count(asked.length)} requests each; state p99 goal ${GOAL_MS} ms, found ${duration(goals[0]!)}`,
  );
  console.log(`memory of the service ${count(peakMiB)} MiB at most`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Pull requests of random builds, and moments between the first and the last event of the log: half are times. */
function questions(): { events: number; asked: Asked[] } {
  const file = new Database(log, { readonly: true });
  const random = seededRandom(3);
  const events = file.prepare<[], number>('SELECT max(position) FROM events').pluck().get()!;
  const request = file
    .prepare<[number], string>(
      `SELECT data FROM events WHERE category = 'build' AND position > ? AND revision = 0 LIMIT 1`,
    )
    .pluck();
  const time = file.prepare<[number], string>(`SELECT recorded_at FROM events WHERE position = ?`).pluck();
  const asked: Asked[] = [];
  while (asked.length < REQUESTS) {
    const text = request.get(Math.floor(random() * events));
    if (text === undefined) continue;
    const { origin } = JSON.parse(text) as { origin: RunOrigin };
    const position = 1 + Math.floor(random() * events);
    const at = random() < 0.5 ? String(position) : time.get(position)!;
    asked.push({ subject: subjectKey(origin.project, origin.subject), at });
  }
  file.close();
  return { events, asked };
}

async function ask(url: string, asked: readonly Asked[], path: (question: Asked) => string) {
  const times: number[] = [];
  let bytes = 0;
  for (const question of asked) {
    const start = performance.now();
    const answer = await fetch(`${url}${path(question)}`);
    const body = await answer.arrayBuffer();
    times.push(performance.now() - start);
    if (answer.status !== 200)
      throw new Error(`${path(question)}: HTTP ${answer.status} ${Buffer.from(body).toString()}`);
    bytes += body.byteLength;
  }
  return { times, bytes };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDbEventStore } from '../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { crashRun } from '../test/infrastructure/event-store/eventstoredb/crash-run.js';

/*
 * A real server is killed with SIGKILL and started again ten times, while 16 append and two follow. It is started by
 * `EVENTSTORE_TEST_START`, a command that becomes the server (`exec`) on a data folder that outlives it, and answers at
 * `EVENTSTORE_TEST_URL`, without TLS.
 */
const { EVENTSTORE_TEST_URL: url = '', EVENTSTORE_TEST_START: command = '' } = process.env;
if (!url || !command) throw new Error('Set EVENTSTORE_TEST_URL and EVENTSTORE_TEST_START');

const health = `http://${new URL(url.replace('esdb:', 'http:')).host}/health/live`;
let server: ChildProcess | undefined;

/** The server takes what begins with EVENTSTORE_ for its own settings and refuses those it does not know. */
const serverEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('EVENTSTORE_TEST_')),
);

async function start(): Promise<void> {
  const started = spawn('bash', ['-c', `exec ${command}`], { stdio: 'ignore', env: serverEnvironment });
  server = started;
  while (started.exitCode === null) {
    const answer = await fetch(health).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`The server ended with ${started.exitCode}`);
}

async function kill(): Promise<void> {
  const exit = server && once(server, 'exit');
  server?.kill('SIGKILL');
  await exit;
}

await start();
try {
  const report = await crashRun({
    open: () => EventStoreDbEventStore.open(url),
    kill,
    start,
    rounds: Number(process.argv[2] ?? 10),
    writers: 16,
    readers: 2,
    upMs: 3_000,
    downMs: 500,
  });
  console.log(report);
  const bad = [report.lost, report.doubled, report.readersDiffer, report.refused].flat().length;
  if (bad > 0 || report.writersBackMs > 5_000 || report.readersBackMs > 5_000) process.exitCode = 1;
} finally {
  await kill();
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Sandbox } from '../sandbox/sandbox.js';
import { freePort, ServiceProcess } from '../sandbox/service-process.js';
import type { AbuseCase } from './abuse/abuse-case.js';
import { halfSentBodies } from './abuse/half-sent-bodies.js';
import { unsignedBodies } from './abuse/unsigned-bodies.js';
import { Watcher } from './abuse/watcher.js';
import { count, describeMachine, duration, printTable, processorTime } from './figures.js';

/*
 * What the built service is like while somebody asks too much of it: the worst answer of `GET /api/healthz`, and the most memory
 * that it held. Each case has a service of its own. `--only=a,b` runs some of them.
 */

const CASES: readonly AbuseCase[] = [unsignedBodies, halfSentBodies];
const GOAL = { worstMs: 500, peakMiB: 400 };
/** How long the service is watched after an attack. */
const AFTER_MS = 1000;

async function run(abuse: AbuseCase): Promise<string[]> {
  const sandbox = await Sandbox.start();
  const dataFolder = join(sandbox.folder, 'data');
  await mkdir(dataFolder);
  const service = await ServiceProcess.start(sandbox.environment({ port: await freePort(), dataFolder }), dataFolder);
  const watcher = Watcher.start(service.url, service.pid!);
  try {
    sandbox.connectTo(service.url);
    await abuse.prepare?.({ sandbox, service });
    const before = await watcher.report();
    const start = performance.now();
    const cpu = processorTime(service.pid!);
    const outcome = await abuse.attack({ sandbox, service });
    const took = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
    const { worstMs, peakMiB, asked, failed } = await watcher.report();
    const good = service.running && failed === 0 && worstMs <= GOAL.worstMs && peakMiB <= GOAL.peakMiB;
    return [
      `${abuse.key}  ${abuse.title}`,
      duration(worstMs),
      `${count(failed)}/${count(asked)}`,
      count(before.peakMiB),
      count(peakMiB),
      duration(took),
      service.running ? duration(processorTime(service.pid!) - cpu) : '',
      good ? 'yes' : 'no',
      service.running ? outcome : `the service ended: ${service.tail(1)}`,
    ];
  } finally {
    watcher.stop();
    await service.kill();
    await sandbox.close();
  }
}

const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const unknown = only?.filter((key) => !CASES.some((abuse) => abuse.key === key)) ?? [];
if (unknown.length > 0)
  throw new Error(`--only: expected some of ${CASES.map(({ key }) => key).join(',')}, found ${unknown.join(',')}`);
console.log(`${describeMachine()}\n`);
const rows: string[][] = [];
for (const abuse of CASES) if (!only || only.includes(abuse.key)) rows.push(await run(abuse));
printTable([
  [
    '',
    'worst healthz',
    'failed',
    'MiB before',
    'peak MiB',
    'took',
    'CPU',
    `≤ ${GOAL.worstMs} ms, ${GOAL.peakMiB} MiB`,
    'outcome',
  ],
  ...rows,
]);

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { Sandbox } from '../sandbox/sandbox.js';
import { freePort, ServiceProcess } from '../sandbox/service-process.js';
import { count, describeMachine, duration, option, printTable, processorTime, residentMemory } from './figures.js';
import { bigPullRequest } from './pull-request.js';

/*
 * Webhooks acknowledged a second: our service, which has each delivery on disk when it answers and works on it meanwhile,
 * beside Probot, which stores nothing and has one handler that does nothing. Same payload, same connections, in turns.
 */

const ROUNDS = option('rounds', 3);
const SECONDS = option('seconds', 10);
const CONNECTIONS = option('connections', 16);
const GITHUB_CALL_MS = 385;

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
  /** Milliseconds of processor time an answer. */
  readonly cpu: number;
}

interface Contender {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly rounds: Round[];
}

async function load(
  { url, pid }: Contender,
  body: Buffer,
  headers: Record<string, string>,
  seconds: number,
): Promise<Round> {
  const { hostname } = new URL(url);
  if (!isIP(hostname)) throw new Error(`autocannon needs an address of its own to fire at, found ${url}`);
  const before = processorTime(pid);
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/api/webhooks/github',
        body,
        setupRequest: (request) => ({ ...request, headers: { ...headers, 'x-github-delivery': randomUUID() } }),
      },
    ],
  });
  const { requests, latency, non2xx, errors } = result;
  return {
    perSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    refused: non2xx + errors,
    cpu: (processorTime(pid) - before) / requests.total,
  };
}

async function startProbot(settings: Record<string, string>) {
  const file = fileURLToPath(new URL('probot-server.ts', import.meta.url));
  const loader = new URL('../tools/run-typescript.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', loader, file], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

console.log(describeMachine());
const sandbox = await Sandbox.start();
const { body, headers } = await bigPullRequest(sandbox);
sandbox.github.service.faults.latencyMs = GITHUB_CALL_MS;
const dataFolder = join(sandbox.folder, 'data');
await mkdir(dataFolder);
const settings = sandbox.environment({ port: await freePort(), dataFolder });
const service = await ServiceProcess.start(
  { ...settings, NODE_OPTIONS: process.env.SERVICE_NODE_OPTIONS ?? '' },
  dataFolder,
);
const probotPort = await freePort();
const probot = await startProbot({ ...settings, PORT: String(probotPort) });
const contenders: Contender[] = [
  { name: 'Packit Service, stored', url: service.url, pid: service.pid!, rounds: [] },
  { name: 'Probot, not stored', url: `http://127.0.0.1:${probotPort}`, pid: probot.pid!, rounds: [] },
];
try {
  console.log(
    `\n${count(body.length)} bytes a delivery, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each, in turns\n`,
  );
  for (const contender of contenders) await load(contender, body, headers, 2);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const contender of contenders) contender.rounds.push(await load(contender, body, headers, SECONDS));
  printTable([
    ['', 'per second', 'p50', 'p99', 'CPU each', 'refused', 'peak MiB'],
    ...contenders.flatMap(({ name, pid, rounds }) =>
      rounds.map(({ perSecond, p50, p99, refused, cpu }) => [
        name,
        count(perSecond),
        duration(p50),
        duration(p99),
        `${cpu.toFixed(2)} ms`,
        count(refused),
        count(residentMemory(pid).peak),
      ]),
    ),
  ]);
  const [ours, theirs] = contenders.map(({ rounds }) => rounds.map(({ perSecond }) => perSecond));
  const ratios = ours!.map((perSecond, round) => (perSecond / theirs![round]!).toFixed(2));
  console.log(`\nours to Probot's, round by round: ${ratios.join(', ')}`);
} finally {
  probot.kill();
  await service.kill();
  // Calls that were under way are answered before the repositories go.
  await new Promise((resolve) => setTimeout(resolve, 3 * GITHUB_CALL_MS));
  await sandbox.close();
}

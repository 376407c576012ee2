import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Sandbox } from '../sandbox/sandbox.js';
import { freePort, ServiceProcess } from '../sandbox/service-process.js';
import type { PullRequest, Repository } from '../sandbox/github/state.js';
import {
  count,
  describeMachine,
  duration,
  option,
  printTable,
  processorTime,
  quantile,
  residentMemory,
} from './figures.js';
import { PACKIT_YAML } from './pull-request.js';

/*
 * How long somebody waits, after a push, until the first check of that commit stands on GitHub. Many installations push at
 * a steady rate; every call to GitHub takes its time. From the moment the webhook is sent.
 */

const RATE = option('rate', 20);
const SECONDS = option('seconds', 15);
const INSTALLATIONS = option('installations', 150);
const CALL_MS = option('call', 385);

console.log(`${describeMachine()}\n`);
const sandbox = await Sandbox.start({ pace: { speed: 1 } });
const { github } = sandbox;
const dataFolder = join(sandbox.folder, 'data');
await mkdir(dataFolder);
const settings = sandbox.environment({ port: await freePort(), dataFolder });
const service = await ServiceProcess.start(
  { ...settings, NODE_OPTIONS: process.env.SERVICE_NODE_OPTIONS ?? '' },
  dataFolder,
);
try {
  const pulls = await openPullRequests();
  sandbox.connectTo(service.url);
  github.service.faults.latencyMs = CALL_MS;
  const sent = new Map<string, number>();
  const waited: number[] = [];
  github.onCheck(({ headSha }) => {
    const at = sent.get(headSha);
    if (at === undefined) return;
    sent.delete(headSha);
    waited.push(performance.now() - at);
  });
  const cpu = processorTime(service.pid!);
  const start = performance.now();
  const pushes = RATE * SECONDS;
  for (let push = 0; push < pushes; push += 1) {
    const due = start + (push * 1000) / RATE;
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const { repository, pull } = pulls[push % pulls.length]!;
    const sha = await github.pushCommit(repository, pull, { 'README.md': `push ${push}` });
    sent.set(sha, performance.now());
  }
  const rate = pushes / ((performance.now() - start) / 1000);
  const end = Date.now() + 60_000;
  while (sent.size > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  printTable([
    [
      'pushes',
      'a second',
      'installations',
      'GitHub call',
      'p50',
      'p90',
      'p99',
      'worst',
      'none within 60 s',
      'CPU a push',
      'peak MiB',
    ],
    [
      count(pushes),
      rate.toFixed(1),
      count(INSTALLATIONS),
      duration(CALL_MS),
      ...[0.5, 0.9, 0.99, 1].map((share) => duration(quantile(waited, share))),
      count(sent.size),
      duration((processorTime(service.pid!) - cpu) / pushes),
      count(residentMemory(service.pid!).peak),
    ],
  ]);
} finally {
  await service.kill();
  await new Promise((resolve) => setTimeout(resolve, 3 * CALL_MS));
  await sandbox.close();
}

/** Approved, with a pull request each; nothing has been announced to the service yet. */
async function openPullRequests(): Promise<{ repository: Repository; pull: PullRequest }[]> {
  const pulls = [];
  for (let n = 0; n < INSTALLATIONS; n += 1) {
    const owner = `group-${n}`;
    const repository = await github.createRepository(`${owner}/hello`, {
      '.packit.yaml': PACKIT_YAML,
      'hello.spec': '',
    });
    const answer = await fetch(`${service.url}/api/allowlist/github.com/${owner}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${sandbox.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'approved_manually' }),
    });
    if (answer.status !== 204) throw new Error(`allowlist: expected 204, found ${answer.status}`);
    const branch = { branch: 'change', files: { 'README.md': 'changed' }, from: repository };
    pulls.push({
      repository,
      pull: await github.openPullRequest(repository, { author: owner, title: 'A change', ...branch }),
    });
  }
  return pulls;
}

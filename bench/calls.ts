import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Sandbox } from '../sandbox/sandbox.js';
import { freePort, ServiceProcess } from '../sandbox/service-process.js';
import { count, describeMachine, printTable, residentMemory } from './figures.js';
import { CHROOTS, PACKIT_YAML } from './pull-request.js';

/*
 * Calls to GitHub for one pull request that is built and tested in six chroots, from the first webhook to the last check,
 * with an installation that the service has not met before.
 */

const AIM = 40;

console.log(`${describeMachine()}\n`);
const sandbox = await Sandbox.start({ pace: { speed: 10 } });
const { github } = sandbox;
const dataFolder = join(sandbox.folder, 'data');
await mkdir(dataFolder);
const settings = sandbox.environment({ port: await freePort(), dataFolder });
const service = await ServiceProcess.start(settings, dataFolder);
try {
  sandbox.connectTo(service.url);
  const repository = await github.createRepository('bench/hello', {
    '.packit.yaml': PACKIT_YAML,
    'hello.spec': '',
    '.fmf/version': '1\n',
  });
  await fetch(`${service.url}/api/allowlist/github.com/bench`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${sandbox.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'approved_manually' }),
  });
  const branch = { branch: 'change', files: { 'README.md': 'changed' }, from: repository };
  const pull = await github.openPullRequest(repository, { author: 'bench', title: 'A change', ...branch });
  const end = Date.now() + 180_000;
  const over = (): boolean => {
    const checks = [...github.checks(repository, pull.head.sha).values()];
    return checks.length === 2 * CHROOTS.length && checks.every(({ status }) => status === 'completed');
  };
  while (!over() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  if (!over()) throw new Error(`The checks are not over:\n${service.tail()}`);
  await sandbox.settled({ timeoutMs: 30_000 });
  const calls = Object.entries(github.service.callsByRoute()).sort(([, a], [, b]) => b - a);
  const total = calls.reduce((sum, [, number]) => sum + number, 0);
  printTable([['GitHub', 'calls'], ...calls.map(([route, number]) => [route, count(number)]), ['all', count(total)]]);
  console.log(`\naim: at most ${AIM}; resident memory: ${count(residentMemory(service.pid!).peak)} MiB at its highest`);
} finally {
  await service.kill();
  await sandbox.close();
}

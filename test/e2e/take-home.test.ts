import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { copyLog } from '../../src/application/replay/copy-log.js';
import { openEventStore } from '../../src/open-event-store.js';
import { ProtocolServer } from '../support/esdb-protocol-server/protocol-server.js';
import { World } from '../support/world.js';
import { CONFIG, SPEC } from './pipelines.js';

const SLOW = 240_000;
const CLI = resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const CHECKS = [
  'rpm-build:fedora-43-x86_64',
  'rpm-build:fedora-44-x86_64',
  'rpm-build:epel-9-x86_64',
  'testing-farm:fedora-43-x86_64',
  'testing-farm:fedora-44-x86_64',
];
/** What a slow machine is told meanwhile. */
const PROGRESS = /^\d+ .*\n/gm;
const LEAKS = ['dora.explorer@acme.example', 'ghp_0123456789abcdefghijABCDEFGHIJ012345', 'hunter2hunter2'];

let world: World;
let folder: string;
let repository: Repository;
let pull: PullRequest;
let published: Record<string, string>;

/** A pipeline that failed: one chroot was not built, and one test run failed. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'take-home-'));
  world = await World.start({ pace: { speed: 400 }, approved: ['acme'] });
  const { sandbox } = world;
  repository = await sandbox.github.createRepository('acme/hello', {
    ...SPEC,
    'packit.yaml': `${CONFIG}    env: {DEPLOY_TOKEN: ${LEAKS[2]}, MAIL: ${LEAKS[0]}}\n`,
  });
  sandbox.copr.failChroot('epel-9-x86_64');
  sandbox.testingFarm.failTests('fedora-44-x86_64');
  pull = await sandbox.github.openPullRequest(repository, {
    author: 'dora',
    title: 'A change',
    body: `Signed-off-by: Dora <${LEAKS[0]}>\n\nUse ${LEAKS[1]} for it.`,
    branch: 'change',
    files: { 'new-file': 'x' },
  });
  published = await world.settledChecks(repository, pull, CHECKS, 120_000);
  await world.service.stop();
}, SLOW);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
}, SLOW);

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Answer> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, PUBLIC_URL: 'https://packit.example', ...environment },
      maxBuffer: 100 * 1024 * 1024,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

interface State {
  readonly streams: readonly { readonly stream: string }[];
  readonly checks: readonly {
    readonly name: string;
    readonly wanted: { readonly state: string; readonly title: string };
  }[];
}

async function stateAt(store: string, moment: string): Promise<State> {
  const subject = `github.com/acme/hello#${pull.number}`;
  const { code, out, err } = await cli(['replay', subject, '--at', moment, '--store', store, '--json']);
  expect([code, err.replace(PROGRESS, '')]).toEqual([0, '']);
  return JSON.parse(out) as State;
}

describe.each(['SQLite', 'EventStoreDB'] as const)('a pipeline that failed, taken home from %s', (kind) => {
  const servers: ProtocolServer[] = [];
  let source: string;
  let target: string;
  let file: string;

  beforeAll(async () => {
    source = `sqlite:${join(world.dataFolder, 'events.db')}`;
    target = `sqlite:${join(folder, 'imported', 'events.db')}`;
    file = join(folder, `${kind}.jsonl`);
    if (kind === 'SQLite') return;
    for (let i = 0; i < 2; i++) servers.push(await ProtocolServer.start());
    const [from, to] = [await openEventStore(source), await openEventStore(servers[0]!.url)];
    await copyLog(from, to);
    await Promise.all([from.close(), to.close()]);
    [source, target] = [servers[0]!.url, servers[1]!.url];
  }, SLOW);
  afterAll(() => Promise.all(servers.map((server) => server.kill())));

  it(
    'is replayed to what the forge was told',
    async () => {
      const { checks } = await stateAt(source, new Date(Date.now() + 60_000).toISOString());
      const failed = checks.filter(({ wanted }) => wanted.state === 'failure').map(({ name }) => name);
      expect(failed).toEqual(['rpm-build:epel-9-x86_64', 'testing-farm:fedora-44-x86_64']);
      expect(Object.fromEntries(checks.map(({ name, wanted }) => [name, `${wanted.state}: ${wanted.title}`]))).toEqual(
        published,
      );
      expect((await stateAt(source, '1')).checks).toEqual([]);
    },
    SLOW,
  );

  it(
    'is exported without secrets, imported, sound, decided in the same way, and says the same on its checks',
    async () => {
      const subject = `github.com/acme/hello#${pull.number}`;
      const written = await cli(['export', subject, '--out', file, '--store', source]);
      expect(written.code).toBe(0);
      expect(written.err).toContain(`written to ${file}`);
      const content = readFileSync(file, 'utf8');
      for (const leak of [...LEAKS, '@acme.example', world.sandbox.adminToken]) expect(content).not.toContain(leak);

      const imported = await cli(['import', file, '--into', target]);
      expect([imported.code, imported.err.replace(PROGRESS, '')]).toEqual([0, '']);
      expect(imported.out).toContain(', 0 broken places.');
      const twice = await cli(['import', file, '--into', target]);
      expect(twice).toMatchObject({ code: 1, out: '' });
      expect(twice.err).toContain('Expected an empty store, found events in it');

      const verified = await cli(['verify', '--store', target, '--json']);
      expect(JSON.parse(verified.out)).toMatchObject({ broken: [] });
      const again = await cli(['decide-again', '--store', target, '--json']);
      expect(JSON.parse(again.out)).toMatchObject({ byKind: { job: 2 }, changed: [], failed: [] });

      const now = new Date(Date.now() + 60_000).toISOString();
      const [before, after] = [await stateAt(source, now), await stateAt(target, now)];
      expect(after.checks).toEqual(before.checks);
      expect(after.streams.map(({ stream }) => stream)).toEqual(before.streams.map(({ stream }) => stream));
      const rebuilt = await cli(['rebuild', '--json'], {
        EVENT_STORE: target,
        READ_MODELS: join(folder, kind, 'read-models.db'),
      });
      expect(rebuilt.code).toBe(0);
    },
    SLOW,
  );

  it(
    'is told event by event, for people and for programs',
    async () => {
      const delivery = (await stateAt(source, '999999999999')).streams.find(({ stream }) =>
        stream.startsWith('delivery-github'),
      )!;
      const guid = delivery.stream.replace('delivery-github-', '');
      const told = await cli(['replay', guid, '--store', source]);
      expect([told.code, told.err.replace(PROGRESS, '')]).toEqual([0, '']);
      expect(told.out).toMatch(
        /^ +\d+  \d{4}-\S+Z  DeliveryReceived  source=github event=pull_request subject=\S+#1\n/,
      );
      expect(told.out).toContain(`${delivery.stream}@0\n            ~ status: "unknown" → "received"`.slice(0, 60));
      expect(told.out).toContain('~ outcome: null → "decided"');
      const { out } = await cli(['replay', guid, '--store', source, '--until', '1', '--json']);
      expect(out).toBe('');
      const whole = await cli(['replay', delivery.stream, '--pipeline', '--store', source, '--json']);
      const steps = whole.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { event: { type: string; position: number } });
      expect(steps.map(({ event }) => event.type)).toEqual(
        expect.arrayContaining(['JobPlanned', 'BuildFailed', 'TestsFailed', 'CheckPublished']),
      );
      const positions = steps.map(({ event }) => event.position);
      expect(positions).toEqual([...positions].sort((one, other) => one - other));
      const missing = await cli(['replay', 'github.com/acme/hello#77', '--store', source]);
      expect(missing.code).toBe(1);
      expect(missing.err).toMatch(
        /^Expected a stream .*found github\.com\/acme\/hello#77.*Did you mean github\.com\/acme\/hello#1/,
      );
    },
    SLOW,
  );
});

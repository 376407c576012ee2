import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { StoredCore } from '../application/running-core.js';
import { wishFor, wishModel } from '../application/wishes.js';
import { runTypescript } from '../support/typescript-process.js';
import { World } from '../support/world.js';
import { CONFIG, SPEC } from './pipelines.js';

const SLOW = 240_000;

describe('a todo that kills the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'poison-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function life(...args: string[]) {
    const { ended, output } = runTypescript('test/e2e/poison-process.ts', folder, ...args);
    const { code, signal } = await ended;
    return { code, signal, lines: output().trim().split('\n').filter(Boolean).sort() };
  }

  it(
    'is parked after three deaths, in every process from then on, until it is released',
    async () => {
      const core = new StoredCore([wishModel], folder);
      for (const key of ['deadly', ...Array.from({ length: 30 }, (_, n) => `harmless-${n}`)])
        await wishFor(core.streams, key, { lane: key, tenant: `forge.example/${key}` }, `wish-${key}`);
      await core.store.close();
      const granted: string[] = [];
      for (let death = 1; death <= 3; death++) {
        const { signal, lines } = await life();
        expect(signal).toBe('SIGKILL');
        granted.push(...lines);
      }
      const parked = 'parked [["deadly","it was under way when the process died, 3 times in a row"]]';
      const survivor = await life();
      expect(survivor).toMatchObject({ code: 0, signal: null });
      expect(survivor.lines.at(-1)).toBe(parked);
      expect(new Set([...granted, ...survivor.lines]).size).toBe(31);
      expect(await life()).toMatchObject({ code: 0, lines: [parked] });
      expect(await life('--release')).toMatchObject({ code: 0, lines: ['released true'] });
      expect(await life()).toMatchObject({ signal: 'SIGKILL' });
    },
    SLOW,
  );
});

describe('a service that is killed while it looks at one delivery', () => {
  const CHECK = 'rpm-build:fedora-44-x86_64';
  let world: World;
  afterEach(() => world.close());

  const open = (repository: Repository, branch: string): Promise<PullRequest> =>
    world.sandbox.github.openPullRequest(repository, {
      author: 'dora',
      title: branch,
      branch,
      files: { [branch]: 'x' },
    });

  async function todos(): Promise<{ parked: number; todos: { key: string; parked: { error: string } | null }[] }> {
    return (await world.request('GET', '/api/todos')).json() as never;
  }

  it(
    'gives that up after three times, works on everything else, and takes it up again when it is told to',
    async () => {
      world = await World.start({ pace: { speed: 100 }, approved: ['acme', 'other'] });
      const { github } = world.sandbox;
      const files = { 'packit.yaml': CONFIG, ...SPEC };
      const deadly = await github.createRepository('acme/deadly', files);
      const harmless = await github.createRepository('other/harmless', files);
      github.service.faults.sometimes({ kind: 'silence' }, 1, {
        where: ({ path }) => path.startsWith('/repos/acme/deadly/contents'),
      });
      const pull = await open(deadly, 'first');
      for (let death = 1; death <= 3; death++) {
        const asked = () =>
          github.service.exchanges.filter(({ path }) => path.startsWith('/repos/acme/deadly/contents'));
        const before = asked().length;
        while (asked().length === before) await new Promise((resolve) => setTimeout(resolve, 20));
        await world.restartAfterKill();
      }
      const other = await open(harmless, 'second');
      expect((await world.settledChecks(harmless, other, [CHECK], 60_000))[CHECK]).toMatch(/^success/);
      const { parked, todos: list } = await todos();
      expect(parked).toBe(1);
      expect(list[0]).toMatchObject({
        key: expect.stringMatching(/^interpret-delivery\/delivery-github-/),
        parked: { error: 'it was under way when the process died, 3 times in a row' },
      });
      expect(world.service.tail(200)).toContain(list[0]!.key);

      github.service.faults.clear();
      expect(await (await world.request('POST', '/api/todos/release', {})).json()).toEqual({ released: 1 });
      expect((await world.settledChecks(deadly, pull, [CHECK], 60_000))[CHECK]).toMatch(/^success/);
      expect(await todos()).toMatchObject({ parked: 0 });
    },
    SLOW,
  );
});

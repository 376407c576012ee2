import { join } from 'node:path';
import Database from 'better-sqlite3';
import { dueTodos } from '../support/left-behind.js';
import { World } from '../support/world.js';

const CHROOTS = ['fedora-43-x86_64', 'fedora-44-x86_64'];
const FILES = {
  'packit.yaml': `specfile_path: hello.spec
upstream_package_name: hello
jobs:
  - job: copr_build
    trigger: pull_request
    targets: [${CHROOTS.join(', ')}]
  - job: tests
    trigger: pull_request
    targets: [fedora-44-x86_64]
`,
  'hello.spec': 'Name: hello\nVersion: 1.0\nRelease: 1\n',
  '.fmf/version': '1\n',
};
const CHECKS = [...CHROOTS.map((chroot) => `rpm-build:${chroot}`), 'testing-farm:fedora-44-x86_64'];
/** A table of read models that has rows whatever happened. */
const TABLE_WITH_ROWS = `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%delivery%'`;
const SLOW = 180_000;

describe('the world of end-to-end tests', () => {
  it(
    'kills the service amid a build and starts it on the same store, and all comes out as if nothing had been',
    () =>
      World.with({ pace: { speed: 40 }, approved: ['acme'] }, async (world) => {
        const { github, copr, testingFarm } = world.sandbox;
        const repository = await github.createRepository('acme/hello', FILES);
        const pull = await github.openPullRequest(repository, {
          author: 'dora',
          title: 'T',
          branch: 'b',
          files: { x: 'y' },
        });
        await world.until('a build in Copr', () => copr.builds().length > 0);
        await world.restartAfterKill();
        const checks = await world.settledChecks(repository, pull, CHECKS, 60_000);
        expect(checks).toEqual({
          'rpm-build:fedora-43-x86_64': 'success: RPMs were built successfully.',
          'rpm-build:fedora-44-x86_64': 'success: RPMs were built successfully.',
          'testing-farm:fedora-44-x86_64': 'success: Tests passed ...',
        });
        expect([copr.builds().length, testingFarm.requests().length]).toEqual([1, 1]);
      }),
    SLOW,
  );

  it(
    'says what it waited for and what it found, and fails when a comment was not read or a read model is not what the log says',
    async () => {
      const closed = World.with({ pace: { speed: 1000 }, approved: ['acme'] }, async (world) => {
        const { github } = world.sandbox;
        const repository = await github.createRepository('acme/hello', { 'packit.yaml': 'jobs: [' });
        const pull = await github.openPullRequest(repository, {
          author: 'dora',
          title: 'T',
          branch: 'b',
          files: { x: 'y' },
        });
        await expect(world.settledChecks(repository, pull, ['no-such-check'], 2000)).rejects.toThrow(
          /Expected these checks to be over: no-such-check\. Found: /,
        );
        await world.until('a comment', () => github.unreadComments.length > 0);
        await expect(world.until('a wonder', () => false, 100)).rejects.toThrow('Expected within 100 ms: a wonder');
        await world.service.stop();
        const readModels = new Database(join(world.dataFolder, 'read-models.db'));
        const table = readModels.prepare<[], string>(TABLE_WITH_ROWS).pluck().get();
        expect(readModels.prepare(`DELETE FROM ${table}`).run().changes).toBeGreaterThan(0);
        readModels.close();
      });
      await expect(closed).rejects.toThrow(/A comment was not read: .*\n(.*\n)*.*the service had: no such row/);
    },
    SLOW,
  );

  it('fails when something that is due was not done, or was parked', async () => {
    const todo = (key: string, due_at: string | null, error?: string) => ({
      ...{ key, type: 't', stream: 's', lane: 'l', delivery: 'd', due_at },
      parked: error === undefined ? null : { error, at: '2026-01-01T00:00:00.000Z' },
    });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const todos = [todo('open', null), todo('poll', later), todo('broken', later, 'No such thing')];
    expect(await dueTodos(() => Promise.resolve({ open: 2, parked: 1, todos, next: null }), 0)).toEqual([
      'A todo was left: open',
      'A todo was left: broken, parked: No such thing',
    ]);
  });
});

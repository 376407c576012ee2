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
const SLOW = 180_000;

describe('the world of end-to-end tests', () => {
  it(
    'kills the service amid a build and starts it on the same store, and all comes out as if nothing had been',
    async () => {
      const world = await World.start({ pace: { speed: 40 }, approved: ['acme'] });
      try {
        const { github, copr, testingFarm } = world.sandbox;
        const repository = await github.createRepository('acme/hello', FILES);
        const pull = await github.openPullRequest(repository, {
          author: 'dora',
          title: 'T',
          branch: 'b',
          files: { x: 'y' },
        });
        while (copr.builds().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        await world.restartAfterKill();
        const checks = await world.settledChecks(repository, pull, CHECKS, 60_000);
        expect(checks).toEqual({
          'rpm-build:fedora-43-x86_64': 'success: RPMs were built successfully.',
          'rpm-build:fedora-44-x86_64': 'success: RPMs were built successfully.',
          'testing-farm:fedora-44-x86_64': 'success: Tests passed ...',
        });
        expect([copr.builds().length, testingFarm.requests().length]).toEqual([1, 1]);
      } finally {
        await world.close();
      }
    },
    SLOW,
  );

  it(
    'says what it waited for and what it found',
    async () => {
      const world = await World.start({ pace: { speed: 1000 } });
      try {
        const repository = await world.sandbox.github.createRepository('acme/hello', FILES);
        const pull = await world.sandbox.github.openPullRequest(repository, {
          author: 'dora',
          title: 'T',
          branch: 'b',
          files: { x: 'y' },
        });
        await expect(world.settledChecks(repository, pull, ['no-such-check'], 2000)).rejects.toThrow(
          /Expected these checks to be over: no-such-check\. Found: /,
        );
      } finally {
        await world.close();
      }
    },
    SLOW,
  );
});

import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import type { CoprProject, Permissions } from '../../sandbox/copr/state.js';
import { World } from '../support/world.js';

const F44 = 'fedora-44-x86_64';
const RAWHIDE = 'fedora-rawhide-x86_64';
const CHECK = `rpm-build:${F44}`;
const SLOW = 180_000;

/** A configuration with one build job; `more` are further keys of the job. */
const filesWith = (more: string, targets = `[${F44}]`) => ({
  'packit.yaml': `specfile_path: hello.spec
jobs:
  - {job: copr_build, trigger: pull_request, targets: ${targets}${more && `, ${more}`}}
`,
  'hello.spec': 'Name: hello\nVersion: 1.0\nRelease: 1\n',
});

let world: World;
beforeAll(async () => {
  world = await World.start({ pace: { speed: 400 }, approved: ['acme', 'evil', 'foo', 'foo-bar'] });
  world.sandbox.copr.addGroup('@ours', 'packit');
}, SLOW);
afterAll(() => world.close());

async function opened(
  name: string,
  files: Record<string, string>,
): Promise<{ repository: Repository; pull: PullRequest; check: () => Promise<string | undefined> }> {
  const { github } = world.sandbox;
  const repository = await github.createRepository(name, files);
  const pull = await github.openPullRequest(repository, { author: 'dora', title: 'T', branch: 'b', files: { x: 'y' } });
  const check = async () => (await world.settledChecks(repository, pull, [CHECK]))[CHECK];
  return { repository, pull, check };
}

const summary = (repository: Repository, pull: PullRequest) =>
  world.sandbox.github.checks(repository, pull.head.sha).get(CHECK)?.output.summary ?? '';
const comments = (repository: Repository, pull: PullRequest) =>
  world.sandbox.github.comments(repository, pull).map(({ body }) => body);

/** A project of the group `@team` with settings of their own. */
function theirs(name: string, permissions?: Permissions, chroots = [F44]): CoprProject {
  const settings = {
    description: 'Their own words',
    instructions: 'Ask first',
    additional_repos: ['https://team.example/repo'],
    bootstrap: 'on',
    module_hotfixes: true,
    packit_forge_projects_allowed: ['github.com/acme/*'],
  };
  const project = world.sandbox.copr.createProject('@team', name, chroots, settings);
  project.chroots.get(F44)!.additional_packages.push('gcc');
  if (permissions) project.permissions.set('packit', permissions);
  return project;
}

const contentOf = ({ chroots, settings }: CoprProject) => structuredClone({ chroots, settings });
const builtIn = () => world.sandbox.copr.builds().map(({ project: { owner, name } }) => `${owner}/${name}`);
const permissionRequests = () =>
  world.sandbox.copr.service.exchanges.filter(({ path }) => path.includes('/permissions/request/'));

describe('a Copr project of somebody else', () => {
  it(
    'is built in with builder’s rights, and nothing in it changes',
    async () => {
      const project = theirs('builder', { builder: 'approved', admin: 'nothing' });
      const before = contentOf(project);
      const repository = 'owner: "@team", project: builder, additional_repos: ["https://acme.example"]';
      const { check } = await opened('acme/builder', filesWith(repository, `{${F44}: {additional_packages: [make]}}`));
      expect(await check()).toBe('success: RPMs were built successfully.');
      expect([contentOf(project), builtIn()]).toEqual([before, expect.arrayContaining(['@team/builder'])]);
    },
    SLOW,
  );

  it(
    'gains the chroots that are missing, and nothing else, from an admin',
    async () => {
      const project = theirs('admin', { builder: 'nothing', admin: 'approved' });
      const before = contentOf(project);
      const { check } = await opened('acme/admin', filesWith('owner: "@team", project: admin', `[${F44}, ${RAWHIDE}]`));
      expect(await check()).toBe('success: RPMs were built successfully.');
      expect([...project.chroots.keys()]).toEqual([F44, RAWHIDE]);
      expect([project.settings, project.chroots.get(F44)]).toEqual([before.settings, before.chroots.get(F44)]);
    },
    SLOW,
  );

  it(
    'without permission is asked for it once, and built in when that was given',
    async () => {
      const project = theirs('nothing');
      const before = contentOf(project);
      const { repository, pull, check } = await opened('acme/nothing', filesWith('owner: "@team", project: nothing'));
      expect(await check()).toBe(
        'failure: Submit of the build failed: no permission to build in the Copr project @team/nothing.',
      );
      expect(summary(repository, pull)).toContain('/coprs/g/team/nothing/permissions/');
      const asked = permissionRequests().length;
      expect([project.permissions.get('packit'), comments(repository, pull)]).toEqual([
        { builder: 'request', admin: 'nothing' },
        [expect.stringContaining('We have requested the `builder` permissions for the @team/nothing Copr project.')],
      ]);
      world.sandbox.github.comment(repository, pull, 'alice', '/packit build');
      await world.sandbox.github.pushCommit(repository, pull, { more: 'x' });
      expect(await check()).toMatch(/^failure: Submit of the build failed: no permission to build/);
      expect([permissionRequests().length, contentOf(project)]).toEqual([asked, before]);
      expect(comments(repository, pull).filter((body) => body.startsWith('We have requested'))).toHaveLength(1);

      project.permissions.set('packit', { builder: 'approved', admin: 'nothing' });
      world.sandbox.github.comment(repository, pull, 'dora', '/packit build');
      await world.settled({
        until: () => world.checks(repository, pull)[CHECK] === 'success: RPMs were built successfully.',
      });
      expect(contentOf(project)).toEqual(before);
    },
    SLOW,
  );

  it(
    'with missing chroots asks a builder for more, and shows what is missing',
    async () => {
      const project = theirs('chroots', { builder: 'approved', admin: 'nothing' });
      const before = contentOf(project);
      const files = filesWith('owner: "@team", project: chroots', `[${F44}, ${RAWHIDE}]`);
      const { repository, pull, check } = await opened('acme/chroots', files);
      expect(await check()).toMatch(/^failure: Submit of the build failed: chroots are missing/);
      expect(comments(repository, pull)).toEqual([
        expect.stringContaining(`| chroots | ${F44} | ${F44}, ${RAWHIDE} |`),
      ]);
      expect([project.permissions.get('packit'), contentOf(project)]).toEqual([
        { builder: 'approved', admin: 'request' },
        before,
      ]);
    },
    SLOW,
  );

  it.each([
    ['below another account', 'owner: bob, project: gone', 'bob/gone'],
    ['in a group of others', 'owner: "@copr", project: gone', '@copr/gone'],
    ['in a group that does not exist', 'owner: "@nobody", project: gone', '@nobody/gone'],
  ])(
    'that is not there, %s, is not made, and a comment says what to look at',
    async (what, names, name) => {
      const { repository, pull, check } = await opened(`acme/${what.replaceAll(' ', '-')}`, filesWith(names));
      expect(await check()).toBe(`failure: Submit of the build failed: there is no Copr project ${name}.`);
      expect(comments(repository, pull)).toEqual([expect.stringMatching(/```\n.+\n```[^]*^5\. /m)]);
      expect(world.sandbox.copr.projects().map((one) => `${one.owner}/${one.name}`)).not.toContain(name);
    },
    SLOW,
  );

  it(
    'that is not there in a group of ours is made',
    async () => {
      const { check } = await opened('acme/new', filesWith('owner: "@ours", project: new'));
      expect(await check()).toBe('success: RPMs were built successfully.');
      expect(world.sandbox.copr.findProject('@ours', 'new')?.settings).toMatchObject({
        packit_forge_projects_allowed: ['github.com/acme/new'],
      });
    },
    SLOW,
  );
});

describe('below our own account', () => {
  const evil = 'additional_repos: ["https://evil.example"]';
  const evilTargets = `{${F44}: {additional_packages: [evil]}, ${RAWHIDE}: {with_opts: [evil]}}`;

  it(
    'nobody names the project of another repository’s pull request, and nothing is left in it',
    async () => {
      const attack = await opened('evil/one', filesWith(`project: acme-hello-1, ${evil}`, evilTargets));
      expect(await attack.check()).toBe('failure: The name packit/acme-hello-1 is kept for generated Copr projects.');
      expect(summary(attack.repository, attack.pull)).toContain('Choose a `project` with at most one dash');
      expect(world.sandbox.copr.findProject('packit', 'acme-hello-1')).toBeUndefined();
      // What an older version of the service would have left behind.
      const left = world.sandbox.copr.createProject('packit', 'acme-hello-1', [F44, RAWHIDE], {
        additional_repos: ['https://evil.example'],
        packit_forge_projects_allowed: ['github.com/evil/*'],
      });
      for (const chroot of left.chroots.values()) chroot.additional_packages.push('evil');

      const victim = await opened('acme/hello', filesWith(''));
      expect(await victim.check()).toBe('success: RPMs were built successfully.');
      expect(builtIn()).toContain('packit/acme-hello-1');
      expect(JSON.stringify([left.settings, [...left.chroots]])).not.toContain('evil');
    },
    SLOW,
  );

  it(
    'a chosen name is for the repository that was the first to use it',
    async () => {
      const first = await opened('acme/nightly', filesWith('project: nightly'));
      expect(await first.check()).toBe('success: RPMs were built successfully.');
      const before = contentOf(world.sandbox.copr.project('packit', 'nightly'));
      const second = await opened('evil/two', filesWith(`project: nightly, ${evil}`, evilTargets));
      expect(await second.check()).toBe('neutral: Not allowed to build in packit/nightly Copr project.');
      expect(contentOf(world.sandbox.copr.project('packit', 'nightly'))).toEqual(before);
    },
    SLOW,
  );

  it(
    'two repositories with the same generated name have a project each, and the check says which',
    async () => {
      const [one, other] = [await opened('foo/bar-baz', filesWith('')), await opened('foo-bar/baz', filesWith(''))];
      expect([await one.check(), await other.check()]).toEqual(Array(2).fill('success: RPMs were built successfully.'));
      const names = builtIn().filter((name) => name.startsWith('packit/foo-bar-baz-1'));
      expect([...names].sort()).toEqual([
        'packit/foo-bar-baz-1',
        expect.stringMatching(/^packit\/foo-bar-baz-1-\w{6}$/),
      ]);
      const said = [one, other].map(({ repository, pull }) => summary(repository, pull));
      for (const name of names) expect(said.filter((text) => text.includes(`copr enable ${name}\n`))).toHaveLength(1);
    },
    SLOW,
  );
});

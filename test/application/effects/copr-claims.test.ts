import type { EventStore } from '../../../src/application/ports/event-store.js';
import { checksOfBuild } from '../../../src/domain/build/build-checks.js';
import { defaultCoprProject } from '../../../src/domain/planning/copr-names.js';
import type { ProjectData, SubjectData } from '../../../src/domain/planning/job.js';
import { projectOf } from '../../support/copr-server.js';
import { minute } from '../../support/runs.js';
import { F43, pullRequest, RAWHIDE, repositoryAt, SubmissionWorld } from './submission-world.js';

let world: SubmissionWorld;

beforeEach(async () => {
  world = await SubmissionWorld.open();
  for (const namespace of ['foo', 'foo-bar', 'x']) await world.allow(`github.com/${namespace}`);
});
afterEach(() => world.close());

const branch = (name: string): SubjectData => ({ kind: 'branch', branch: name });
const release = (tag: string): SubjectData => ({ kind: 'release', tag });

/** A build in the project whose name is generated. */
const generated = (project: ProjectData, subject: SubjectData, identifier: string | null = null) =>
  world.build(project, subject, { project: defaultCoprProject(project, subject, identifier) }, { identifier });
/** A build in a project below our own account whose name the configuration chose. */
const chosen = (project: ProjectData, subject: SubjectData, name: string, order = {}) =>
  world.build(project, subject, {
    project: name,
    forgeProject: `${project.host}/${project.namespace}/${project.repo}`,
    ...order,
  });
const suffixed = (name: string) => expect.stringMatching(new RegExp(`^packit/${name}-[0-9a-f]{6}$`)) as string;
const OTHERS = 'Submit of the build failed: the Copr project packit/nightly belongs to somebody else.';

describe('the first to use a generated name keeps it, and whoever comes second gets a suffix', () => {
  it.each<[string, [ProjectData, SubjectData, (string | null)?][]]>([
    [
      'foo-bar-baz-1',
      [
        [repositoryAt('foo/bar-baz'), pullRequest(1)],
        [repositoryAt('foo-bar/baz'), pullRequest(1)],
      ],
    ],
    [
      'foo-bar-a-b',
      [
        [repositoryAt('foo/bar'), branch('a/b')],
        [repositoryAt('foo/bar'), branch('a-b')],
      ],
    ],
    [
      'foo-bar-12',
      [
        [repositoryAt('foo/bar'), pullRequest(12)],
        [repositoryAt('foo/bar'), branch('12')],
      ],
    ],
    [
      'foo-bar-releases',
      [
        [repositoryAt('foo/bar'), release('v1')],
        [repositoryAt('foo/bar'), branch('releases')],
      ],
    ],
    [
      'foo-bar-12-x',
      [
        [repositoryAt('foo/bar'), pullRequest(12), 'x'],
        [repositoryAt('foo/bar'), branch('12-x')],
      ],
    ],
    [
      'foo-bar-12-x-y',
      [
        [repositoryAt('foo/bar'), pullRequest(12), 'x-y'],
        [repositoryAt('foo/bar'), pullRequest(12), 'x/y'],
      ],
    ],
    [
      'gitlab.com-a-b-c-1',
      [
        [repositoryAt('a/b/c', 'gitlab.com'), pullRequest(1)],
        [repositoryAt('a/b-c', 'gitlab.com'), pullRequest(1)],
      ],
    ],
    [
      'gitlab.com-foo-bar-1',
      [
        [repositoryAt('foo/bar', 'gitlab.com'), pullRequest(1)],
        [repositoryAt('gitlab.com-foo/bar'), pullRequest(1)],
      ],
    ],
  ])('%s', async (name, [first, second]) => {
    expect(await generated(...first!)).toBe(`packit/${name}`);
    const other = await generated(...second!);
    expect(other).toEqual(suffixed(name));
    // The same every time, whoever is asked first.
    expect(await generated(...second!)).toBe(other);
    expect(await generated(...first!)).toBe(`packit/${name}`);
  });

  it('whatever the case of a repository, and whichever release it is', async () => {
    const name = { project: 'foo-bar-releases' };
    expect(await world.build(repositoryAt('foo/bar'), release('v1'), name)).toBe('packit/foo-bar-releases');
    expect(await world.build(repositoryAt('Foo/Bar'), release('v2'), name)).toBe('packit/foo-bar-releases');
  });

  it('also where the suffixed name is occupied', async () => {
    const victim = [repositoryAt('foo-bar/baz'), pullRequest(1)] as const;
    await generated(repositoryAt('foo/bar-baz'), pullRequest(1));
    const free = await generated(...victim);
    await world.close();
    world = await SubmissionWorld.open();
    await generated(repositoryAt('foo/bar-baz'), pullRequest(1));
    const occupied = free.slice('packit/foo-bar-baz-'.length);
    expect(await generated(repositoryAt('foo/bar-baz'), branch(occupied))).toBe(free);
    const other = await generated(...victim);
    expect(other).toEqual(suffixed('foo-bar-baz-1'));
    expect(other).not.toBe(free);
  });

  it('and the check says the real name, with why', async () => {
    await generated(repositoryAt('foo/bar-baz'), pullRequest(1));
    const project = repositoryAt('foo-bar/baz');
    const stream = await world.request(project, pullRequest(1), { project: 'foo-bar-baz-1', commentOnSuccess: true });
    await world.submit(stream);
    const name = await world.outcome(stream);
    const summary = async () => checksOfBuild(await world.state(stream))[0]!.summary;
    expect(await summary()).toBe(
      `The Copr project of this build is \`${name}\`: \`packit/foo-bar-baz-1\` belongs to another repository, pull request or branch.`,
    );
    const end = { target: F43, succeeded: true, packages: [], at: minute(40) };
    await world.tell(stream, { type: 'RecordTargetEnd', ...end });
    expect(await summary()).toContain(`sudo dnf copr enable ${name}`);
    expect((await world.comments(stream))[`success:${F43}`]).toContain(`dnf copr enable ${name}\``);
  });

  it('and a name that is too long for Copr gets one at once', async () => {
    const long = 'b'.repeat(120);
    const name = await generated(repositoryAt('foo/bar'), branch(long));
    expect(name).toMatch(/^packit\/foo-bar-b+-[0-9a-f]{6}$/);
    expect(name).toHaveLength('packit/'.length + 100);
  });
});

describe('a name that the configuration chose', () => {
  it('belongs to the first repository, with all its pull requests and branches', async () => {
    expect(await chosen(repositoryAt('foo/bar'), pullRequest(1), 'nightly')).toBe('packit/nightly');
    expect(await chosen(repositoryAt('foo/bar'), branch('main'), 'nightly')).toBe('packit/nightly');
    const before = structuredClone(world.server.projects.get('packit/nightly'));
    const evil = { additionalRepos: ['https://evil.example'], perChroot: { [F43]: { additionalPackages: ['evil'] } } };
    expect(await chosen(repositoryAt('x/y'), pullRequest(1), 'nightly', evil)).toBe(OTHERS);
    expect(world.server.projects.get('packit/nightly')).toEqual(before);
    expect(before?.packit_forge_projects_allowed).toEqual(['github.com/foo/bar']);
  });

  it('is refused with what to do, and without a comment', async () => {
    await chosen(repositoryAt('foo/bar'), pullRequest(1), 'nightly');
    const order = { project: 'nightly', forgeProject: 'github.com/x/y' };
    const stream = await world.request(repositoryAt('x/y'), pullRequest(1), order);
    await world.submit(stream);
    const checks = checksOfBuild(await world.state(stream));
    expect(checks.map(({ name, state, title }) => [name, state, title])).toEqual([
      [`rpm-build:${F43}`, 'error', OTHERS],
      [`testing-farm:${F43}`, 'error', OTHERS],
    ]);
    expect(checks[0]!.summary).toContain('Choose another `project`');
    expect(await world.comments(stream)).toEqual({});
    expect(world.eventsOf('packit/nightly').map(({ type }) => type)).toEqual(['CoprProjectClaimed']);
  });

  it('is not what was generated for a branch of the same repository', async () => {
    expect(await generated(repositoryAt('foo/bar'), branch('next'))).toBe('packit/foo-bar-next');
    expect(await chosen(repositoryAt('foo/bar'), pullRequest(1), 'foo-bar-next')).toContain('belongs to somebody else');
    expect(await chosen(repositoryAt('foo/bar'), pullRequest(1), 'foo-bar-daily')).toBe('packit/foo-bar-daily');
    expect(await generated(repositoryAt('foo/bar'), branch('daily'))).toEqual(suffixed('foo-bar-daily'));
  });
});

it('a project has nothing left from before its owner, in any chroot', async () => {
  const polluted = projectOf('packit', {
    name: 'foo-bar-1',
    chroots: [F43, RAWHIDE],
    additional_repos: ['https://evil.example'],
    packit_forge_projects_allowed: ['github.com/x/*'],
    perChroot: { [F43]: { additional_packages: ['evil'] }, [RAWHIDE]: { with_opts: ['evil'] } },
  });
  world.server.projects.set('packit/foo-bar-1', polluted);
  await generated(repositoryAt('foo/bar'), pullRequest(1));
  expect(polluted).toMatchObject({
    additional_repos: [],
    packit_forge_projects_allowed: [],
    perChroot: { [F43]: { additional_packages: [] }, [RAWHIDE]: { with_opts: [] } },
  });
});

describe('before claims were recorded', () => {
  /** As an older version left it: submitted, and nobody claimed anything. */
  async function old(project: ProjectData, subject: SubjectData, name: string, submitted = true): Promise<void> {
    const stream = await world.request(project, subject, { project: name });
    if (submitted)
      await world.tell(stream, {
        type: 'RecordSubmission',
        coprBuildId: 1,
        url: 'https://copr.example/1',
        at: minute(1),
      });
    else await world.tell(stream, { type: 'FailSubmission', error: 'forbidden', at: minute(1) });
  }
  const name = 'foo-bar-baz-1';

  it('the first approved user was the owner, and stays it', async () => {
    await old(repositoryAt('foo/bar-baz'), pullRequest(1), name);
    await old(repositoryAt('foo-bar/baz'), pullRequest(1), name);
    expect(await generated(repositoryAt('foo-bar/baz'), pullRequest(1))).toEqual(suffixed(name));
    expect(await generated(repositoryAt('foo/bar-baz'), pullRequest(1))).toBe(`packit/${name}`);
    expect(world.eventsOf(`packit/${name}`)).toMatchObject([
      { type: 'CoprProjectClaimed', data: { derived: true, claimedBy: { repository: { repo: 'bar-baz' } } } },
    ]);
  });

  it('who was refused, or may not use the service any more, was no owner', async () => {
    await old(repositoryAt('x/y'), pullRequest(1), name, false);
    await old(repositoryAt('banned/y'), pullRequest(1), name);
    await world.allow('github.com/banned');
    await world.allow('github.com/banned', 'denied');
    await old(repositoryAt('never/approved'), pullRequest(1), name);
    expect(await generated(repositoryAt('foo/bar-baz'), pullRequest(1))).toBe(`packit/${name}`);
  });

  it('one’s own earlier use counts', async () => {
    await old(repositoryAt('foo/bar-baz'), pullRequest(1), name);
    await old(repositoryAt('foo-bar/baz'), pullRequest(1), name);
    expect(await generated(repositoryAt('foo/bar-baz'), pullRequest(1))).toBe(`packit/${name}`);
    expect(world.eventsOf(`packit/${name}`)).toMatchObject([{ data: { derived: false } }]);
  });
});

describe('two at once, and crashes', () => {
  const first = () => world.request(repositoryAt('foo/bar-baz'), pullRequest(1), { project: 'foo-bar-baz-1' });
  const second = () => world.request(repositoryAt('foo-bar/baz'), pullRequest(1), { project: 'foo-bar-baz-1' });

  it('one event decides a race', async () => {
    const [one, other] = [await first(), await second()];
    const racing = beforeAppend(world.store, /^coprProject-/, () => world.submit(one));
    await world.submit(other, { store: racing });
    expect(await world.outcome(one)).toBe('packit/foo-bar-baz-1');
    expect(await world.outcome(other)).toEqual(suffixed('foo-bar-baz-1'));
    expect(world.eventsOf('packit/foo-bar-baz-1')).toHaveLength(1);
  });

  it.each([/^coprProject-/, /^build-/])(
    'after a crash behind what is written to %s all goes on as if nothing had been',
    async (streams) => {
      const stream = await second();
      await world.submit(await first());
      const dies = beforeAppend(world.store, streams, () => Promise.reject(new Error('killed')), 'after');
      await expect(world.submit(stream, { store: dies })).rejects.toThrow('killed');
      await world.submit(stream);
      expect(await world.outcome(stream)).toEqual(suffixed('foo-bar-baz-1'));
      const claims = world.store.log.filter(({ type }) => type === 'CoprProjectClaimed');
      expect(claims).toHaveLength(2);
      expect(world.server.builds).toHaveLength(2);
    },
  );

  it('two nodes that submit the same build claim once', async () => {
    const stream = await first();
    const other = beforeAppend(world.store, /^coprProject-/, () => world.submit(stream));
    await world.submit(stream, { store: other });
    expect(world.eventsOf('packit/foo-bar-baz-1')).toHaveLength(1);
    expect(await world.outcome(stream)).toBe('packit/foo-bar-baz-1');
  });

  it('a build that is cancelled while its project is assigned is not submitted, least of all to the project of another', async () => {
    await world.submit(await first());
    const stream = await second();
    const cancel = () => world.tell(stream, { type: 'Cancel', reason: 'on request', at: minute(31) });
    await world.submit(stream, { store: beforeAppend(world.store, /^build-/, cancel) });
    expect(world.server.builds).toHaveLength(1);
    expect(await world.outcome(stream)).toBe('Cancelled: on request');
  });
});

/** A store that lets something happen before, or behind, the first append to such a stream. */
function beforeAppend(
  store: EventStore,
  streams: RegExp,
  act: () => Promise<unknown>,
  when: 'before' | 'after' = 'before',
): EventStore {
  let acted = false;
  return new Proxy(store, {
    get(target, property) {
      const value = Reflect.get(target, property) as unknown;
      if (property !== 'append') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return async (...given: Parameters<EventStore['append']>) => {
        const mine = !acted && streams.test(given[0]);
        if (mine) acted = true;
        if (mine && when === 'before') await act();
        const appended = await target.append(...given);
        if (mine && when === 'after') await act();
        return appended;
      };
    },
  });
}

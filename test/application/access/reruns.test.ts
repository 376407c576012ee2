import { CoreWorld } from '../../support/core/core-world.js';
import { BUILD, KeptProject, TESTS } from '../../support/core/kept-project.js';

let world: CoreWorld;
let hello: KeptProject;
beforeEach(async () => {
  world = await CoreWorld.open({ admins: ['operator'] });
  hello = new KeptProject(world);
});
afterEach(() => world.close());

const NOT_ALLOWED = 'neutral: Namespace is not allowed!';
const DENIED = 'neutral: Project or its namespace denied!';
const bothSay = (text: string) => ({ [BUILD]: text, [TESTS]: text });

it.each(['keeper', 'acme'])('does not build for a re-run in a namespace that was never approved: %s', async (who) => {
  await hello.pull(1, 'dora');
  expect(hello.checks(1)).toEqual(bothSay(NOT_ALLOWED));
  for (const check of [BUILD, TESTS]) await hello.rerun(1, check, who);
  await hello.rerunAll(1, who);
  expect(hello.checks(1)).toEqual(bothSay(NOT_ALLOWED));
  expect(hello.said).toEqual([]);
  expect(world.copr.calls).toEqual([]);
});

it('does not build for a re-run in a namespace that is denied, and says so', async () => {
  await hello.pull(1, 'dora');
  await world.set('github.com/acme', 'denied');
  await hello.rerun(1, BUILD, 'keeper');
  await hello.rerunAll(1, 'keeper');
  expect(hello.checks(1)).toEqual(bothSay(DENIED));
  expect(world.copr.calls).toEqual([]);
});

it.each(['github.com', 'github.com/acme', 'github.com/acme/hello.git', 'github.com/keeper', 'github.com/operator'])(
  'lets nobody re-run what is denied by %s',
  async (denied) => {
    await world.set('github.com/acme', 'approved_manually');
    await hello.pull(1, 'dora');
    await hello.buildsEnd(false);
    const builds = world.copr.builds.length;
    await world.set(denied, 'denied');
    const who = denied.endsWith('operator') ? 'operator' : 'keeper';
    await hello.rerun(1, BUILD, who);
    await hello.rerunAll(1, who);
    expect(world.copr.builds).toHaveLength(builds);
    // A required check that has failed must not become neutral by a re-run that is refused.
    expect(Object.values(hello.checks(1))).toEqual(Array(2).fill(expect.stringMatching(/^failure: .*denied!$/)));
  },
);

it('lets administrators re-run where nobody has approved', async () => {
  await hello.pull(1, 'dora');
  await hello.rerun(1, BUILD, 'operator');
  expect(world.copr.builds).toHaveLength(1);
});

it('lets a re-run waive the permission alone: nobody is asked for it, but for internal tests', async () => {
  await world.set('github.com/acme', 'approved_manually');
  await hello.pull(1, 'dora');
  await hello.buildsEnd(false);
  world.forge.calls.length = 0;
  await hello.rerun(1, BUILD, 'somebody');
  expect(world.copr.builds).toHaveLength(2);
  expect(world.forge.calls.filter((call) => call.startsWith('permission'))).toEqual([]);
});

it('asks who re-runs internal tests whether they may merge', async () => {
  const [build, tests] = ['copr_build', 'tests'].map((job) => ({
    ...{ job, trigger: 'pull_request', targets: ['fedora-44-x86_64'] },
    ...(job === 'tests' && { use_internal_tf: true }),
  }));
  const configuration = JSON.stringify({ specfile_path: 'hello.spec', jobs: [build, tests] });
  world.settings.internalTestingFarmProjects = ['github.com/acme/internal'];
  const internal = new KeptProject(world, { repo: 'internal', configuration });
  await world.set('github.com/acme', 'approved_manually');
  await internal.pull(1, 'dora');
  expect(internal.checks(1)[BUILD]).toBe("neutral: dora can't run tests (and builds) internally");
  await internal.rerun(1, BUILD, 'somebody');
  expect(world.copr.builds).toEqual([]);
  await internal.rerun(1, BUILD, 'keeper');
  expect(world.copr.builds).toHaveLength(1);
});

it('plans the whole pull request again when the approval comes, once, whatever was re-run before', async () => {
  await hello.pull(1, 'dora');
  await hello.rerun(1, TESTS, 'keeper');
  await hello.rerun(1, BUILD, 'keeper');
  await hello.rerunAll(1, 'keeper');
  await world.set('github.com/acme', 'approved_manually');
  await world.settle();
  expect(world.copr.builds).toHaveLength(1);
  expect(Object.values(hello.checks(1))).toEqual(Array(2).fill('running: SRPM build in Copr was submitted...'));
});

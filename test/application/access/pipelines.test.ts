import { TransientFailure } from '../../../src/application/ports/failure.js';
import type { RequestedBuild } from '../../../src/domain/build/build-state.js';
import { explainDecisions } from '../../../src/domain/delivery/explain.js';
import type { RequestedTestRun } from '../../../src/domain/test-run/test-run-state.js';
import { CoreWorld, type Standing } from '../../support/core/core-world.js';
import { BUILD, KeptProject, TESTS } from '../../support/core/kept-project.js';

let world: CoreWorld;
let hello: KeptProject;
beforeEach(async () => {
  world = await CoreWorld.open({ admins: ['operator'] });
  hello = new KeptProject(world);
  await world.set('github.com/acme', 'approved_manually');
});
afterEach(() => world.close());

const DENIED = 'neutral: Project or its namespace denied!';
const outage = (service: string) => new TransientFailure('502', { service, kind: 'server', status: 502 });
const types = (stream: string) => (world.store.streams.get(stream) ?? []).map(({ type }) => type);
const onlyBuild = async () => (await world.streamsOf<RequestedBuild>('build'))[0]!;
const later = async (minutes: number) => {
  world.clock.advance(minutes * 60_000);
  await world.settle();
};

it.each<[string, Standing, string]>([
  ['github.com', 'denied', DENIED],
  ['github.com/acme', 'denied', DENIED],
  ['github.com/acme/hello.git', 'denied', DENIED],
  ['github.com/dora', 'denied', 'neutral: User namespace denied!'],
  ['github.com/acme', 'waiting', 'neutral: Namespace is not allowed!'],
  ['github.com/acme', 'removed', 'neutral: Namespace is not allowed!'],
])('requests no tests of a build when %s has become %s meanwhile', async (path, status, said) => {
  await hello.pull(1, 'dora');
  await world.set(path, status);
  await hello.buildsEnd();
  await world.settle();
  expect(hello.checks(1)).toEqual({ [BUILD]: 'success: RPMs were built successfully.', [TESTS]: said });
  expect(world.testingFarm.requests).toEqual([]);
  const { stream, state } = await onlyBuild();
  expect(types(stream)).toContain('BuildRefused');
  expect(state.tests['1//fedora-44-x86_64']?.refused?.title).toBe(said.slice('neutral: '.length));
  expect(await world.streamsOf('testRun')).toEqual([]);
});

it('refuses a planned build at the moment when it is to be requested', async () => {
  const stream = await plannedOnly(() => hello.pull(1, 'dora'));
  await world.set('github.com/acme', 'denied');
  await world.settle();
  expect(types(stream).filter((type) => type.startsWith('Run'))).toEqual(['RunRefused']);
  expect(hello.checks(1)).toEqual({ [BUILD]: DENIED, [TESTS]: DENIED });
  expect(await world.streamsOf('build')).toEqual([]);
});

it('refuses planned tests at the moment when they are to be requested', async () => {
  const tests = { job: 'tests', trigger: 'pull_request', skip_build: true, targets: ['fedora-44-x86_64'] };
  const tested = new KeptProject(world, { configuration: JSON.stringify({ jobs: [tests] }) });
  const stream = await plannedOnly(() => tested.pull(1, 'dora'));
  await world.set('github.com/acme', 'removed');
  await world.settle();
  expect(types(stream).filter((type) => type.startsWith('Run'))).toEqual(['RunRefused']);
  expect(tested.checks(1)).toEqual({ [TESTS]: 'neutral: Namespace is not allowed!' });
  expect(await world.streamsOf('testRun')).toEqual([]);
});

it('submits no build that waited for Copr while its namespace was denied, and looks whether it is there', async () => {
  world.copr.outage = outage('copr');
  await hello.pull(1, 'dora');
  expect(hello.checks(1)[BUILD]).toMatch(/^pending/);
  await world.set('github.com/acme', 'denied');
  world.copr.outage = undefined;
  await later(2);
  expect(world.copr.builds).toEqual([]);
  expect(hello.checks(1)).toEqual({ [BUILD]: DENIED, [TESTS]: DENIED });
  await later(2);
  expect(world.copr.calls.filter((call) => call === 'findBuild')).toHaveLength(1);
  expect(world.todos()).toEqual([]);
});

it('submits no tests that waited for Testing Farm while the person was denied', async () => {
  world.testingFarm.outage = outage('testing-farm');
  await hello.pull(1, 'dora');
  await hello.buildsEnd();
  await world.set('github.com/dora', 'denied');
  world.testingFarm.outage = undefined;
  await later(3);
  expect(world.testingFarm.requests).toEqual([]);
  expect(hello.checks(1)[TESTS]).toBe('neutral: User namespace denied!');
  const [run] = await world.streamsOf<RequestedTestRun>('testRun');
  expect(types(run!.stream)).toContain('TestsRefused');
});

it('lets go on what an administrator has let in without an approval, until it is denied', async () => {
  await world.set('github.com/acme', 'removed');
  await hello.pull(1, 'dora');
  await hello.comment(1, 'operator', '/packit build');
  await hello.buildsEnd();
  expect(world.testingFarm.requests).toHaveLength(1);
  await hello.comment(1, 'operator', '/packit build');
  await world.set('github.com/acme', 'denied');
  await hello.buildsEnd();
  expect(world.copr.builds).toHaveLength(2);
  expect(world.testingFarm.requests).toHaveLength(1);
});

it('goes on with what was begun, and takes no result back when it is asked for again in vain', async () => {
  await hello.pull(1, 'dora');
  await hello.buildsEnd(false);
  await world.settle();
  expect(hello.checks(1)[BUILD]).toBe('failure: RPMs failed to be built.');
  world.copr.outage = outage('copr');
  await hello.comment(1, 'keeper', '/packit build');
  await world.set('github.com/acme', 'denied');
  world.copr.outage = undefined;
  await later(2);
  expect(Object.values(hello.checks(1))).toEqual(Array(2).fill('failure: Project or its namespace denied!'));
});

it('tells in `explain` that a planned job was refused later', async () => {
  const stream = await plannedOnly(() => hello.pull(1, 'dora'));
  await world.set('github.com/acme', 'denied');
  await world.settle();
  expect(explainDecisions(world.events(stream)).jobs[0]).toMatchObject({ ran: false, rule: 'project-denied' });
});

/** Something happens, and only what it means is found out. */
async function plannedOnly(happens: () => Promise<string>): Promise<string> {
  world.only = 'interpret-delivery';
  const stream = await happens();
  world.only = undefined;
  return stream;
}

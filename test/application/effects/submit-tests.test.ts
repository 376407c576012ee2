import { SubmitTests } from '../../../src/application/effects/submit-tests.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import { everybodyAllowed } from '../../support/everybody-allowed.js';
import { aTestOrder, minute } from '../../support/runs.js';
import { TestRunWorld, todo } from './testing-farm-world.js';

const outage = (message = '502 Bad Gateway', retryAfterMs?: number) =>
  new TransientFailure(message, { service: 'testing-farm', kind: 'server', status: 502, retryAfterMs });
const submit = async (world: TestRunWorld, mayExist = false) =>
  new SubmitTests(
    everybodyAllowed,
    world.streams,
    world.testingFarm,
    world.forges,
    world.distributions,
    world.ids,
    world.clock,
    world.log,
  ).perform(todo, { ...world.context, mayExist });

it('submits once, with what it found out', async () => {
  const world = await TestRunWorld.requested();
  expect(await submit(world)).toBeUndefined();
  await submit(world);
  expect(world.types()).toEqual(['TestsRequested', 'TestsSubmitted']);
  expect((await world.run()).submission).toEqual({
    phase: 'submitted',
    requestId: 'tf-1',
    installability: false,
    at: minute(0),
  });
  expect(world.testingFarm.submissions).toMatchObject([
    { key: 'testRun-1', ranch: 'public', mayExist: false, request: { test: { tmt: { merge_sha: 'deadbeef' } } } },
  ]);
});

it('installs the packages only when there are no tests, and looks for tests where they are configured', async () => {
  const bare = await TestRunWorld.requested(aTestOrder(undefined, { fmfPath: './plans' }));
  await submit(bare);
  expect((await bare.run()).submission).toMatchObject({ phase: 'submitted', installability: true });

  const deep = await TestRunWorld.requested(aTestOrder(undefined, { fmfPath: './plans' }));
  deep.forge.files.add('packit-service/packit:plans/.fmf/version');
  await submit(deep);
  expect((await deep.run()).submission).toMatchObject({ phase: 'submitted', installability: false });

  const elsewhere = await TestRunWorld.requested(aTestOrder(undefined, { fmfUrl: 'https://example.org/tests' }));
  elsewhere.forge.files.clear();
  await submit(elsewhere);
  expect(elsewhere.testingFarm.submissions[0]?.request).toMatchObject({
    test: { tmt: { url: 'https://example.org/tests' } },
  });
});

it('submits nothing without tests and packages', async () => {
  const world = await TestRunWorld.requested(aTestOrder(undefined, { skipBuild: true }));
  world.forge.files.clear();
  world.testingFarm.composesFailure = outage();
  await submit(world);
  expect((await world.run()).submission).toMatchObject({ phase: 'refused', state: 'neutral' });
  expect(world.testingFarm.submissions).toEqual([]);
});

it('knows which Fedora was branched lately', async () => {
  const order = aTestOrder('fedora-44-x86_64', { skipMissingBranchedComposes: true });
  const world = await TestRunWorld.requested(order);
  await submit(world);
  expect((await world.run()).submission).toMatchObject({
    state: 'neutral',
    description: 'Compose not yet available for fedora-44. Skipping.',
  });
});

it('waits longer and longer during an outage, at most half an hour, and says how long', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.failure = outage();
  const waited: number[] = [];
  for (let n = 0; n < 7; n++) {
    await submit(world);
    const { submission } = await world.run();
    if (submission.phase !== 'postponed') throw new Error(submission.phase);
    expect(submission.tries).toBe(n + 1);
    waited.push(submission.delaySeconds);
    const real = (Date.parse(submission.retryAt) - world.clock.now().getTime()) / 1000;
    expect(real).toBeGreaterThanOrEqual(submission.delaySeconds);
    expect(real).toBeLessThanOrEqual(submission.delaySeconds * 1.1);
    world.clock.time = submission.retryAt;
  }
  expect(waited).toEqual([60, 120, 240, 480, 960, 1800, 1800]);

  world.testingFarm.failure = undefined;
  await submit(world);
  expect((await world.run()).submission.phase).toBe('submitted');
  expect(world.testingFarm.submissions.map(({ mayExist }) => mayExist)).toEqual([
    false,
    ...Array<boolean>(7).fill(true),
  ]);
});

it.each([
  ['the forge', (world: TestRunWorld) => (world.forge.failure = outage('forge is down'))],
  ['the list of composes', (world: TestRunWorld) => (world.testingFarm.composesFailure = outage('no list'))],
])('is postponed when %s is out of reach', async (_name, breakIt) => {
  const world = await TestRunWorld.requested();
  breakIt(world);
  await submit(world);
  expect((await world.run()).submission.phase).toBe('postponed');
});

it('waits as long as the service asks for', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.failure = outage('429', 150_000);
  await submit(world);
  expect((await world.run()).submission).toMatchObject({ delaySeconds: 180 });
});

it('gives up after a week', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.failure = outage();
  world.clock.time = minute(7 * 24 * 60);
  await submit(world);
  expect((await world.run()).submission.phase).toBe('postponed');
  world.clock.time = minute(7 * 24 * 60 + 1);
  await submit(world);
  expect((await world.run()).submission).toMatchObject({
    phase: 'refused',
    reason: 'submission-failed',
    state: 'failure',
    description: 'Failed to submit tests.',
  });
});

it('says what Testing Farm refuses', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.refusal = { settings: { pipeline: { timeout: 'unexpected type str' } } };
  await submit(world);
  expect((await world.run()).submission).toMatchObject({
    reason: 'refused',
    state: 'failure',
    description: 'Failed to submit tests: There was an error in the API request.',
  });
});

it('names the HTTP status of any other refusal', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.failure = new PermanentFailure('no', {
    service: 'testing-farm',
    kind: 'unauthorized',
    status: 401,
  });
  await submit(world);
  expect((await world.run()).submission).toMatchObject({
    reason: 'submission-failed',
    state: 'failure',
    description: 'Failed to submit tests: Unauthorized.',
  });
});

it('says so when there is no list of composes for us', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.composesFailure = new PermanentFailure('no', { service: 'testing-farm', kind: 'not-found' });
  await submit(world);
  expect((await world.run()).submission).toMatchObject({
    state: 'error',
    description: 'We were not able to get the available TF composes.',
  });
});

it('says so when the forge is not configured', async () => {
  const world = await TestRunWorld.requested(undefined, 'git.example.org');
  await submit(world);
  expect((await world.run()).submission).toMatchObject({
    reason: 'submission-failed',
    description: 'Failed to submit tests: no forge is configured for git.example.org.',
  });
});

it('does nothing when it is not wanted any more, and lets a bug surface', async () => {
  const world = await TestRunWorld.requested();
  world.testingFarm.failure = new TypeError('bug');
  await expect(submit(world)).rejects.toThrow('bug');
  await world.tell({ type: 'Cancel', reason: 'on request', at: minute(1) });
  await submit(world);
  expect(world.types()).toEqual(['TestsRequested', 'TestsCancelled']);
});

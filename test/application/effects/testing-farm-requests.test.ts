import { CancelTestingFarmRequest } from '../../../src/application/effects/cancel-testing-farm-request.js';
import { PollTestingFarm } from '../../../src/application/effects/poll-testing-farm.js';
import { recordTestingFarmResult, resultOf } from '../../../src/application/effects/testing-farm-results.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { minute } from '../../support/runs.js';
import { STREAM, TestRunWorld, todo } from './testing-farm-world.js';

const settings = { testingFarmPollSeconds: 30 } as Settings;
const poll = (world: TestRunWorld) =>
  new PollTestingFarm(world.streams, world.testingFarm, settings, world.clock).perform(todo, world.context);
const cancel = (world: TestRunWorld) =>
  new CancelTestingFarmRequest(world.streams, world.testingFarm, world.clock).perform(todo, world.context);
const down = new TransientFailure('down', { service: 'testing-farm', kind: 'network' });
const unknown = new PermanentFailure('unknown', { service: 'testing-farm', kind: 'not-found', status: 404 });
const forbidden = new PermanentFailure('forbidden', { service: 'testing-farm', kind: 'forbidden', status: 403 });

async function submitted(): Promise<TestRunWorld> {
  const world = await TestRunWorld.requested();
  await world.tell({ type: 'RecordSubmission', requestId: 'tf-1', installability: false, at: minute(0) });
  return world;
}

describe('one word for state and verdict', () => {
  it.each<[string, string | null, string]>([
    ['new', null, 'new'],
    ['queued', null, 'queued'],
    ['running', 'passed', 'running'],
    ['cancel-requested', 'passed', 'cancel-requested'],
    ['canceled', null, 'canceled'],
    ['complete', 'passed', 'passed'],
    ['complete', 'needs_inspection', 'needs_inspection'],
    ['complete', 'something new', 'unknown'],
    ['complete', null, 'unknown'],
    ['error', null, 'error'],
    ['error', 'failed', 'failed'],
  ])('%s and %s: %s', (state, overall, word) => expect(resultOf({ state, overall })).toBe(word));
});

describe('polling', () => {
  it('asks again until it is over', async () => {
    const world = await submitted();
    world.testingFarm.report('tf-1', 'queued', null);
    expect(await poll(world)).toEqual({ againInMs: 30_000 });
    world.testingFarm.report('tf-1', 'running', null);
    expect(await poll(world)).toEqual({ againInMs: 30_000 });
    world.testingFarm.report('tf-1', 'complete', 'passed', 'fine');
    expect(await poll(world)).toBeUndefined();
    expect(await poll(world)).toBeUndefined();
    expect(world.types()).toEqual(['TestsRequested', 'TestsSubmitted', 'TestsStarted', 'TestsPassed']);
    expect(await world.run()).toMatchObject({ summary: 'fine', artifactsUrl: 'https://artifacts.example.org/run' });
  });

  it.each([
    ['does not answer', down],
    ['refuses', forbidden],
    ['does not know the request', undefined],
  ])('asks again when Testing Farm %s', async (_name, failure) => {
    const world = await submitted();
    world.testingFarm.failure = failure;
    expect(await poll(world)).toEqual({ againInMs: 30_000 });
    expect(world.types()).toHaveLength(2);
  });

  it('gives up after a week', async () => {
    const world = await submitted();
    world.testingFarm.report('tf-1', 'running', null);
    world.clock.time = minute(7 * 24 * 60);
    expect(await poll(world)).toEqual({ againInMs: 30_000 });
    world.clock.time = minute(7 * 24 * 60 + 1);
    expect(await poll(world)).toBeUndefined();
    expect(await world.run()).toMatchObject({
      result: { phase: 'errored', word: 'error' },
      summary: 'Testing Farm did not finish within a week.',
    });
  });

  it('takes a last word that comes after a week', async () => {
    const world = await submitted();
    world.testingFarm.report('tf-1', 'complete', 'failed');
    world.clock.time = minute(8 * 24 * 60);
    expect(await poll(world)).toBeUndefined();
    expect((await world.run()).result).toEqual({ phase: 'failed' });
  });
});

it('a callback and a poll that say the same are recorded once', async () => {
  const world = await submitted();
  world.testingFarm.report('tf-1', 'complete', 'failed');
  const request = world.testingFarm.requests.get('tf-1')!;
  await recordTestingFarmResult(world.streams, STREAM, request, world.context.cause, minute(3));
  await poll(world);
  expect(world.types()).toEqual(['TestsRequested', 'TestsSubmitted', 'TestsFailed']);
});

describe('cancelling', () => {
  it('tells Testing Farm once', async () => {
    const world = await submitted();
    await cancel(world);
    expect(world.testingFarm.cancelled).toEqual([]);
    await world.tell({ type: 'Cancel', reason: 'on request', at: minute(1) });
    await cancel(world);
    await cancel(world);
    expect(world.testingFarm.cancelled).toEqual(['tf-1']);
    expect(world.types().at(-1)).toBe('TestingFarmRequestCancelled');
  });

  it('is done when Testing Farm does not know the request, and tried again when it does not answer', async () => {
    const world = await submitted();
    await world.tell({ type: 'Cancel', reason: 'on request', at: minute(1) });
    for (const failure of [down, forbidden]) {
      world.testingFarm.failure = failure;
      await expect(cancel(world)).rejects.toBe(failure);
      expect((await world.run()).requestCancellation).toBe('wanted');
    }
    world.testingFarm.failure = unknown;
    await cancel(world);
    expect((await world.run()).requestCancellation).toBe('done');
  });
});

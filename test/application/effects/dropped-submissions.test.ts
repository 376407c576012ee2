import { CancelCoprBuild } from '../../../src/application/effects/cancel-copr-build.js';
import { CancelTestingFarmRequest } from '../../../src/application/effects/cancel-testing-farm-request.js';
import { FindDroppedBuild } from '../../../src/application/effects/find-dropped-build.js';
import { FindDroppedRequest } from '../../../src/application/effects/find-dropped-request.js';
import { SubmitTests } from '../../../src/application/effects/submit-tests.js';
import type { Copr } from '../../../src/application/ports/copr.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { everybodyAllowed } from '../../support/everybody-allowed.js';
import { aBuildOrder, anOrigin, minute } from '../../support/runs.js';
import { StoredCore } from '../running-core.js';
import { TestRunWorld, todo } from './testing-farm-world.js';

const down = new TransientFailure('down', { service: 'outside', kind: 'network' });
const forbidden = new PermanentFailure('forbidden', { service: 'outside', kind: 'forbidden', status: 403 });
const supersede = { type: 'Supersede', reason: 'superseded by 1234567', at: minute(1) } as const;

describe('a build that was superseded before its submission was recorded', () => {
  const context = { stream: 'build-1', cause: { id: 'cause', correlationId: 'delivery-1' }, tries: 0, mayExist: false };
  let core: StoredCore;
  let builds: Map<string, number>;
  let cancelled: number[];
  let failure: Error | undefined;

  const copr = {
    findBuild: async ({ key, owner, project }: { key: string; owner: string; project: string }) => {
      if (failure) throw failure;
      const buildId = builds.get(`${owner}/${project} ${key}`);
      return buildId && { buildId, url: `https://copr.example/${buildId}` };
    },
    cancelBuild: async (buildId: number) => void cancelled.push(buildId),
  } as unknown as Copr;
  const tell = (command: BuildCommand) =>
    core.streams.handle('build-1', buildEvents, buildDecider, command, context.cause);
  const look = () => new FindDroppedBuild(copr, core.streams, core.clock).perform(todo, context);
  const cancel = () => new CancelCoprBuild(copr, core.streams, core.clock, core.log).perform(todo, context);
  const types = async () => (await core.store.readStream('build-1')).map(({ type }) => type);

  beforeEach(async () => {
    core = new StoredCore([]);
    builds = new Map();
    cancelled = [];
    failure = undefined;
    const order = aBuildOrder(['fedora-43-x86_64']);
    await tell({ type: 'RequestBuild', origin: anOrigin(), order, deployment: 'prod', at: minute(0) });
    await tell(supersede);
    builds.set(`${order.owner}/another build-1`, 6);
    builds.set(`${order.owner}/${order.project} build-2`, 7);
  });
  afterEach(() => core.close());

  it('is recorded and cancelled where Copr has it', async () => {
    const { owner, project } = aBuildOrder(['fedora-43-x86_64']);
    builds.set(`${owner}/${project} build-1`, 8);
    await look();
    await look();
    await cancel();
    await cancel();
    expect(await types()).toEqual(['BuildRequested', 'BuildCancelled', 'BuildSubmitted', 'CoprBuildCancelled']);
    expect(cancelled).toEqual([8]);
  });

  it('is given up where Copr does not have it, and is not looked for again', async () => {
    await look();
    failure = new Error('was asked again');
    await look();
    await cancel();
    expect(await types()).toEqual(['BuildRequested', 'BuildCancelled', 'BuildNeverSubmitted']);
    expect(cancelled).toEqual([]);
  });

  it('is looked for until Copr answers, and given up when it refuses', async () => {
    failure = down;
    await expect(look()).rejects.toBe(down);
    failure = forbidden;
    await look();
    const events = await core.store.readStream('build-1');
    expect(events.at(-1)).toMatchObject({ type: 'BuildNeverSubmitted', data: { refusal: 'forbidden' } });
  });
});

describe('tests that were superseded before their submission was recorded', () => {
  const look = (world: TestRunWorld) =>
    new FindDroppedRequest(world.streams, world.testingFarm, world.clock).perform(todo, world.context);
  const cancel = (world: TestRunWorld) =>
    new CancelTestingFarmRequest(world.streams, world.testingFarm, world.clock).perform(todo, world.context);

  it('are recorded and cancelled where Testing Farm has them', async () => {
    const world = await TestRunWorld.requested();
    const { streams, testingFarm, forges, distributions, ids, clock, log } = world;
    const died = new Error('the process died');
    streams.handle = () => Promise.reject(died);
    const submitting = new SubmitTests(everybodyAllowed, streams, testingFarm, forges, distributions, ids, clock, log);
    await expect(submitting.perform(todo, world.context)).rejects.toBe(died);
    Reflect.deleteProperty(streams, 'handle');
    await world.tell(supersede);
    await look(world);
    await look(world);
    await cancel(world);
    expect(world.types()).toEqual([
      'TestsRequested',
      'TestsCancelled',
      'TestsSubmitted',
      'TestingFarmRequestCancelled',
    ]);
    expect(world.testingFarm.cancelled).toEqual(['tf-1']);
  });

  it('are given up where it does not have them', async () => {
    const world = await TestRunWorld.requested();
    await world.tell(supersede);
    await look(world);
    await look(world);
    await cancel(world);
    expect(world.types()).toEqual(['TestsRequested', 'TestsCancelled', 'TestsNeverSubmitted']);
    expect(world.testingFarm.cancelled).toEqual([]);
  });

  it('are looked for until it answers, and given up when it refuses', async () => {
    const world = await TestRunWorld.requested();
    await world.tell(supersede);
    world.testingFarm.failure = down;
    await expect(look(world)).rejects.toBe(down);
    world.testingFarm.failure = forbidden;
    await look(world);
    expect(world.store.log.at(-1)).toMatchObject({ type: 'TestsNeverSubmitted', data: { refusal: 'forbidden' } });
  });

  it('are left alone while they are wanted', async () => {
    const world = await TestRunWorld.requested();
    world.testingFarm.failure = new Error('was asked');
    await look(world);
    expect(await world.run()).toMatchObject({ submission: { phase: 'due' } });
    expect(world.types()).toEqual(['TestsRequested']);
  });
});

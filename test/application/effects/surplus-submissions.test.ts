import type { CoprClaims } from '../../../src/application/effects/copr-claims.js';
import { CoprRefusals } from '../../../src/application/effects/copr-refusals.js';
import { SubmitBuild } from '../../../src/application/effects/submit-build.js';
import { SubmitTests } from '../../../src/application/effects/submit-tests.js';
import type { Copr } from '../../../src/application/ports/copr.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { everybodyAllowed } from '../../support/everybody-allowed.js';
import { aBuildOrder, anOrigin, minute } from '../../support/runs.js';
import { StoredCore } from '../running-core.js';
import { TestRunWorld, todo } from './testing-farm-world.js';

const context = { stream: 'build-1', cause: { id: 'cause', correlationId: 'delivery-1' }, tries: 0, mayExist: true };

describe.each([
  ['while the call was under way', true],
  ['with the same event', false],
])('what another node has submitted as well, and recorded %s', (_name, before) => {
  it('is cancelled in Copr', async () => {
    const core = new StoredCore([]);
    const tell = (command: BuildCommand) =>
      core.streams.handle('build-1', buildEvents, buildDecider, command, context.cause);
    const others = () => tell({ type: 'RecordSubmission', coprBuildId: 7, url: '7', at: minute(1) });
    const cancelled: number[] = [];
    const copr = {
      ensureProject: async () => [],
      submitBuild: async () => {
        if (before) await others();
        else beforeTheNextAppend(core.store, others);
        return { buildId: 8, url: '8' };
      },
      cancelBuild: async (buildId: number) => void cancelled.push(buildId),
    } as unknown as Copr;
    const order = aBuildOrder(['fedora-43-x86_64']);
    await tell({ type: 'RequestBuild', origin: anOrigin(), order, deployment: 'prod', at: minute(0) });
    const claims = { projectFor: async () => order.project } as unknown as CoprClaims;
    const refusals = new CoprRefusals(copr, core.streams, core.clock, core.log);
    const submitting = new SubmitBuild(copr, claims, refusals, everybodyAllowed, core.streams, core.clock, core.log);
    await submitting.perform(todo, context);
    const { state } = await core.streams.load('build-1', buildEvents, buildDecider);
    expect(state).toMatchObject({ submission: { coprBuildId: 7 } });
    expect(cancelled).toEqual([8]);
    await core.close();
  });

  it('is cancelled at Testing Farm', async () => {
    const world = await TestRunWorld.requested();
    const { streams, testingFarm, forges, distributions, ids, clock, log } = world;
    const others = () =>
      world.tell({ type: 'RecordSubmission', requestId: 'tf-7', installability: false, at: minute(1) });
    const submit = testingFarm.submit.bind(testingFarm);
    testingFarm.submit = async (submission) => {
      if (before) await others();
      else beforeTheNextAppend(world.store, others);
      return submit(submission);
    };
    const submitting = new SubmitTests(everybodyAllowed, streams, testingFarm, forges, distributions, ids, clock, log);
    await submitting.perform(todo, world.context);
    expect(await world.run()).toMatchObject({ submission: { requestId: 'tf-7' } });
    expect(testingFarm.cancelled).toEqual(['tf-1']);
  });
});

it('what only this node has submitted goes on', async () => {
  const world = await TestRunWorld.requested();
  const { streams, testingFarm, forges, distributions, ids, clock, log } = world;
  await new SubmitTests(everybodyAllowed, streams, testingFarm, forges, distributions, ids, clock, log).perform(
    todo,
    world.context,
  );
  expect(await world.run()).toMatchObject({ submission: { requestId: 'tf-1' } });
  expect(testingFarm.cancelled).toEqual([]);
});

/** Events of one cause have the same ids on every node: the store takes the second append for a repetition of the first. */
function beforeTheNextAppend(store: Pick<StoredCore['store'], 'append'>, act: () => Promise<unknown>): void {
  const append = store.append.bind(store);
  store.append = async (stream, expected, events) => {
    store.append = append;
    await act();
    return append(stream, expected, events);
  };
}

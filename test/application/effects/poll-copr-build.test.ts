import { CoprReports } from '../../../src/application/effects/copr-reports.js';
import { PollCoprBuild } from '../../../src/application/effects/poll-copr-build.js';
import { RequestTests } from '../../../src/application/effects/request-tests.js';
import type { Copr, CoprBuildStatus, CoprState } from '../../../src/application/ports/copr.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { testRunDecider } from '../../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../../src/domain/test-run/test-run.events.js';
import { everybodyAllowed } from '../../support/everybody-allowed.js';
import { aBuildOrder, anOrigin, HELLO } from '../../support/runs.js';
import { StoredCore } from '../running-core.js';
import { todoOf } from '../../../src/domain/todo.js';

const STREAM = 'build-1';
const F43 = 'fedora-43-x86_64';
const F44 = 'fedora-44-x86_64';
const context = { stream: STREAM, cause: { id: 'cause', correlationId: 'delivery-1' }, tries: 0, mayExist: false };
const settings = { coprPollSeconds: 40 } as Settings;

let core: StoredCore;
afterEach(() => core.close());

/** A submitted build, and a Copr that says of it what the test says. */
class Polled {
  status: CoprBuildStatus | undefined | Error;
  private readonly poll: PollCoprBuild;

  private constructor() {
    const copr = {
      getBuild: async () => {
        if (this.status instanceof Error) throw this.status;
        return this.status;
      },
      builtPackages: async () => [HELLO],
    } as unknown as Copr;
    const reports = new CoprReports(copr, core.streams, settings, core.clock);
    this.poll = new PollCoprBuild(copr, reports, core.streams, settings, core.clock, core.log);
  }

  static async submitted(): Promise<Polled> {
    core = new StoredCore([]);
    const at = core.clock.now().toISOString();
    const polled = new Polled();
    await polled.tell({
      type: 'RequestBuild',
      origin: anOrigin(),
      order: aBuildOrder([F43, F44]),
      deployment: 'prod',
      at,
    });
    await polled.tell({ type: 'RecordSubmission', coprBuildId: 7, url: 'https://copr.example/7', at });
    return polled;
  }

  async tell(command: BuildCommand): Promise<void> {
    await core.streams.handle(STREAM, buildEvents, buildDecider, command, context.cause);
  }

  says(source: CoprState, chroots: Record<string, CoprState>, state: CoprState = 'running'): void {
    const known = Object.fromEntries(Object.entries(chroots).map(([name, of]) => [name, { state: of }]));
    this.status = { buildId: 7, state, source: { state: source }, chroots: known };
  }

  look = () =>
    this.poll.perform(todoOf('poll-copr-build', 's', { tenant: 'forge.example/somebody', lane: 'l' }, null), context);

  async phases(): Promise<string[]> {
    const { state } = await core.streams.load(STREAM, buildEvents, buildDecider);
    if (state.status === 'unknown') throw new Error('no build');
    return [state.srpm.phase, ...Object.values(state.targets).map(({ phase }) => phase)];
  }
}

it('records what it sees, and looks again until it is over', async () => {
  const polled = await Polled.submitted();
  polled.says('running', { [F43]: 'waiting', [F44]: 'waiting' });
  expect(await polled.look()).toEqual({ againInMs: 10_000 });
  expect(await polled.phases()).toEqual(['running', 'waiting', 'waiting']);
  polled.says('succeeded', { [F43]: 'running', [F44]: 'succeeded' });
  core.clock.advance(3 * 3_600_000);
  expect(await polled.look()).toEqual({ againInMs: 3_600_000 });
  expect(await polled.phases()).toEqual(['succeeded', 'running', 'succeeded']);
  polled.says('succeeded', { [F43]: 'failed', [F44]: 'failed' });
  expect(await polled.look()).toBeUndefined();
  expect(await polled.phases()).toEqual(['succeeded', 'failed', 'succeeded']);
});

it.each<[string, Error]>([
  ['does not answer', new TransientFailure('down', { service: 'Copr', kind: 'network' })],
  ['refuses', new PermanentFailure('no', { service: 'Copr', kind: 'forbidden', status: 403 })],
])('looks again when Copr %s, and gives up after a week', async (_name, failure) => {
  const polled = await Polled.submitted();
  polled.status = failure;
  expect(await polled.look()).toEqual({ againInMs: 10_000 });
  expect(await polled.phases()).toEqual(['waiting', 'waiting', 'waiting']);
  core.clock.advance(7 * 24 * 3_600_000 + 1);
  expect(await polled.look()).toBeUndefined();
  expect(await polled.phases()).toEqual(['waiting', 'errored', 'errored']);
});

it.each<[string, (polled: Polled) => void, string[]]>([
  ['forgot the build', () => {}, ['waiting', 'errored', 'errored']],
  [
    'skips a chroot',
    (polled) => polled.says('succeeded', { [F43]: 'skipped', [F44]: 'succeeded' }),
    ['succeeded', 'errored', 'succeeded'],
  ],
  [
    'cancelled a chroot',
    (polled) => polled.says('succeeded', { [F43]: 'canceled', [F44]: 'succeeded' }),
    ['succeeded', 'errored', 'succeeded'],
  ],
  [
    'dropped a chroot',
    (polled) => polled.says('succeeded', { [F44]: 'succeeded' }),
    ['succeeded', 'errored', 'succeeded'],
  ],
  [
    'could not make the source',
    (polled) => polled.says('failed', { [F43]: 'failed', [F44]: 'failed' }, 'failed'),
    ['failed', 'failed', 'failed'],
  ],
])('ends when Copr %s', async (_name, say, expected) => {
  const polled = await Polled.submitted();
  say(polled);
  expect(await polled.look()).toBeUndefined();
  expect(await polled.phases()).toEqual(expected);
});

it('tests that are cancelled while they are handed over end as well', async () => {
  const polled = await Polled.submitted();
  const at = core.clock.now().toISOString();
  await polled.tell({ type: 'RecordTargetEnd', target: F43, succeeded: true, packages: [HELLO], at });
  const { streams } = core;
  const handle = streams.handle.bind(streams);
  // Somebody supersedes the build between the two writes of the hand-over.
  streams.handle = async (stream, definitions, decider, command, cause) => {
    const handled = await handle(stream, definitions, decider, command, cause);
    if (stream.startsWith('testRun-') && (command as { type: string }).type === 'RequestTests')
      await handle(STREAM, buildEvents, buildDecider, { type: 'Supersede', reason: 'newer', at }, cause);
    return handled;
  };
  await new RequestTests(everybodyAllowed, streams, core.ids, core.clock).perform(
    todoOf('request-tests', 's', { tenant: 'forge.example/somebody', lane: 'l' }, { test: `1//${F43}` }),
    context,
  );
  const testRun = `testRun-${core.ids.uuid(`${STREAM}/1//${F43}`)}`;
  const { state } = await streams.load(testRun, testRunEvents, testRunDecider);
  expect(state).toMatchObject({ result: { phase: 'cancelled', reason: 'newer' } });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Moment } from '../../../src/application/past/moment.js';
import { categoryOf, type EventStore } from '../../../src/application/ports/event-store.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { Projector } from '../../../src/application/projections/projector.js';
import { StateAt, type StateThen } from '../../../src/application/queries/state/state-at.js';
import { findStreams } from '../../../src/application/replay/find-streams.js';
import { stateAt, type CheckAt } from '../../../src/application/replay/state-at.js';
import { Streams } from '../../../src/application/streams/streams.js';
import type { Build } from '../../../src/domain/build/build-state.js';
import type { Delivery } from '../../../src/domain/delivery/delivery-state.js';
import { subjectKey, type RunOrigin } from '../../../src/domain/planning/job.js';
import type { TestRun } from '../../../src/domain/test-run/test-run-state.js';
import type { SyncRelease } from '../../../src/domain/sync-release/sync-release-state.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { openGoldenLog } from '../../../scripts/golden-log/golden-file.js';
import { seededRandom } from '../../../sandbox/random.js';
import { stateHandler } from '../../support/state-handler.js';
import { ManualClock } from '../../support/manual-clock.js';
import type { MemoryEventStore } from '../../support/memory-event-store.js';
import { aPipelineLog } from '../projections/pipeline-log.js';

/*
 * The service finds streams by its read models, `replay --at` by reading the log alone. Of whatever stream or subject at whatever
 * moment, what the one says must be what the other says.
 */

const MOMENTS = 90;
const addresses = { dashboardUrl: 'https://dashboard.example', publicUrl: 'https://packit.example' };
const settings = { coprPollSeconds: 120, testingFarmPollSeconds: 120, ...addresses } as Settings;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'service-and-log-'));
const ids = new ShaIds();

let store: MemoryEventStore;
let readModels: SqliteReadModels;
let states: CurrentStates;

beforeAll(async () => {
  store = await openGoldenLog();
  // The golden log publishes no checks.
  await aPipelineLog(new Streams(store, ids, new ManualClock(new Date('2026-08-01T08:00:00.000Z'))));
  readModels = new SqliteReadModels(join(folder, 'read-models.db'));
  states = new CurrentStates(streamModels(settings), store, readModels);
  const projector = new Projector(states, store, readModels, ids, settings, silent, new SystemClock());
  projector.open();
  await projector.apply(store.log, store.log.at(-1)!.position);
}, 60_000);

afterAll(() => {
  readModels.close();
  rmSync(folder, { recursive: true });
});

/** How things stood, in the terms that both have. */
interface Told {
  readonly deliveries: Readonly<Record<string, unknown>>;
  readonly runs: Readonly<Record<string, unknown>>;
  readonly checks: Readonly<Record<string, unknown>>;
}

function toldByService({ deliveries, runs, checks }: StateThen): Told {
  return {
    deliveries: Object.fromEntries(deliveries.map(({ stream, ...delivery }) => [stream, delivery])),
    runs: Object.fromEntries(runs.map(({ stream, commit, job, state }) => [stream, { commit, job, state }])),
    checks: Object.fromEntries(checks.map((check) => [`${check.commit} ${check.name}`, check])),
  };
}

async function toldByLog(log: EventStore, id: string, at: Moment): Promise<Told> {
  const { streams, checks } = await stateAt(log, await findStreams(log, id, { family: true }), { at, addresses });
  const of = (category: string) => streams.filter(({ stream }) => categoryOf(stream) === category);
  return {
    deliveries: Object.fromEntries(of('delivery').map(({ stream, state }) => [stream, delivery(state as Delivery)])),
    runs: Object.fromEntries([
      ...of('build').map(({ stream, state }) => [stream, build(state as Build)] as const),
      ...of('testRun').map(({ stream, state }) => [stream, testRun(state as TestRun)] as const),
      ...of('syncRelease').map(({ stream, state }) => [stream, syncRelease(state as SyncRelease)] as const),
    ]),
    checks: Object.fromEntries(checks.filter(({ wanted }) => wanted).map((told) => [nameOf(told), check(told)])),
  };
}

function delivery(state: Delivery) {
  if (state.status === 'unknown') return state;
  const { source, event, receivedAt, outcome, reason } = state;
  return { source, event, received_at: receivedAt, outcome: outcome ?? 'waiting', reason };
}

function build(state: Build) {
  if (state.status === 'unknown') return state;
  const { origin, submission, srpm } = state;
  const targets = Object.fromEntries(Object.entries(state.targets).map(([chroot, { phase }]) => [chroot, phase]));
  const parts = { submission: submission.phase, source: srpm.phase, targets };
  return { commit: origin.commitSha, job: origin.job, state: parts };
}

function testRun(state: TestRun) {
  if (state.status === 'unknown') return state;
  const { origin, submission, result, order } = state;
  const parts = { submission: submission.phase, result: result.phase, check: order.check };
  return { commit: origin.commitSha, job: origin.job, state: parts };
}

function syncRelease(state: SyncRelease) {
  if (state.status === 'unknown') return state;
  const { origin, order, branches } = state;
  const phases = Object.entries(branches).map(([branch, { progress }]) => [branch, progress.phase]);
  const parts = { tag: order.tag, branches: Object.fromEntries(phases) as Record<string, string> };
  return { commit: origin.commitSha, job: origin.job, state: parts };
}

const nameOf = ({ commit, name }: CheckAt) => `${commit} ${name}`;

function check({ commit, name, wanted, published }: CheckAt) {
  const { attempt: _attempt, ...said } = wanted!;
  const shown = published && { state: published.state, title: published.title, at: published.at };
  return { commit, name, ...said, published: shown };
}

/** Those of the log that the service speaks of: `replay` tells of everything that was done for the same commits. */
function only(told: Told, { deliveries, runs, checks }: Told): Told {
  const pick = (from: Readonly<Record<string, unknown>>, like: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(from).filter(([key]) => key in like));
  return {
    deliveries: pick(told.deliveries, deliveries),
    runs: pick(told.runs, runs),
    checks: pick(told.checks, checks),
  };
}

it('say the same of any stream or subject at any moment', async () => {
  const random = seededRandom(11);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  // The service does not find a branch or release that nothing ran for: deliveries are known by repository then.
  const about = store.log.flatMap(({ stream, data }) => {
    const { origin } = data as { origin?: RunOrigin };
    const isRun = ['build', 'testRun', 'syncRelease'].includes(categoryOf(stream));
    return origin && isRun ? [{ stream, subject: subjectKey(origin.project, origin.subject) }] : [];
  });
  const subjects = [...new Set(about.map(({ subject }) => subject))];
  const inFamilies = store.log.filter(({ stream }) =>
    ['delivery', 'build', 'testRun', 'syncRelease'].includes(categoryOf(stream)),
  );
  const lately = store.log.slice(-100);
  const handler = stateHandler(readModels, states, store, settings);
  const compared = { deliveries: 0, runs: 0, checks: 0, published: 0 };
  for (let asked = 0; asked < MOMENTS; asked++) {
    const isLate = asked % 4 < 2;
    const isSubject = asked % 2 === 0;
    const subject = isLate ? about.at(-1)!.subject : one(subjects);
    const id = isSubject ? subject : one(isLate ? lately : inFamilies).stream;
    const { position, metadata } = one(isLate ? lately : store.log);
    const at = random() < 0.5 ? { position } : { time: metadata.at };
    const answer = await handler.execute(new StateAt('operators', id, at));
    const service = toldByService(answer!);
    const log = await toldByLog(store, id, at);
    expect({ id, at, ...only(log, service) }).toEqual({ id, at, ...service });
    if (isSubject) {
      const runs = about.filter((run) => run.subject === id).map(({ stream }) => stream);
      const begun = runs.filter((stream) => stream in log.runs);
      expect({ id, at, runs: Object.keys(service.runs).sort() }).toEqual({ id, at, runs: [...new Set(begun)].sort() });
    }
    compared.deliveries += Object.keys(service.deliveries).length;
    compared.runs += Object.keys(service.runs).length;
    compared.checks += Object.keys(service.checks).length;
    compared.published += answer!.checks.filter((each) => each.published).length;
  }
  expect(Math.min(compared.deliveries, compared.runs, compared.checks)).toBeGreaterThan(50);
  expect(compared.published).toBeGreaterThan(10);
}, 120_000);

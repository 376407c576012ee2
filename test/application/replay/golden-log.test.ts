import { decideAgain, type ChangedDecision, type DecidedAgain } from '../../../src/application/replay/decide-again.js';
import { changeText } from '../../../src/application/replay/change-text.js';
import type { Planner } from '../../../src/application/replay/delivery-again.js';
import { verifyLog } from '../../../src/application/replay/verify-log.js';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { plan, type JobDecision } from '../../../src/domain/planning/plan.js';
import { skipReasons } from '../../../src/domain/planning/reasons.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { openGoldenLog } from '../../../scripts/golden-log/golden-file.js';
import { goldenTools } from '../../../scripts/golden-log/golden-tools.js';
import type { MemoryEventStore } from '../../support/memory-event-store.js';

let store: MemoryEventStore;
let today: DecidedAgain;
beforeAll(async () => {
  store = await openGoldenLog();
  today = await decideAgain(store, goldenTools(store));
});

const HOW_TO =
  'Today’s code decides what stands in the golden log in another way. If that is not meant, it is a mistake. If it is meant: ' +
  'look at each line below, run `npm run golden:generate` (it prints them and writes the log anew), and put the list into the ' +
  'description of the change, for these are the jobs of users that will run, or not, as they did not before.';

function textOf({ changed, failed }: DecidedAgain): string[] {
  return [...changed.map(changeText), ...failed.map(({ delivery, error }) => `${delivery}: ${error}`)];
}

it('decides everything in the golden log as it was decided', () => {
  const found = textOf(today);
  if (found.length > 0) throw new Error(`${HOW_TO}\n\n${found.join('\n')}`);
});

it('has every kind of occasion, every reason of the planner, and every kind of decision in it', () => {
  const events = store.log.map(({ type, data }) => ({ type, data }) as DeliveryEvent);
  const reasons = new Set(events.flatMap((event) => (event.type === 'JobSkipped' ? [event.data.reason] : [])));
  expect(Object.keys(skipReasons).filter((reason) => !reasons.has(reason))).toEqual([]);
  const kinds = new Set(events.flatMap((event) => (event.type === 'FactsGathered' ? [event.data.kind] : [])));
  for (const kind of ['event', 'labels-changed', 'build', 'test', 'rebuild-failed', 'retest-failed', 'rerun'])
    expect(kinds).toContain(`pull_request/${kind}`);
  for (const kind of ['branch/event', 'branch/build', 'release/event', 'release/build', 'release/test'])
    expect(kinds).toContain(kind);
  const actions = new Set(events.flatMap((event) => (event.type === 'JobPlanned' ? [event.data.action.do] : [])));
  expect([...actions].sort()).toEqual(['build', 'sync', 'test', 'wait-for-build']);
  for (const count of Object.values(today.byKind)) expect(count).toBeGreaterThan(20);
});

it('leaves nothing out in silence: what is recorded is decided again, or counted with the reason', () => {
  const recorded = store.log.filter(({ type }) => type === 'JobPlanned' || type === 'JobSkipped').length;
  expect(today.byKind.job).toBe(recorded);
  const looks = store.log.filter(({ type }) =>
    ['FactsGathered', 'DeliveryIgnored', 'DeliveryInterpreted'].includes(type),
  );
  const gone = today.notAgain.filter(({ why }) => why.startsWith('what was planned again'));
  expect(today.byKind.reading + gone.reduce((sum, { count }) => sum + count, 0)).toBe(looks.length);
  const notRead = today.notAgain.filter(({ why }) =>
    /not among the facts|not kept|in the streams of the runs/.test(why),
  );
  expect(notRead.length).toBeGreaterThan(5);
  const reports = store.log.filter(({ type }) => type === 'DeliveryInterpreted').length;
  const cancels = store.log.filter(({ type }) => type === 'CancellationRequested').length;
  expect(today.notAgain.find(({ why }) => why.includes('in the streams of the runs'))?.count).toBe(reports - cancels);
});

it('is a sound log', async () => {
  const { broken } = await verifyLog(store, new ShaIds());
  expect(broken).toEqual([]);
});

// ---- another planner, and what it has to change: told by the record alone, without planning

interface RecordedJob {
  readonly delivery: string;
  readonly job: number;
  readonly decision: JobDecision;
  /** Facts of its delivery. */
  readonly situation: { readonly labels: readonly string[] | null };
}

function recordedJobs(log: readonly RecordedEvent[]): RecordedJob[] {
  const jobs: RecordedJob[] = [];
  const facts = new Map<string, { situation: RecordedJob['situation']; count: number }>();
  for (const { stream, type, data } of log) {
    if (type === 'FactsGathered')
      facts.set(stream, {
        situation: (data as { facts: { situation: RecordedJob['situation'] } }).facts.situation,
        count: 0,
      });
    if (type !== 'JobPlanned' && type !== 'JobSkipped') continue;
    const known = facts.get(stream)!;
    jobs.push({
      delivery: stream,
      job: known.count++,
      decision: { type, data } as JobDecision,
      situation: known.situation,
    });
  }
  return jobs;
}

const name = ({ delivery, job }: { delivery: string; job: number | null }) => `${delivery} ${job}`;

async function flipsWith(planner: Planner): Promise<string[]> {
  const { changed, failed } = await decideAgain(store, goldenTools(store), { planner });
  expect(failed).toEqual([]);
  return changed
    .filter(({ about }: ChangedDecision) => about === 'job')
    .map(name)
    .sort();
}

function expectedFlips(flips: (job: RecordedJob) => boolean): string[] {
  return recordedJobs(store.log).filter(flips).map(name).sort();
}

function skip(decision: JobDecision, reason: string): JobDecision {
  return { type: 'JobSkipped', data: { origin: decision.data.origin, reason, facts: {}, verdicts: [] } };
}

it('names what a new label rule flips, and nothing else', async () => {
  const planner: Planner = (situation) =>
    plan(situation).map((decision) =>
      decision.type === 'JobPlanned' && situation.labels?.includes('ready')
        ? skip(decision, 'label-forbidden')
        : decision,
    );
  const expected = expectedFlips(
    ({ decision, situation }) => decision.type === 'JobPlanned' && (situation.labels ?? []).includes('ready'),
  );
  expect(expected.length).toBeGreaterThan(1);
  expect(await flipsWith(planner)).toEqual(expected);
});

it('names what it flips when `branch` has to match the whole name, and nothing else', async () => {
  const planner: Planner = (situation) =>
    plan(situation).map((decision, at) => {
      if (decision.type === 'JobSkipped') return decision;
      const { branch } = situation.config.views[at]!.keys;
      const { subject } = situation;
      const found =
        subject.kind === 'pull_request' ? subject.targetBranch : subject.kind === 'branch' ? subject.branch : '';
      const whole = branch === null || new RegExp(`^(?:${branch})$`).test(found);
      return whole ? decision : skip(decision, 'branch-differs');
    });
  // The configuration of `beech` has one job whose pattern is the beginning of a name.
  const expected = expectedFlips(({ decision }) => {
    const { job, project } = decision.data.origin;
    return project.repo === 'beech' && job.identifier === 'prefix' && decision.type === 'JobPlanned';
  });
  expect(expected.length).toBeGreaterThan(1);
  expect(await flipsWith(planner)).toEqual(expected);
});

it('names what it flips when other targets are the default, and nothing else', async () => {
  const planner: Planner = (situation) => {
    const { aliases } = situation.releases;
    const stable = (aliases['fedora-stable'] ?? []).filter(({ nameVersion }) => nameVersion !== 'fedora-43');
    return plan({
      ...situation,
      releases: { ...situation.releases, aliases: { ...aliases, 'fedora-stable': stable } },
    });
  };
  const usesDefault = ({ project, job }: JobDecision['data']['origin']) =>
    ['kelp', 'larch'].includes(project.repo) || (project.repo === 'acorn' && job.trigger === 'commit');
  const expected = expectedFlips(({ decision }) => {
    if (!usesDefault(decision.data.origin)) return false;
    const said = decision.type === 'JobPlanned' ? decision.data : decision.data.verdicts;
    return JSON.stringify(said).includes('fedora-43');
  });
  expect(expected.length).toBeGreaterThan(5);
  expect(await flipsWith(planner)).toEqual(expected);
});

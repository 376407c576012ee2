import { SupersedeOlderRuns } from '../../../src/application/effects/supersede-older-runs.js';
import { KnownHeads } from '../../../src/application/interpretation/known-heads.js';
import type { Forge, PullRequestFacts } from '../../../src/application/ports/forge.js';
import type { ReadModels } from '../../../src/application/ports/read-models.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import type { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { PlannedJobs } from '../../../src/application/streams/planned-jobs.js';
import { buildDecider } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { deliveryDecider } from '../../../src/domain/delivery/delivery.js';
import { deliveryEvents, type DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import type { HeadFacts, SeenHead } from '../../../src/domain/planning/head-order.js';
import { subjectKey } from '../../../src/domain/planning/job.js';
import { aBuildOrder, anOrigin, minute, PROJECT, PULL_REQUEST } from '../../support/runs.js';
import { StoredCore } from '../running-core.js';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const seen = (commitSha: string, at: number, before: string | null = null): SeenHead => ({
  commitSha,
  before,
  updatedAt: minute(at),
});

let core: StoredCore;
beforeEach(() => {
  core = new StoredCore(streamModels({ coprPollSeconds: 60, testingFarmPollSeconds: 60 }));
});
afterEach(() => core.close());

const deliveryOf = (n: number) => `delivery-github-${n}`;
const originOf = (n: number, commitSha: string) =>
  anOrigin({ delivery: deliveryOf(n), attempt: `${minute(n)}/${deliveryOf(n)}`, commitSha });
const cause = (what: string) => ({ id: what, correlationId: what });

/** The delivery of this minute; the number is also its place in the order of attempts. */
async function received(n: number, head?: SeenHead, subject = subjectKey(PROJECT, PULL_REQUEST)): Promise<void> {
  const data = { source: 'github', event: 'pull_request', subject, body: { text: '{}' }, at: minute(n) };
  const events: DeliveryEvent[] = [{ type: 'DeliveryReceived', data: { ...data, ...(head && { head }) } }];
  await core.streams.create(deliveryOf(n), deliveryEvents, events, cause(`receive ${n}`));
}

async function interpreted(n: number, events: DeliveryEvent[]): Promise<void> {
  const command = { type: 'RecordInterpretation', events } as const;
  await core.streams.handle(deliveryOf(n), deliveryEvents, deliveryDecider, command, cause(`interpret ${n}`));
}

async function built(n: number, commit: string): Promise<void> {
  const order = aBuildOrder(['fedora-44-x86_64'], { tests: [] });
  const command = {
    type: 'RequestBuild',
    origin: originOf(n, commit),
    order,
    deployment: 'prod',
    at: minute(n),
  } as const;
  await core.streams.handle(`build-${n}`, buildEvents, buildDecider, command, cause(`build ${n}`));
}

async function projected(): Promise<[ReadModels, CurrentStates]> {
  const { projector, readModels, states } = core.projector(`${crypto.randomUUID()}.db`);
  for await (const event of core.store.readAll()) await projector.apply([event], event.position);
  return [readModels, states];
}

describe('a delivery about a pull request', () => {
  const forge = (answer: Partial<PullRequestFacts> | undefined) => {
    let asked = 0;
    const pullRequest = async () => (asked++, answer as PullRequestFacts | undefined);
    return { forge: { pullRequest } as unknown as Forge, asked: () => asked };
  };
  const compare = async (own: SeenHead, n: number, answer?: Partial<PullRequestFacts>, cancelRunningJobs = true) => {
    const { forge: answering, asked } = forge(answer);
    const heads = new KnownHeads(...(await projected()), { cancelRunningJobs } as Settings);
    const facts = await heads.compare(answering, PROJECT, 342, own, deliveryOf(n));
    return { facts, asked: asked() };
  };

  it('is compared with those that nobody has looked at yet, and the forge is asked in doubt', async () => {
    await received(1, seen(B, 2, A));
    await received(2, seen(A, 1));
    const facts: HeadFacts = {
      own: seen(A, 1),
      others: [{ ...seen(B, 2, A), delivery: deliveryOf(1) }],
      present: seen(B, 3),
    };
    expect(await compare(seen(A, 1), 2, { headSha: B, updatedAt: minute(3) })).toEqual({ facts, asked: 1 });
    expect(await compare(seen(A, 1), 2, undefined)).toEqual({ facts: { ...facts, present: null }, asked: 1 });
    expect(await compare(seen(B, 2, A), 1)).toEqual({ facts: undefined, asked: 0 });
  });

  it('is not compared where nothing gives way, nor with what another pull request or no delivery shows', async () => {
    await received(1, seen(B, 2, A));
    await received(2, seen(A, 1));
    await received(3, seen(A, 1), 'github.com/packit-service/packit#1');
    await received(4);
    expect(await compare(seen(A, 1), 2, {}, false)).toEqual({ facts: undefined, asked: 0 });
    expect(await compare(seen(A, 1), 3)).toEqual({ facts: undefined, asked: 0 });
    expect((await compare(seen(A, 1), 4, {})).facts?.others).toHaveLength(1);
  });

  it('is compared with the head that the forge named when somebody commented', async () => {
    await received(1);
    const facts = { kind: 'pull_request/build', facts: {}, at: minute(1), head: seen(B, 3) };
    await interpreted(1, [{ type: 'FactsGathered', data: facts }]);
    await received(2, seen(A, 1));
    const { facts: found } = await compare(seen(A, 1), 2, {});
    expect(found?.others).toEqual([{ ...seen(B, 3), delivery: deliveryOf(1) }]);
  });
});

describe('a push ends what was begun for older commits', () => {
  /** Streams of the builds that ended because of the push of this number. */
  async function ended(n: number, heads?: HeadFacts): Promise<readonly string[]> {
    const { job: _job, ...request } = originOf(n, B);
    const facts = { kind: 'pull_request/event', facts: { situation: { heads } }, at: minute(n) };
    await interpreted(n, [
      { type: 'FactsGathered', data: facts },
      { type: 'SupersessionRequested', data: request },
    ]);
    const jobs = new PlannedJobs(core.store);
    const settings = { cancelRunningJobs: true } as Settings;
    const effect = new SupersedeOlderRuns(jobs, ...(await projected()), core.streams, settings, core.clock);
    const todo = { key: 'k', type: effect.type, lane: 'l', tenant: 't', dueAt: null, priority: 1, data: null } as const;
    const stream = deliveryOf(n);
    await effect.perform(todo, { stream, cause: cause('supersede'), tries: 0, mayExist: false });
    const last = (await jobs.events(stream)).at(-1);
    return last?.type === 'OlderRunsSuperseded' ? last.data.runs : [];
  }

  it('even where the clock of the node that received them is ahead', async () => {
    await received(2, seen(B, 2, A));
    await received(3, seen(A, 1));
    await built(3, A);
    expect(await ended(2)).toEqual(['build-3']);
  });

  it('and nothing of a newer commit, even of one that was received before', async () => {
    await received(1, seen('c'.repeat(40), 3, B));
    await built(1, 'c'.repeat(40));
    await received(2, seen(B, 2, A));
    expect(await ended(2)).toEqual([]);
  });

  it('by the order of reception where a run came of something else', async () => {
    await received(1);
    await built(1, A);
    await received(2, seen(B, 2, A));
    await received(3);
    await built(3, A);
    expect(await ended(2)).toEqual(['build-1']);
  });

  it('by the order of reception once the forge has named its commit, and not in doubt', async () => {
    await received(1, seen(A, 2));
    await built(1, A);
    await received(2, seen(B, 2));
    const heads = { own: seen(B, 2), others: [{ ...seen(A, 2), delivery: deliveryOf(1) }], present: seen(B, 2) };
    await received(4, seen(B, 2));
    expect(await ended(4, { ...heads, present: null })).toEqual([]);
    expect(await ended(2, heads)).toEqual(['build-1']);
  });
});

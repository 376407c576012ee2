import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Delivery } from '../../../domain/delivery/delivery-state.js';
import type { JobData } from '../../../domain/planning/job.js';
import type { RequestedRun, RunParts, RunState } from '../../../domain/run/run-type.js';
import { runTypeOf } from '../../../domain/run-types.js';
import type { Moment } from '../../past/moment.js';
import { statesAt } from '../../past/past-events.js';
import { categoryOf, EventStore } from '../../ports/event-store.js';
import { Settings } from '../../ports/settings.js';
import { decidingContribution, renderCheck, type Addresses, type CheckRow } from '../../projections/checks-table.js';
import { todaysEvent } from '../../streams/readable-event.js';
import type { DeliveryOutcome } from '../deliveries/list-deliveries.js';
import { StreamFamily } from '../timeline/stream-family.js';

export interface DeliveryThen {
  readonly stream: string;
  readonly source: string;
  readonly event: string;
  readonly received_at: string;
  readonly outcome: DeliveryOutcome;
  readonly reason: string | null;
}

/** A run; `state`: of its parts. */
export interface RunThen {
  readonly stream: string;
  /** `build`, `test` … */
  readonly kind: string;
  readonly commit: string;
  readonly job: JobData;
  readonly state: RunParts;
}

/** What a check should have said, and what had been published of it. */
export interface CheckThen {
  readonly name: string;
  readonly commit: string;
  readonly state: string;
  readonly title: string;
  readonly url: string | null;
  readonly summary: string;
  readonly published: { readonly state: string; readonly title: string; readonly at: string } | null;
}

/** How things stood with a pull request, branch, release or stream. */
export interface StateThen {
  readonly id: string;
  readonly at: Moment | null;
  readonly deliveries: readonly DeliveryThen[];
  readonly runs: readonly RunThen[];
  readonly checks: readonly CheckThen[];
}

/** How things stood at a moment, or stand now; undefined: the id is known nowhere. */
export class StateAt extends Query<StateThen | undefined> {
  constructor(
    readonly id: string,
    readonly at?: Moment,
  ) {
    super();
  }
}

@QueryHandler(StateAt)
export class StateAtHandler implements IQueryHandler<StateAt> {
  constructor(
    private readonly family: StreamFamily,
    private readonly store: EventStore,
    private readonly settings: Settings,
  ) {}

  async execute({ id, at }: StateAt): Promise<StateThen | undefined> {
    const members = await this.family.of(id);
    if (members.length === 0) return undefined;
    const streams = [...members, ...this.family.speakersIn(members)];
    const states = await statesAt(this.store, streams, at, todaysEvent);
    const own = members.flatMap((stream) => states.of(stream) ?? []);
    const about = new Set(members.filter((stream) => categoryOf(stream) === 'check').map((stream) => stream.slice(6)));
    return {
      id,
      at: at ?? null,
      deliveries: own
        .filter(({ stream }) => categoryOf(stream) === 'delivery')
        .flatMap(({ stream, state }) => deliveryThen(stream, state as Delivery))
        .sort((one, other) => (one.received_at < other.received_at ? -1 : 1)),
      runs: own.flatMap(({ stream, state }) => runThen(stream, state)),
      checks: [...states.checks()]
        .filter(([key]) => about.has(key))
        .flatMap(([, row]) => checkThen(row, this.settings))
        .sort((one, other) => (`${one.commit}${one.name}` < `${other.commit}${other.name}` ? -1 : 1)),
    };
  }
}

function deliveryThen(stream: string, delivery: Delivery): DeliveryThen[] {
  if (delivery.status === 'unknown') return [];
  const { source, event, receivedAt, outcome, reason } = delivery;
  return [{ stream, source, event, received_at: receivedAt, outcome: outcome ?? 'waiting', reason }];
}

function runThen(stream: string, state: unknown): RunThen[] {
  const type = runTypeOf(categoryOf(stream));
  const run = state as RunState<RequestedRun>;
  if (!type || run.status === 'unknown') return [];
  const { commitSha, job } = run.origin;
  return [{ stream, kind: type.kind, commit: commitSha, job, state: type.describe(run) }];
}

function checkThen(row: CheckRow, addresses: Addresses): CheckThen[] {
  const deciding = decidingContribution(row);
  if (!deciding) return [];
  const { state, title, url, summary } = renderCheck(deciding, addresses);
  const { published } = row;
  return [
    {
      name: deciding.name,
      commit: deciding.commitSha,
      state,
      title,
      url,
      summary,
      published: published && { state: published.state, title: published.title, at: published.at },
    },
  ];
}

import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Delivery } from '../../../domain/delivery/delivery-state.js';
import type { JobData } from '../../../domain/planning/job.js';
import type { RequestedRun, RunParts, RunState } from '../../../domain/run/run-type.js';
import { runTypeOf } from '../../../domain/run-types.js';
import type { Moment } from '../../past/moment.js';
import { categoryOf } from '../../ports/event-store.js';
import { Settings } from '../../ports/settings.js';
import {
  CHECKS,
  decidingContribution,
  renderCheck,
  type Addresses,
  type CheckRow,
} from '../../projections/checks-table.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { cleaned } from '../audience/cleaned.js';
import { SeenEvents } from '../audience/seen-events.js';
import { Visibility, type Sight } from '../audience/sight.js';
import { speakersIn, StreamFamily, type FamilyStream } from '../audience/stream-family.js';
import type { DeliveryOutcome } from '../deliveries/list-deliveries.js';

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
  /** The first of these deliveries, where there are others before it; null: these are all. */
  readonly earlier: string | null;
}

/** How things stood at a moment, or stand now; undefined: the id is known nowhere. */
export class StateAt extends ReadQuery<StateThen | undefined> {
  constructor(
    audience: Audience,
    readonly id: string,
    readonly at?: Moment,
    /** Of the deliveries, those before this one. */
    readonly before?: string,
  ) {
    super(audience);
  }
}

/** Deliveries, runs and checks that are told: of each the newest. */
const MOST = 500;

@QueryHandler(StateAt)
export class StateAtHandler implements IQueryHandler<StateAt> {
  constructor(
    private readonly visibility: Visibility,
    private readonly family: StreamFamily,
    private readonly seen: SeenEvents,
    private readonly settings: Settings,
  ) {}

  async execute({ audience, id, at, before }: StateAt): Promise<StateThen | undefined> {
    const sight = this.visibility.of(audience);
    const family = await this.family.of(id, sight);
    if (family.length === 0) return undefined;
    const page = deliveriesBefore(family, at, before);
    const deliveries = page.slice(-MOST);
    const runs = family.filter(({ stream }) => runTypeOf(categoryOf(stream)) !== undefined).sort(byBegin);
    const checks = newestChecks(family, sight);
    const unread = deliveries.filter((delivery) => !isOver(delivery, at)).map(({ stream }) => stream);
    const streams = [...unread, ...runs.slice(-MOST).map(({ stream }) => stream), ...checks];
    const states = await this.seen.statesAt([...streams, ...speakersIn(checks, sight)], at, sight);
    const about = new Set(checks.map((stream) => stream.slice('check-'.length)));
    const then: StateThen = {
      id,
      at: at ?? null,
      deliveries: deliveries.flatMap((delivery) =>
        isOver(delivery, at)
          ? overDelivery(delivery)
          : deliveryThen(delivery.stream, states.of(delivery.stream)?.state as Delivery | undefined),
      ),
      runs: runs.slice(-MOST).flatMap(({ stream }) => runThen(stream, states.of(stream)?.state)),
      checks: [...states.checks()]
        .filter(([key]) => about.has(key))
        .flatMap(([, row]) => checkThen(row, this.settings))
        .sort((one, other) => (`${one.commit}${one.name}` < `${other.commit}${other.name}` ? -1 : 1)),
      earlier: page.length > MOST ? deliveries[0]!.stream : null,
    };
    return cleaned(then, sight) as StateThen;
  }
}

const byBegin = (one: FamilyStream, other: FamilyStream) => one.began - other.began;

/** The oldest first. Of those that had not come yet some may be among them. */
function deliveriesBefore(
  family: readonly FamilyStream[],
  at: Moment | undefined,
  before: string | undefined,
): FamilyStream[] {
  const isLater = ({ began, columns: { receivedAt } }: FamilyStream) =>
    at !== undefined && ('position' in at ? began > at.position : String(receivedAt) > at.time);
  const deliveries = family.filter((member) => categoryOf(member.stream) === 'delivery' && !isLater(member));
  deliveries.sort((one, other) => (receipt(one) < receipt(other) ? -1 : 1));
  const end = before === undefined ? -1 : deliveries.findIndex(({ stream }) => stream === before);
  return end < 0 ? deliveries : deliveries.slice(0, end);
}

const receipt = ({ stream, columns: { receivedAt } }: FamilyStream) => `${receivedAt} ${stream}`;

/** By the attempts that decide. */
function newestChecks(family: readonly FamilyStream[], sight: Sight): string[] {
  const checks = family.flatMap(({ stream }) => {
    const row = categoryOf(stream) === 'check' ? sight.get(CHECKS, stream.slice('check-'.length)) : undefined;
    return row ? [{ stream, attempt: String(row.columns['attempt']) }] : [];
  });
  checks.sort((one, other) => (one.attempt < other.attempt ? -1 : 1));
  return checks.slice(-MOST).map(({ stream }) => stream);
}

/** Whether nothing happened to the delivery after that moment, and it led to nothing: its row says everything. */
function isOver({ ended, columns: { outcome } }: FamilyStream, at: Moment | undefined): boolean {
  const isDone = ended !== null && (outcome === 'ignored' || outcome === 'reported');
  return isDone && (at === undefined || ('position' in at && at.position >= ended));
}

function overDelivery({ stream, columns }: FamilyStream): DeliveryThen[] {
  const { source, event, receivedAt, outcome, reason } = columns;
  return [
    {
      stream,
      source: String(source),
      event: String(event),
      received_at: String(receivedAt),
      outcome: outcome as DeliveryOutcome,
      reason: reason as string | null,
    },
  ];
}

function deliveryThen(stream: string, delivery: Delivery | undefined): DeliveryThen[] {
  if (!delivery || delivery.status === 'unknown') return [];
  const { source, event, receivedAt, outcome, reason } = delivery;
  return [{ stream, source, event, received_at: receivedAt, outcome: outcome ?? 'waiting', reason }];
}

function runThen(stream: string, state: unknown): RunThen[] {
  const type = runTypeOf(categoryOf(stream));
  const run = state as RunState<RequestedRun> | undefined;
  if (!type || !run || run.status === 'unknown') return [];
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

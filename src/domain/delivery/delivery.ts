import { assertNever, type Decider } from '../event.js';
import { decideComment, evolveComments, type CommentCommand } from '../requested-comments.js';
import { namesIn, namesReceived, ownProject } from './delivery-names.js';
import type { DeliveryEvent, PlannedAction, Verdict } from './delivery.events.js';
import type { Delivery, PlannedJob, ReceivedDelivery } from './delivery-state.js';

export type DeliveryCommand =
  /** What was made of the delivery, all at once: the first time counts. */
  | { type: 'RecordInterpretation'; events: readonly DeliveryEvent[] }
  | { type: 'RecordSupersession'; runs: readonly string[]; at: string }
  | { type: 'RecordCancellation'; runs: readonly string[]; checks: readonly string[]; reply: string; at: string }
  | { type: 'RecordRun'; part: string; run: string }
  | { type: 'RefuseRun'; part: string; reason: string; verdicts: readonly Verdict[]; at: string }
  | { type: 'RecordReaction' }
  | CommentCommand;

/** Rules of a delivery: it is interpreted once, and each thing that follows from it is done once. */
export const deliveryDecider: Decider<Delivery, DeliveryCommand, DeliveryEvent> = {
  initialState: { status: 'unknown' },
  evolve: evolveDelivery,
  decide(command, delivery) {
    if (delivery.status === 'unknown') throw new Error(`${command.type} before DeliveryReceived`);
    switch (command.type) {
      case 'RecordInterpretation':
        return delivery.outcome === null ? command.events : [];
      case 'RecordSupersession':
        if (delivery.superseding !== 'wanted') return [];
        return [{ type: 'OlderRunsSuperseded', data: { runs: [...command.runs], at: command.at } }];
      case 'RecordCancellation': {
        if (delivery.cancelling !== 'wanted') return [];
        const { runs, checks, reply, at } = command;
        return [
          { type: 'RunsCancelled', data: { runs: [...runs], checks: [...checks], at } },
          { type: 'CommentRequested', data: { purpose: 'cancelled', body: reply } },
        ];
      }
      case 'RecordRun': {
        const { part, run } = command;
        const open = delivery.planned.some(({ parts }) => parts[part] === null);
        return open ? [{ type: 'RunStarted', data: { part, run } }] : [];
      }
      case 'RefuseRun': {
        const { part, reason, verdicts, at } = command;
        const open = delivery.planned.some(({ parts }) => parts[part] === null);
        return open ? [{ type: 'RunRefused', data: { part, reason, verdicts: [...verdicts], at } }] : [];
      }
      case 'RecordReaction': {
        const { reaction } = delivery;
        if (!reaction || reaction.done) return [];
        return [{ type: 'ReactionAdded', data: { commentId: reaction.commentId } }];
      }
      case 'RecordComment':
      case 'SkipComment':
        return decideComment(command, delivery.comments);
      default:
        return assertNever(command);
    }
  },
};

/** Name of a part of a planned job within its delivery. */
export function partKey(job: number, packageName: string | null, part: string): string {
  return `${job}/${packageName ?? ''}/${part}`;
}

/** The parts of a planned job that become runs of their own. */
export function partsOf(action: PlannedAction, job: number, packageName: string | null): Record<string, null> {
  const parts = { build: ['build'], test: [] as string[], 'wait-for-build': [] as string[], sync: ['sync'] }[action.do];
  if (action.do === 'test')
    parts.push(...action.runs.map(({ order }) => order.key), ...action.awaited.map(({ order }) => order.key));
  return Object.fromEntries(parts.map((part) => [partKey(job, packageName, part), null]));
}

function evolveDelivery(delivery: Delivery, event: DeliveryEvent): Delivery {
  if (event.type === 'DeliveryReceived') return received(event.data);
  if (delivery.status === 'unknown') return delivery;
  return evolveReceived(withNames(delivery, namesIn(event)), event);
}

function withNames(delivery: ReceivedDelivery, named: readonly string[]): ReceivedDelivery {
  const own = ownProject(delivery.subject);
  const names = named.filter((name) => name !== own && !delivery.names.includes(name));
  return names.length === 0 ? delivery : { ...delivery, names: [...delivery.names, ...new Set(names)] };
}

function evolveReceived(
  delivery: ReceivedDelivery,
  event: Exclude<DeliveryEvent, { type: 'DeliveryReceived' }>,
): ReceivedDelivery {
  switch (event.type) {
    case 'DeliveryIgnored':
      return { ...delivery, outcome: 'ignored', reason: event.data.reason };
    case 'DeliveryInterpreted':
      return { ...delivery, outcome: 'reported', reason: event.data.meaning };
    case 'FactsGathered':
      return { ...delivery, outcome: 'decided', reason: event.data.kind, head: event.data.head ?? delivery.head };
    case 'JobPlanned': {
      const { origin, checks, verdicts, action } = event.data;
      const planned: PlannedJob = {
        job: origin.job,
        does: action.do,
        checks,
        verdicts,
        parts: partsOf(action, origin.job.index, origin.job.package),
      };
      return { ...withOrigin(delivery, origin), planned: [...delivery.planned, planned] };
    }
    case 'JobSkipped': {
      const { origin, reason, verdicts } = event.data;
      return {
        ...withOrigin(delivery, origin),
        skipped: [...delivery.skipped, { job: origin.job, reason, verdicts }],
      };
    }
    case 'SupersessionRequested':
      return { ...delivery, origin: delivery.origin ?? event.data, superseding: 'wanted' };
    case 'OlderRunsSuperseded':
      return { ...delivery, superseding: 'done' };
    case 'CancellationRequested':
      return { ...delivery, origin: delivery.origin ?? event.data, cancelling: 'wanted' };
    case 'RunsCancelled':
      return { ...delivery, cancelling: 'done' };
    case 'RunStarted': {
      const { part, run } = event.data;
      const planned = delivery.planned.map((job) =>
        part in job.parts ? { ...job, parts: { ...job.parts, [part]: run } } : job,
      );
      return { ...delivery, planned };
    }
    case 'RunRefused':
      return refused(delivery, event.data);
    case 'ReactionRequested':
      return { ...delivery, reaction: { commentId: event.data.commentId, done: false } };
    case 'ReactionAdded':
      return { ...delivery, reaction: { commentId: event.data.commentId, done: true } };
    case 'CommentRequested':
    case 'CommentPosted':
    case 'CommentSkipped':
      return { ...delivery, comments: evolveComments(delivery.comments, event) };
    case 'PlaceFound':
      return { ...delivery, place: event.data };
    default:
      return assertNever(event);
  }
}

function received(data: Extract<DeliveryEvent, { type: 'DeliveryReceived' }>['data']): ReceivedDelivery {
  const { source, event, subject, at, head } = data;
  return {
    status: 'received',
    source,
    event,
    subject,
    names: namesReceived(data),
    receivedAt: at,
    head: head ?? null,
    outcome: null,
    reason: null,
    origin: null,
    planned: [],
    skipped: [],
    place: null,
    superseding: 'none',
    cancelling: 'none',
    reaction: null,
    comments: {},
  };
}

/** The part does not become a run any more. */
function refused(
  delivery: ReceivedDelivery,
  { part, reason, verdicts }: Extract<DeliveryEvent, { type: 'RunRefused' }>['data'],
): ReceivedDelivery {
  const planned = delivery.planned.map((job) => {
    if (!(part in job.parts)) return job;
    const { [part]: _, ...parts } = job.parts;
    const said = job.verdicts.filter(({ check }) => !verdicts.some((verdict) => verdict.check === check));
    return { ...job, parts, verdicts: said };
  });
  const job = delivery.planned.find(({ parts }) => part in parts)?.job;
  return job ? { ...delivery, planned, skipped: [...delivery.skipped, { job, reason, verdicts }] } : delivery;
}

function withOrigin(
  delivery: ReceivedDelivery,
  { job: _job, ...origin }: Extract<DeliveryEvent, { type: 'JobPlanned' }>['data']['origin'],
): ReceivedDelivery {
  return delivery.origin ? delivery : { ...delivery, origin };
}

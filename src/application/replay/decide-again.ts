import { plan } from '../../domain/planning/plan.js';
import type { ServiceIdentity } from '../../domain/inputs/delivery.js';
import type { EventStore } from '../ports/event-store.js';
import type { Blobs } from '../streams/blobs.js';
import { decideDeliveryAgain, type DeliveryAgain, type Planner } from './delivery-again.js';
import { recordedDecisions, type SetAside } from './recorded-decisions.js';
import type { RecordedSituations } from './recorded-situations.js';
import { isSameJson, type DecisionKind, type TwoDecisions } from './two-decisions.js';

/** A decision that today's code would make in another way. */
export interface ChangedDecision extends TwoDecisions {
  readonly delivery: string;
}

export interface DecidedAgain {
  readonly deliveries: number;
  /** How many were made again, by what they are about. */
  readonly decisions: number;
  readonly byKind: Readonly<Record<DecisionKind, number>>;
  readonly changed: readonly ChangedDecision[];
  /** Deliveries that cannot be decided again, and why: what they were decided on is damaged, or not valid any more. */
  readonly failed: readonly { readonly delivery: string; readonly decisions: number; readonly error: string }[];
  /** Recorded decisions that are not made again, with the reason. */
  readonly notAgain: readonly { readonly why: string; readonly count: number }[];
}

/** What decisions are made again with. */
export interface DecideAgainTools {
  readonly situations: RecordedSituations;
  readonly blobs: Blobs;
  /** Whose commands and checks are meant, by today's settings. */
  readonly identity: ServiceIdentity;
}

export interface DecideAgainOptions {
  /** Only this delivery's stream. */
  readonly delivery?: string;
  /** Only decisions made at this time (ISO 8601) or later. */
  readonly since?: string;
  /** Another planner than today's, to see what it would change. */
  readonly planner?: Planner;
  onProgress?(done: { deliveries: number; decisions: number; position: number }): void;
}

const SET_ASIDE: Readonly<Record<SetAside['setAside'], string>> = {
  namespace: 'who may use the service: commands of operators and answers of the Fedora account system are not kept',
  effect: 'which runs were ended: which ones were open then is not among the facts',
  waiting: 'what a delivery means: nobody has looked at it yet',
};

/**
 * Runs today's code on what past decisions were made from and lists the differences. It reads the log and nothing else: no port
 * that acts is within reach. What cannot be decided again is counted, with the reason.
 */
export async function decideAgain(
  store: EventStore,
  tools: DecideAgainTools,
  { delivery, since, planner = plan, onProgress }: DecideAgainOptions = {},
): Promise<DecidedAgain> {
  const changed: ChangedDecision[] = [];
  const failed: DecidedAgain['failed'][number][] = [];
  const byKind: Record<DecisionKind, number> = { job: 0, reading: 0, answer: 0, supersession: 0, cancellation: 0 };
  const notAgain = new Map<string, number>();
  const leave = (why: string, count = 1) => notAgain.set(why, (notAgain.get(why) ?? 0) + count);
  let deliveries = 0;
  let decisions = 0;
  for await (const recorded of recordedDecisions(store, delivery, since)) {
    if ('setAside' in recorded) {
      leave(SET_ASIDE[recorded.setAside], recorded.count);
      continue;
    }
    deliveries++;
    let again: DeliveryAgain;
    try {
      again = await decideDeliveryAgain(recorded, { ...tools, planner });
    } catch (error) {
      const lost = recorded.events.filter(({ type }) => type === 'JobPlanned' || type === 'JobSkipped').length;
      const text = error instanceof Error ? error.message : String(error);
      failed.push({ delivery: recorded.stream, decisions: lost, error: text });
      continue;
    }
    decisions += again.decided.length;
    for (const two of again.decided) {
      byKind[two.about]++;
      if (!isSameJson(two.then, two.now)) changed.push({ delivery: recorded.stream, ...two });
    }
    for (const why of again.notAgain) leave(why);
    if (deliveries % 500 === 0) onProgress?.({ deliveries, decisions, position: recorded.position });
  }
  const left = [...notAgain].map(([why, count]) => ({ why, count })).sort((one, other) => other.count - one.count);
  return { deliveries, decisions, byKind, changed, failed, notAgain: left };
}

import { deliveryEvents, type DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { plan, type JobDecision } from '../../domain/planning/plan.js';
import type { EventStore } from '../ports/event-store.js';
import { decode } from '../streams/event-codec.js';
import type { RecordedFacts, RecordedSituations } from './recorded-situations.js';

/** A job that today's code would decide in another way. */
export interface ChangedDecision {
  readonly delivery: string;
  /** Place of the job among those of its delivery, from 0. */
  readonly job: number;
  /** Null: there was no such job, or there is none any more. */
  readonly then: JobDecision | null;
  readonly now: JobDecision | null;
}

export interface DecidedAgain {
  readonly deliveries: number;
  readonly decisions: number;
  readonly changed: readonly ChangedDecision[];
  /** Deliveries that cannot be decided again, and why. */
  readonly failed: readonly { readonly delivery: string; readonly error: string }[];
}

export interface DecideAgainOptions {
  /** Only this delivery's stream. */
  readonly delivery?: string;
  /** Only decisions made at this time (ISO 8601) or later. */
  readonly since?: string;
  onProgress?(done: { deliveries: number; decisions: number }): void;
}

/**
 * Runs today's planner on the facts of past decisions and lists the differences. It reads the log and nothing else: no port that
 * acts is within reach.
 */
export async function decideAgain(
  store: EventStore,
  situations: RecordedSituations,
  { delivery, since, onProgress }: DecideAgainOptions = {},
): Promise<DecidedAgain> {
  const changed: ChangedDecision[] = [];
  const failed: { delivery: string; error: string }[] = [];
  let deliveries = 0;
  let decisions = 0;
  for await (const { stream, facts, then } of recordedDecisions(store, delivery, since)) {
    deliveries++;
    decisions += then.length;
    try {
      const now = plan(await situations.again(facts));
      changed.push(...differences(stream, then, now));
    } catch (error) {
      failed.push({ delivery: stream, error: error instanceof Error ? error.message : String(error) });
    }
    if (deliveries % 1_000 === 0) onProgress?.({ deliveries, decisions });
  }
  return { deliveries, decisions, changed, failed };
}

function* pairs(then: readonly JobDecision[], now: readonly JobDecision[]) {
  for (let job = 0; job < Math.max(then.length, now.length); job++)
    yield [job, then[job] ?? null, now[job] ?? null] as const;
}

function differences(delivery: string, then: readonly JobDecision[], now: readonly JobDecision[]): ChangedDecision[] {
  const changed: ChangedDecision[] = [];
  for (const [job, before, after] of pairs(then, now))
    if (canonical(before) !== canonical(after)) changed.push({ delivery, job, then: before, now: after });
  return changed;
}

/** JSON with sorted keys: recorded decisions went through a schema, which orders keys in its own way. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

interface Recorded {
  readonly stream: string;
  readonly facts: RecordedFacts;
  readonly then: JobDecision[];
}

/** Deliveries whose facts and decisions are on record; the events of one interpretation stand next to each other in the log. */
async function* recordedDecisions(store: EventStore, delivery?: string, since?: string): AsyncIterable<Recorded> {
  const events = delivery ? await store.readStream(delivery) : store.readAll({ filter: { categories: ['delivery'] } });
  let current: Recorded | undefined;
  for await (const recorded of events) {
    const event = decode(deliveryEvents, recorded) as DeliveryEvent | undefined;
    if (event?.type === 'FactsGathered') {
      if (current) yield current;
      const wanted = since === undefined || event.data.at >= since;
      current = wanted
        ? { stream: recorded.stream, facts: event.data.facts as unknown as RecordedFacts, then: [] }
        : undefined;
    } else if ((event?.type === 'JobPlanned' || event?.type === 'JobSkipped') && current?.stream === recorded.stream)
      current.then.push(event);
  }
  if (current) yield current;
}

import { deliveryEvents, type DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { categoryOf, type EventStore } from '../ports/event-store.js';
import { decode } from '../streams/event-codec.js';

export type Received = Extract<DeliveryEvent, { type: 'DeliveryReceived' }>['data'];

/** What one look at a delivery came to: the events that were recorded together. */
export interface RecordedDecisions {
  readonly stream: string;
  /** Of the first of its events. */
  readonly position: number;
  /** Undefined: the store has let the delivery itself go. */
  readonly received: Received | undefined;
  readonly events: readonly DeliveryEvent[];
}

/** Something that is not a look at a delivery, so nobody decides it again. */
export interface SetAside {
  readonly setAside: 'namespace' | 'effect' | 'waiting';
  readonly count: number;
}

/** Deliveries that stay in memory until they have been looked at; those that wait longer are read again. */
const REMEMBERED = 500;

/** Types that record what came of a decision outside, after it. */
const OUTCOMES: ReadonlySet<string> = new Set(['OlderRunsSuperseded', 'RunsCancelled']);
/** Types with which a look at a delivery begins. */
const BEGINNINGS: ReadonlySet<string> = new Set(['FactsGathered', 'DeliveryIgnored', 'DeliveryInterpreted']);
const DECISIONS: ReadonlySet<string> = new Set([
  'JobPlanned',
  'JobSkipped',
  'SupersessionRequested',
  'CancellationRequested',
  'PlaceFound',
  'ReactionRequested',
  'CommentRequested',
]);

/**
 * Every look at a delivery in the log, in its order. The events of one look were appended together, so they stand next to
 * each other. `since`: only looks taken at this time (ISO 8601) or later.
 */
export async function* recordedDecisions(
  store: EventStore,
  delivery?: string,
  since = '',
): AsyncIterable<RecordedDecisions | SetAside> {
  const events = delivery
    ? await store.readStream(delivery)
    : store.readAll({ filter: { categories: ['delivery', 'namespace'] } });
  const waiting = new Map<string, Received>();
  let unseen = 0;
  let current: { stream: string; position: number; events: DeliveryEvent[] } | undefined;
  const finished = async (): Promise<RecordedDecisions[]> => {
    const [last] = current ? [current] : [];
    current = undefined;
    if (!last) return [];
    const received = waiting.get(last.stream) ?? (await receivedOf(store, last.stream));
    waiting.delete(last.stream);
    return [{ ...last, received }];
  };
  for await (const recorded of events) {
    const { stream } = recorded;
    if (categoryOf(stream) === 'namespace') {
      if (recorded.metadata.at >= since) yield { setAside: 'namespace', count: 1 };
      continue;
    }
    const event = decode(deliveryEvents, recorded);
    if (!event) continue;
    if (event.type === 'DeliveryReceived') {
      unseen++;
      waiting.set(stream, event.data);
      if (waiting.size > REMEMBERED) waiting.delete(waiting.keys().next().value!);
    } else if (BEGINNINGS.has(event.type)) {
      yield* await finished();
      unseen--;
      if ('at' in event.data && event.data.at >= since)
        current = { stream, position: recorded.position, events: [event] };
      else waiting.delete(stream);
    } else if (DECISIONS.has(event.type) && current?.stream === stream) current.events.push(event);
    else if (OUTCOMES.has(event.type)) {
      if (current?.stream === stream) yield* await finished();
      if (recorded.metadata.at >= since) yield { setAside: 'effect', count: 1 };
    }
  }
  yield* await finished();
  if (unseen > 0) yield { setAside: 'waiting', count: unseen };
}

type DataOf<Type extends DeliveryEvent['type']> = Extract<DeliveryEvent, { type: Type }>['data'];

/** The data of the first event of a type. */
export function dataOf<Type extends DeliveryEvent['type']>(
  events: readonly DeliveryEvent[],
  type: Type,
): DataOf<Type> | undefined {
  return events.find((event) => event.type === type)?.data as DataOf<Type> | undefined;
}

async function receivedOf(store: EventStore, stream: string): Promise<Received | undefined> {
  const [first] = await store.readStream(stream, { limit: 1 });
  const event = first && decode(deliveryEvents, first);
  return event?.type === 'DeliveryReceived' ? event.data : undefined;
}

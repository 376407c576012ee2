import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import { isBy, type Moment } from '../queries/timeline/moment.js';
import { tellEvent, type ToldEvent } from '../queries/timeline/told-event.js';
import { stateChanges, type StateChange } from './state-diff.js';
import { StreamFold } from './stream-fold.js';

/** An event, and what it made of its stream. */
export interface ReplayStep {
  readonly event: ToldEvent;
  /** False: this program does not know the type, or its version; the state stays as it was. */
  readonly known: boolean;
  readonly state: unknown;
  readonly changes: readonly StateChange[];
}

/** Streams that are read at once. */
const SIDE_BY_SIDE = 16;

/** All events of these streams up to a moment, in the order of the log. */
export async function eventsOf(
  store: EventStore,
  streams: readonly string[],
  until?: Moment,
  onProgress?: (streams: number) => void,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let start = 0; start < streams.length; start += SIDE_BY_SIDE) {
    const some = streams.slice(start, start + SIDE_BY_SIDE);
    for (const read of await Promise.all(some.map((stream) => store.readStream(stream))))
      for (const event of read) if (!until || isBy(event, until)) events.push(event);
    onProgress?.(start + some.length);
  }
  return events.sort((one, other) => one.position - other.position);
}

/** State after each event. */
export function* replay(events: Iterable<RecordedEvent>): Iterable<ReplayStep> {
  const folds = new Map<string, StreamFold>();
  for (const recorded of events) {
    const fold = folds.get(recorded.stream) ?? new StreamFold(recorded.stream);
    folds.set(recorded.stream, fold);
    const before = fold.state;
    const known = fold.apply(recorded);
    yield { event: tellEvent(recorded), known, state: fold.state, changes: stateChanges(before, fold.state) };
  }
}

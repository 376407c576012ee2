import { setImmediate } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import { isBy, type Moment } from './moment.js';
import { StreamStates, type EventReader } from './stream-states.js';

/** Streams that are read at once. */
const SIDE_BY_SIDE = 16;

type StreamsRead = (streams: number) => void;

/** All events of these streams up to a moment, in the order of the log. `at` undefined: up to now. */
export async function eventsUntil(
  store: EventStore,
  streams: Iterable<string>,
  at: Moment | undefined,
  onProgress?: StreamsRead,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of streamByStream(store, streams, at, onProgress)) events.push(event);
  return events.sort((one, other) => one.position - other.position);
}

/** What these streams were at a moment; those that had not begun are not there. `at` undefined: what they are now. */
export async function statesAt(
  store: EventStore,
  streams: Iterable<string>,
  at: Moment | undefined,
  read: EventReader,
  onProgress?: StreamsRead,
): Promise<StreamStates> {
  const states = new StreamStates(read);
  for await (const event of streamByStream(store, streams, at, onProgress)) states.apply(event);
  return states;
}

async function* streamByStream(
  store: EventStore,
  streams: Iterable<string>,
  at: Moment | undefined,
  onProgress: StreamsRead = () => undefined,
): AsyncGenerator<RecordedEvent, void> {
  const names = [...new Set(streams)];
  for (let start = 0; start < names.length; start += SIDE_BY_SIDE) {
    const some = names.slice(start, start + SIDE_BY_SIDE);
    for (const read of await Promise.all(some.map((stream) => store.readStream(stream))))
      for (const event of read) if (!at || isBy(event, at)) yield event;
    onProgress(start + some.length);
    // Others have their turn, also where the store answers at once.
    await setImmediate();
  }
}

import { eventsOfCategory } from '../../domain/event-catalogue.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import { decode, UnreadableEvent } from './event-codec.js';

/** The data of an event in today's shape, or as it stands where this program does not know the type or its version. */
export function readableData(event: RecordedEvent): unknown {
  return readableEvent(event)?.data ?? event.data;
}

/**
 * The event in today's shape; undefined: a type that this program does not know. Throws `UnreadableEvent` for one that it should
 * know and cannot read.
 */
export function todaysEvent(event: RecordedEvent): { readonly type: string; readonly data: unknown } | undefined {
  const definitions = eventsOfCategory(categoryOf(event.stream));
  return definitions && decode(definitions, event);
}

/** The same for who goes on with the rest of the log; undefined: this program cannot read it. */
export function readableEvent(event: RecordedEvent): { readonly type: string; readonly data: unknown } | undefined {
  try {
    return todaysEvent(event);
  } catch (error) {
    if (error instanceof UnreadableEvent) return undefined;
    throw error;
  }
}

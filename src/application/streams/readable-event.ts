import { eventsOfCategory } from '../../domain/event-catalogue.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import { decode, UnreadableEvent } from './event-codec.js';

/** The data of an event in today's shape, or as it stands where this program does not know the type or its version. */
export function readableData(event: RecordedEvent): unknown {
  return readableEvent(event)?.data ?? event.data;
}

/** The event in today's shape; undefined: this program cannot read it. */
export function readableEvent(event: RecordedEvent): { readonly type: string; readonly data: unknown } | undefined {
  const definitions = eventsOfCategory(categoryOf(event.stream));
  if (!definitions) return undefined;
  try {
    return decode(definitions, event);
  } catch (error) {
    if (error instanceof UnreadableEvent) return undefined;
    throw error;
  }
}

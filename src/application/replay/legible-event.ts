import { DamagedEvent, type EventMetadata, type RecordedEvent } from '../ports/event-store.js';

/** An event as far as it can be read. */
export interface LegibleEvent {
  readonly event: RecordedEvent;
  /** What of it is not JSON any more: in the event it is empty. */
  readonly illegible: readonly ('data' | 'metadata')[];
}

const NOTHING_ILLEGIBLE: LegibleEvent['illegible'] = [];

/** For who has to go on when an event is damaged. */
export function legible(event: RecordedEvent): LegibleEvent {
  const data = partOf(() => event.data);
  const metadata = partOf(() => event.metadata);
  if (data && metadata) return { event, illegible: NOTHING_ILLEGIBLE };
  const { id, stream, revision, type, position, recordedAt } = event;
  const none: EventMetadata = { $correlationId: '', $causationId: '', schemaVersion: 0, at: recordedAt };
  return {
    event: {
      ...{ id, stream, revision, type, position, recordedAt },
      data: data ? data.value : null,
      metadata: metadata ? metadata.value : none,
    },
    illegible: [...(data ? [] : ['data' as const]), ...(metadata ? [] : ['metadata' as const])],
  };
}

function partOf<Part>(read: () => Part): { readonly value: Part } | undefined {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof DamagedEvent) return undefined;
    throw error;
  }
}

import type { AllStreamRecordedEvent, RecordedEvent as ClientEvent } from '@eventstore/db-client';
import type { EventMetadata, RecordedEvent } from '../../../application/ports/event-store.js';

/**
 * An event as the port has it. Positions are the commit positions: bytes of the log, exact as numbers up to 2^53, which
 * is 9 PB. Every event of an append over this protocol has its own, equal to its prepare position.
 */
export function recordedEventOf(event: ClientEvent | AllStreamRecordedEvent): RecordedEvent {
  return {
    id: event.id,
    type: event.type,
    data: event.data,
    // Events of other programs in the same store may have none.
    metadata: (event.metadata ?? {}) as unknown as EventMetadata,
    stream: event.streamId,
    revision: Number(event.revision),
    position: Number(event.position?.commit ?? 0),
    recordedAt: event.created.toISOString(),
  };
}

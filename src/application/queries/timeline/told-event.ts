import type { DeliveryEvent } from '../../../domain/delivery/delivery.events.js';
import type { RecordedEvent } from '../../ports/event-store.js';
import { readableEvent } from '../../streams/readable-event.js';

/** An event as readers see it: what others sent us is replaced by its size. */
export interface ToldEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly at: string;
  readonly data: unknown;
}

/** In today's shape; what this program does not know is told as it stands. */
export function tellEvent(recorded: RecordedEvent): ToldEvent {
  const { stream, revision, position, type, metadata } = recorded;
  const event = readableEvent(recorded) ?? { type, data: recorded.data };
  const data = event.type === 'DeliveryReceived' ? withoutBody(event.data as Received) : event.data;
  return { stream, revision, position, type, at: metadata.at, data };
}

type Received = Extract<DeliveryEvent, { type: 'DeliveryReceived' }>['data'];

/** Bytes of a body; those of a big one are counted in its event already. */
export function bodyBytes(body: Received['body']): number {
  return 'text' in body ? Buffer.byteLength(body.text) : body.blob.bytes;
}

function withoutBody({ body, ...received }: Received) {
  return { ...received, body: { bytes: bodyBytes(body) } };
}

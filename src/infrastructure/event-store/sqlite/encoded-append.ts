import {
  AppendTooLarge,
  MAX_APPEND_BYTES,
  type ExpectedRevision,
  type NewEvent,
} from '../../../application/ports/event-store.js';

/** An event as it goes into the file. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly metadata: string;
  readonly data: string;
}

/** Events for one stream, all of them or none. */
export interface EncodedAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly EncodedEvent[];
  /** Of data and metadata, in UTF-8. */
  readonly bytes: number;
}

/** Throws `AppendTooLarge`, or an error about what is not JSON, before anything is written. */
export function encodeAppend(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): EncodedAppend {
  if (events.length === 0) throw new Error(`Stream ${stream}: an append takes at least one event, found none`);
  const encoded = events.map(({ id, type, metadata, data }) => ({
    id,
    type,
    metadata: jsonOf(stream, type, metadata),
    data: jsonOf(stream, type, data),
  }));
  let bytes = 0;
  for (const { metadata, data } of encoded) bytes += Buffer.byteLength(metadata) + Buffer.byteLength(data);
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
  return { stream, expected, events: encoded, bytes };
}

function jsonOf(stream: string, type: string, value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`Stream ${stream}: ${type} must carry JSON, found ${typeof value}`);
  return text;
}

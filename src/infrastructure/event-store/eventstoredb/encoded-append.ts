import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import {
  AppendTooLarge,
  MAX_APPEND_BYTES,
  type ExpectedRevision,
  type NewEvent,
} from '../../../application/ports/event-store.js';

/** Events of one append as they go over the wire. The same object is sent again when an append is repeated. */
export interface EncodedAppend {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly messages: readonly BatchAppendReq.ProposedMessage[];
}

/** Throws `AppendTooLarge`, or an error about what is not JSON, before anything is sent. */
export function encodeAppend(stream: string, events: readonly NewEvent[]): EncodedAppend {
  if (events.length === 0) throw new Error(`Stream ${stream}: an append takes at least one event, found none`);
  let bytes = 0;
  const messages = events.map(({ id, type, data, metadata }) => {
    const [dataBytes, metadataBytes] = [jsonOf(stream, type, data), jsonOf(stream, type, metadata)];
    bytes += dataBytes.length + metadataBytes.length;
    const message = new streams.BatchAppendReq.ProposedMessage();
    message.setId(uuidOf(id));
    message.getMetadataMap().set('type', type).set('content-type', 'application/json');
    message.setData(dataBytes);
    message.setCustomMetadata(metadataBytes);
    return message;
  });
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
  return { stream, ids: events.map(({ id }) => id), messages };
}

/** One message: a whole append fits into it by far. The answer carries the same correlation id. */
export function requestOf(append: EncodedAppend, expected: ExpectedRevision, correlationId: string): BatchAppendReq {
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifierOf(append.stream));
  if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else if (expected === 'any') options.setAny(new shared.Empty());
  else options.setStreamPosition(expected.toString(10));
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuidOf(correlationId));
  request.setOptions(options);
  request.setProposedMessagesList([...append.messages]);
  request.setIsFinal(true);
  return request;
}

function identifierOf(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  return identifier;
}

function uuidOf(id: string): InstanceType<typeof shared.UUID> {
  const uuid = new shared.UUID();
  uuid.setString(id);
  return uuid;
}

function jsonOf(stream: string, type: string, value: unknown): Buffer {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`Stream ${stream}: ${type} must carry JSON, found ${typeof value}`);
  return Buffer.from(text, 'utf8');
}

import { Metadata, status as codes, type ServiceError } from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { Expected, ProposedEvent } from './append-rules.js';
import { MAX_APPEND_SIZE } from './append-rules.js';
import type { LogRecord } from './event-log.js';

export const Empty = empty.Empty;

/** The Unix epoch's unit of the server: 100 nanoseconds. */
const TICKS_PER_MILLISECOND = 10_000n;

/** A deletion for ever is the last event that a stream can have. */
const TOMBSTONE_REVISION = '9223372036854775807';

/** How the server writes expectations that are no revisions. */
const WORDS = { any: -2, 'no-stream': -1, 'stream-exists': -4 } as const;

interface ProposedMessage {
  getId(): UUID | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

interface ExpectedRevisionOptions {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

/** An event of an append. */
export function proposedEvent(message: ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    json: metadata.get('content-type') === 'application/json',
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}

/** `revision` is read where none of the words is set. */
export function expectedOf(options: ExpectedRevisionOptions, revision: () => string): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return Number(revision());
}

export function nameOf(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function identifierOf(name: string): StreamIdentifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name, 'utf8'));
  return identifier;
}

/** An event as readers get it. */
export function eventResponse(record: LogRecord): ReadResp {
  const { RecordedEvent } = streams.ReadResp.ReadEvent;
  const recorded = new RecordedEvent();
  const id = new shared.UUID();
  id.setString(record.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(record.stream));
  recorded.setStreamRevision(record.tombstone ? TOMBSTONE_REVISION : String(record.revision));
  recorded.setCommitPosition(String(record.position));
  recorded.setPreparePosition(String(record.position));
  recorded
    .getMetadataMap()
    .set('type', record.type)
    .set('created', String(BigInt(record.created) * TICKS_PER_MILLISECOND))
    .set('content-type', record.json ? 'application/json' : 'application/octet-stream');
  recorded.setData(record.data);
  recorded.setCustomMetadata(record.metadata);
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(record.position));
  return new streams.ReadResp().setEvent(event);
}

/** The refusals that a batch of appends carries in its answers. */
export const refusals = {
  wrongVersion(current: number, expected: Expected): Status {
    const wrong = new shared.WrongExpectedVersion();
    if (current < 0) wrong.setCurrentNoStream(new Empty());
    else wrong.setCurrentStreamRevision(String(current));
    if (expected === 'any') wrong.setExpectedAny(new Empty());
    else if (expected === 'no-stream') wrong.setExpectedNoStream(new Empty());
    else if (expected === 'stream-exists') wrong.setExpectedStreamExists(new Empty());
    else wrong.setExpectedStreamPosition(String(expected));
    return refusal(codes.ALREADY_EXISTS, 'WrongExpectedVersion', wrong.serializeBinary());
  },
  deleted(name: string): Status {
    const deleted = new shared.StreamDeleted();
    deleted.setStreamIdentifier(identifierOf(name));
    return refusal(codes.NOT_FOUND, 'StreamDeleted', deleted.serializeBinary());
  },
  tooLarge(): Status {
    const tooLarge = new shared.MaximumAppendSizeExceeded();
    tooLarge.setMaxappendsize(MAX_APPEND_SIZE);
    return refusal(codes.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', tooLarge.serializeBinary());
  },
  notReady(): Status {
    const details = new any.Any();
    details.pack(new Empty().serializeBinary(), 'google.protobuf.Empty');
    return statusOf(codes.OK, 'Server Is Not Ready', details);
  },
};

/** The refusals that end a call. */
export const failures = {
  deleted: (name: string) =>
    failure(codes.FAILED_PRECONDITION, `Event stream '${name}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': name,
    }),
  tooLarge: () =>
    failure(codes.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_SIZE} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(MAX_APPEND_SIZE),
    }),
  wrongVersion: (name: string, expected: Expected, current: number) =>
    failure(codes.FAILED_PRECONDITION, `Delete failed due to WrongExpectedVersion. Stream: ${name}`, {
      exception: 'wrong-expected-version',
      'stream-name': name,
      'expected-version': String(typeof expected === 'number' ? expected : WORDS[expected]),
      'actual-version': String(current),
    }),
  notLeader: (host: string, port: number) =>
    failure(codes.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
  forwardsFromEnd: () => failure(codes.UNKNOWN, 'Unexpected ReadStreamResult: Error'),
  noPlace: (filtered: boolean) =>
    failure(codes.UNKNOWN, `Unexpected ${filtered ? 'FilteredReadAllResult' : 'ReadAllResult'}: Error`),
  notReady: () => failure(codes.UNAVAILABLE, 'Server Is Not Ready'),
  tooSlow: () =>
    failure(
      codes.ABORTED,
      'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
    ),
  unauthenticated: () => failure(codes.UNAUTHENTICATED, 'Unauthenticated'),
  unsupported: (what: string) => failure(codes.UNIMPLEMENTED, `${what} is not part of the protocol server`),
};

function refusal(code: codes, type: string, details: Uint8Array): Status {
  const packed = new any.Any();
  packed.pack(details, `event_store.client.${type}`);
  return statusOf(code, type, packed);
}

function statusOf(code: codes, message: string, details: InstanceType<typeof any.Any>): Status {
  const answer = new status.Status();
  answer.setCode(code as number);
  answer.setMessage(message);
  answer.setDetails(details);
  return answer;
}

function failure(code: codes, details: string, values: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(values)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

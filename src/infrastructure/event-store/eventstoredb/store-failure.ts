import { PermanentFailure, TransientFailure, type FailureKind } from '../../../application/ports/failure.js';

const SERVICE = 'EventStoreDB';

/** gRPC codes of a call that never got there, was cut, or met a node that is starting or giving up leadership. */
const TRANSIENT_CODES: Readonly<Record<number, FailureKind>> = {
  1: 'network', // CANCELLED, by the server: it is shutting down
  2: 'server', // UNKNOWN: "No leader info available"
  4: 'timeout', // DEADLINE_EXCEEDED
  8: 'rate-limited', // RESOURCE_EXHAUSTED
  10: 'timeout', // ABORTED: commit timed out, or the subscriber was too slow
  13: 'network', // INTERNAL: the HTTP/2 stream was reset
  14: 'network', // UNAVAILABLE
};

const PERMANENT_CODES: Readonly<Record<number, FailureKind>> = {
  3: 'invalid',
  7: 'forbidden',
  12: 'invalid',
  16: 'unauthorized',
};

/** The `type` of the client's own errors, where they carry no code. */
const TYPES: Readonly<Record<string, number>> = {
  timeout: 10,
  'deadline-exceeded': 4,
  unavailable: 14,
  cancelled: 1,
  unknown: 2,
  'not-leader': 14,
  'access-denied': 7,
  'invalid-argument': 3,
};

/** Plain errors, of cluster discovery and of a call that met a connection just given up. */
const LOST_CONNECTION = /^Failed to discover|[Cc]hannel has been (shut down|closed)|closed channel|write after end/;

/** What the client or gRPC threw, as the ports' failures. An error of our own code stays what it is. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TransientFailure || error instanceof PermanentFailure) return error;
  if (LOST_CONNECTION.test(error.message)) return transient(error.message, 'network', error);
  const code = codeOf(error);
  if (code === undefined) return error;
  const kind = TRANSIENT_CODES[code];
  if (kind !== undefined) return transient(error.message, kind, error);
  return new PermanentFailure(`${SERVICE}: ${error.message}`, {
    service: SERVICE,
    kind: PERMANENT_CODES[code] ?? 'invalid',
    cause: error,
  });
}

/** A failure that the next try may not meet. */
export function transient(reason: string, kind: FailureKind, cause?: unknown): TransientFailure {
  return new TransientFailure(`${SERVICE}: ${reason}`, { service: SERVICE, kind, cause });
}

/** A refusal that will be the same however often it is asked. */
export function permanent(reason: string, kind: FailureKind): PermanentFailure {
  return new PermanentFailure(`${SERVICE}: ${reason}`, { service: SERVICE, kind });
}

/** There is no such stream, or it was deleted: the port knows only streams without events. */
export function isMissingStream(error: unknown): boolean {
  const type = typeOf(error);
  return type === 'stream-not-found' || type === 'stream-deleted' || type === 'no-stream';
}

function codeOf(error: Error): number | undefined {
  const type = typeOf(error);
  // A node that is not the leader answers NOT_FOUND; the client turns to the leader by itself with the next call.
  if (type !== undefined && type in TYPES) return TYPES[type];
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function typeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('type' in error && typeof error.type === 'string') return error.type;
  if (!('metadata' in error)) return undefined;
  const metadata = error.metadata as { getMap?: () => Record<string, unknown> } | undefined;
  const exception = metadata?.getMap?.()['exception'];
  return typeof exception === 'string' ? exception : undefined;
}

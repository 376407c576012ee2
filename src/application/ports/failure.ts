/** Why an outside service did not do what it was asked to. */
export type FailureKind =
  | 'network'
  | 'timeout'
  | 'rate-limited'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'server'
  | 'unreadable'
  /** The answer was not read to its end: it is bigger than any that is expected. */
  | 'too-large';

interface FailureDetails {
  readonly service: string;
  readonly kind: FailureKind;
  readonly status?: number;
  /** HTTP reason phrase: `Bad Request`. */
  readonly reason?: string;
  /** Body of the answer, cut, without secrets. */
  readonly body?: unknown;
  readonly cause?: unknown;
}

/** It may work later: time-out, no connection, 429, 5xx, rubbish instead of an answer. */
export class TransientFailure extends Error {
  readonly service: string;
  readonly kind: FailureKind;
  readonly status?: number;
  readonly reason?: string;
  readonly body?: unknown;
  /** Milliseconds that the service asked us to wait. */
  readonly retryAfterMs?: number;

  constructor(message: string, details: FailureDetails & { retryAfterMs?: number }) {
    super(message, { cause: details.cause });
    this.name = 'TransientFailure';
    this.service = details.service;
    this.kind = details.kind;
    this.status = details.status;
    this.reason = details.reason;
    this.body = details.body;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** It will not work however often it is tried: refused, unknown, forbidden. */
export class PermanentFailure extends Error {
  readonly service: string;
  readonly kind: FailureKind;
  readonly status?: number;
  readonly reason?: string;
  readonly body?: unknown;

  constructor(message: string, details: FailureDetails) {
    super(message, { cause: details.cause });
    this.name = 'PermanentFailure';
    this.service = details.service;
    this.kind = details.kind;
    this.status = details.status;
    this.reason = details.reason;
    this.body = details.body;
  }
}

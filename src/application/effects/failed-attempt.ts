import { PermanentFailure, TransientFailure } from '../ports/failure.js';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30 * 60_000;
/** A service that asks for more is asked again after a day. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;
/** What nobody expects, bugs and answers without end, is tried so often. */
const MOST_UNEXPECTED = 6;

/** What becomes of a todo whose attempt failed. */
export type Verdict =
  /** Tried again after so many milliseconds. */
  | { readonly delayMs: number; readonly expected: boolean }
  /** Given up until somebody releases it. */
  | 'parked';

/** `tries`: how often it failed in a row, this time included. */
export function afterFailure(error: unknown, tries: number): Verdict {
  if (error instanceof PermanentFailure) return 'parked';
  const expected = error instanceof TransientFailure && error.kind !== 'too-large';
  if (!expected && tries >= MOST_UNEXPECTED) return 'parked';
  const asked = error instanceof TransientFailure ? error.retryAfterMs : undefined;
  const delayMs = asked === undefined ? backoff(tries) : Math.min(LONGEST_WAIT_MS, Math.max(asked, FIRST_RETRY_MS));
  return { delayMs, expected };
}

/** Full jitter on the upper half: n tries wait between 2^(n-2) and 2^(n-1) seconds, half an hour at most. */
export function backoff(tries: number): number {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}

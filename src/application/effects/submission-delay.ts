import { Ids } from '../ports/ids.js';
import { TransientFailure } from '../ports/failure.js';

const MINUTE = 60;
const LONGEST_SECONDS = 30 * MINUTE;
/** Up to a tenth of the delay is added, so that what failed together does not come back together. */
const JITTER = 0.1;

/** For how long a submission is tried again and again. */
export const SUBMISSION_LIFETIME_MS = 7 * 24 * 3600 * 1000;

export interface SubmissionDelay {
  /** What people are told. */
  readonly delaySeconds: number;
  /** The same with jitter, ISO 8601. */
  readonly retryAt: string;
}

/** When a submission that failed `tries` times before is tried again: after 1, 2, 4 … minutes, at most 30. */
export function submissionDelay(
  ids: Ids,
  stream: string,
  tries: number,
  failure: TransientFailure,
  now: Date,
): SubmissionDelay {
  const asked = Math.ceil((failure.retryAfterMs ?? 0) / 1000 / MINUTE) * MINUTE;
  const delaySeconds = Math.min(LONGEST_SECONDS, Math.max(MINUTE * 2 ** Math.min(tries, 10), asked));
  const fraction = parseInt(ids.digest(`${stream}/${tries}`).slice(0, 8), 16) / 2 ** 32;
  return {
    delaySeconds,
    retryAt: new Date(now.getTime() + Math.round(delaySeconds * 1000 * (1 + JITTER * fraction))).toISOString(),
  };
}

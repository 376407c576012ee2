import { TransientFailure } from '../../../application/ports/failure.js';
import { failureOfConnection, failureOfStatus, retryAfter } from '../../shared/http-failure.js';

const SECONDARY_LIMIT = /secondary rate|abuse detection/i;
/** GitHub: wait at least a minute where it does not say how long. */
const UNSTATED_WAIT_MS = 60_000;
/** The quota is one of an hour: whoever names a later time has another clock than we have. */
const LONGEST_RESET_MS = 2 * 60 * 60_000;

/** The part of Octokit's `RequestError` that matters; without `response` there was no answer. */
interface RequestError extends Error {
  readonly status: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

const isRequestError = (error: Error): error is RequestError => error.name === 'HttpError' && 'request' in error;

/** What an error of Octokit means. A limit becomes `rate-limited` with the time to wait, for nobody sleeps in here. */
export function failureOfGitHub(error: unknown, baseUrl: string, now: number): Error {
  if (!(error instanceof Error)) return failureOfConnection('GitHub', baseUrl, error);
  if (error.name === 'AbortError') return failureOfConnection('GitHub', baseUrl, error);
  if (!isRequestError(error)) return error;
  const { response, request } = error;
  if (!response) return failureOfConnection('GitHub', baseUrl, error.cause ?? error);

  const call = `${request.method} ${new URL(request.url).pathname}`;
  const header = (name: string) => {
    const value = response.headers[name];
    return value === undefined ? undefined : String(value);
  };
  const failure = failureOfStatus({ service: 'GitHub', call, status: error.status, header, body: response.data, now });
  const retryAfterMs = limitDelay(error, header, now);
  if (retryAfterMs === undefined) return failure;
  const { message, status, reason, body } = failure;
  return new TransientFailure(message, { service: 'GitHub', kind: 'rate-limited', status, reason, body, retryAfterMs });
}

function limitDelay(
  error: RequestError,
  header: (name: string) => string | undefined,
  now: number,
): number | undefined {
  if (error.status !== 403 && error.status !== 429) return undefined;
  const asked = header('retry-after');
  if (asked && /^\d+$/.test(asked)) return retryAfter(asked);
  if (header('x-ratelimit-remaining') === '0')
    return Math.max(1_000, Math.min(LONGEST_RESET_MS, Number(header('x-ratelimit-reset') ?? 0) * 1000 - now + 1_000));
  return error.status === 429 || SECONDARY_LIMIT.test(error.message) ? UNSTATED_WAIT_MS : undefined;
}

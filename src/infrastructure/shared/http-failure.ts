import { STATUS_CODES } from 'node:http';
import { type FailureKind, PermanentFailure, TransientFailure } from '../../application/ports/failure.js';
import { redact, redactBody } from './redaction.js';
import { AnswerTooLarge, RedirectRefused } from './unusable-answer.js';

/** An answer that is not what was asked for. */
export interface Refusal {
  readonly service: string;
  /** `POST /requests` */
  readonly call: string;
  readonly status: number;
  readonly statusText?: string;
  readonly header: (name: string) => string | null | undefined;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
  readonly secrets?: readonly string[];
  /** Now, for a `Retry-After` that is a date. */
  readonly now?: number;
}

/** What an HTTP status of 300 or more means: `TransientFailure` where waiting may help, else `PermanentFailure`. */
export function failureOfStatus(refusal: Refusal): TransientFailure | PermanentFailure {
  const { service, call, status, statusText, header, secrets, now } = refusal;
  const reason = statusText || STATUS_CODES[status];
  const said = textOf(refusal.body) || reason || '';
  const message = redact(`${service} answered ${status} to ${call}${said && `: ${said}`}`, secrets);
  const details = { service, status, reason, body: redactBody(refusal.body, secrets) };
  const retryAfterMs = retryAfter(header('retry-after'), now);

  if (status === 429) return new TransientFailure(message, { ...details, kind: 'rate-limited', retryAfterMs });
  if (status === 408) return new TransientFailure(message, { ...details, kind: 'timeout', retryAfterMs });
  if (status >= 500) return new TransientFailure(message, { ...details, kind: 'server', retryAfterMs });
  if (status < 400 || (status !== 401 && isMarkup(refusal.body)))
    // Only something in between, such as a proxy, answers an API call with a web page or another 3xx.
    return new TransientFailure(message, { ...details, kind: 'unreadable', retryAfterMs });
  return new PermanentFailure(message, { ...details, kind: kindOf(status) });
}

/** What it means that no answer came at all, or none that was taken. */
export function failureOfConnection(
  service: string,
  baseUrl: string,
  error: unknown,
  secrets: readonly string[] = [],
): TransientFailure {
  const chain = causes(error);
  const refused = chain.find(({ name }) => name === AnswerTooLarge.name || name === RedirectRefused.name);
  if (refused)
    return new TransientFailure(redact(`${service} gave no usable answer: ${refused.message}`, secrets), {
      service,
      kind: refused.name === AnswerTooLarge.name ? 'too-large' : 'unreadable',
    });
  const timedOut = chain.some((one) => one.name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/i.test(one.code ?? ''));
  const innermost = chain.at(-1);
  const why = innermost?.code ?? innermost?.message ?? String(error);
  return new TransientFailure(redact(`Unable to connect to ${baseUrl}. ${service}: ${why}`, secrets), {
    service,
    kind: timedOut ? 'timeout' : 'network',
    cause: innermost
      ? { name: innermost.name, code: innermost.code, message: redact(innermost.message, secrets) }
      : undefined,
  });
}

/** An answer whose form is not the documented one. */
export function unreadable(service: string, call: string, why: string, body: unknown, secrets: readonly string[] = []) {
  return new TransientFailure(redact(`${service} answered ${call} with something unreadable: ${why}`, secrets), {
    service,
    kind: 'unreadable',
    body: redactBody(body, secrets),
  });
}

/** However long a service asks us to wait, it is asked again after a day. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** Milliseconds of a `Retry-After` header, which is a number of seconds or a date; a day at most. */
export function retryAfter(value: string | null | undefined, now = Date.now()): number | undefined {
  if (!value) return undefined;
  if (/^\d+$/.test(value.trim())) return Math.min(LONGEST_WAIT_MS, Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, at - now));
}

function kindOf(status: number): FailureKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not-found';
    case 409:
      return 'conflict';
    default:
      return 'invalid';
  }
}

/** The sentence for people in an error document, under whichever key this service keeps it. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return isMarkup(body) ? 'a web page' : body.slice(0, 500);
  if (typeof body !== 'object' || body === null) return '';
  const { error, message, errors } = body as { error?: unknown; message?: unknown; errors?: unknown };
  const text = [error, message].find((one) => typeof one === 'string');
  if (typeof text !== 'string') return errors === undefined ? '' : JSON.stringify(errors).slice(0, 500);
  return text.slice(0, 2_000);
}

function isMarkup(body: unknown): boolean {
  return typeof body === 'string' && /^\s*</.test(body);
}

interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** By shape: what `fetch` throws need not be an `Error` of the same realm. */
function causes(error: unknown): ErrorFacts[] {
  const chain: ErrorFacts[] = [];
  for (let one = error; typeof one === 'object' && one !== null && 'message' in one && chain.length < 5;) {
    const { name, message, code, cause } = one as { name?: unknown; message: unknown; code?: unknown; cause?: unknown };
    chain.push({
      name: String(name),
      message: String(message),
      code: typeof code === 'string' ? code : undefined,
    });
    one = cause;
  }
  return chain;
}

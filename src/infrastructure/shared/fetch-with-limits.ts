import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { limitedAnswer } from './limited-answer.js';
import { followRedirects } from './redirects.js';
import { Turns } from './turns.js';
import { AnswerTookTooLong } from './unusable-answer.js';

/** No answer of an outside service may be bigger, in bytes after decompression. */
export const LARGEST_ANSWER = 32 * 1024 * 1024;

export interface FetchLimits {
  /** Default 10 seconds. */
  readonly connectTimeoutMs?: number;
  /** From the call to the last byte of the answer; default 60 seconds. */
  readonly timeoutMs?: number;
}

/** What one call may take, where it is less than the client allows. */
export interface CallLimits {
  /** Milliseconds from the call to the last byte of the answer. */
  readonly limitMs?: number;
  /** Bytes of the answer after decompression. */
  readonly maxBytes?: number;
}

export type LimitedFetch = (url: string, init?: RequestInit & CallLimits) => Promise<Response>;

/**
 * A `fetch` for one outside service. It gives up: after 10 seconds without a connection, after so long for the whole call with all its
 * redirects, after so many bytes. Redirects are followed within scheme, host and port only. Only one big answer is read at a time, so
 * that a service that sends without end takes the memory of one answer.
 */
export function fetchWithLimits({ connectTimeoutMs = 10_000, timeoutMs = 60_000 }: FetchLimits = {}): LimitedFetch {
  const dispatcher = new Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const bigAnswers = new Turns();
  return async (url, init = {}) => {
    const { limitMs = timeoutMs, maxBytes = LARGEST_ANSWER, ...request } = init;
    const deadline = new AbortController();
    const { signal } = deadline;
    const timer = setTimeout(() => deadline.abort(new AnswerTookTooLong(limitMs)), limitMs);
    const over = () => clearTimeout(timer);
    try {
      const answer = await followRedirects(url, request.method ?? 'GET', (address) =>
        fetch(address, { ...request, redirect: 'manual', signal, dispatcher }),
      );
      return limitedAnswer(answer, { maxBytes, bigAnswers, signal, over });
    } catch (error) {
      over();
      throw error;
    }
  };
}

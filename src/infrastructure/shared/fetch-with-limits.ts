import { Agent, fetch, type RequestInfo, type RequestInit, type Response } from 'undici';

export interface FetchLimits {
  /** Default 10 seconds. */
  readonly connectTimeoutMs?: number;
  /** From the call to the last byte of the answer; default 60 seconds. */
  readonly timeoutMs?: number;
}

/** A `fetch` that gives up: 10 seconds for the connection, and so much for the whole call. */
export function fetchWithLimits({ connectTimeoutMs = 10_000, timeoutMs = 60_000 }: FetchLimits = {}) {
  const dispatcher = new Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  return async (input: RequestInfo, init: RequestInit & { limitMs?: number } = {}): Promise<Response> => {
    const { limitMs = timeoutMs, ...rest } = init;
    const limit = AbortSignal.timeout(limitMs);
    const signal = rest.signal ? AbortSignal.any([rest.signal, limit]) : limit;
    return fetch(input, { ...rest, signal, dispatcher });
  };
}

import { Response, type RequestInit } from 'undici';
import type { LimitedFetch } from '../../shared/fetch-with-limits.js';

const RAW_FILE = /\braw\b/;

/**
 * Reads answers to their end before Octokit gets them, but for raw files: Octokit takes an answer that breaks off, or is not taken
 * because it is too big, for an empty one.
 */
export function wholeAnswers(inner: LimitedFetch): LimitedFetch {
  return async (url, init: RequestInit = {}) => {
    const answer = await inner(url, init);
    const { accept = '' } = { ...(init.headers as Record<string, string> | undefined) };
    if (!answer.body || RAW_FILE.test(accept)) return answer;
    const { status, statusText, headers } = answer;
    return new Response(await answer.arrayBuffer(), { status, statusText, headers });
  };
}

import { fetchWithLimits, type FetchLimits, type LimitedFetch } from '../../shared/fetch-with-limits.js';
import { USER_AGENT } from '../../shared/http-client.js';
import { ConditionalFetch } from './conditional-fetch.js';
import { wholeAnswers } from './whole-answers.js';

/** What every Octokit of this adapter is made with. */
export interface OctokitSettings {
  readonly baseUrl: string;
  readonly octokit: {
    readonly baseUrl: string;
    readonly userAgent: string;
    readonly request: { readonly fetch: LimitedFetch; readonly headers?: Record<string, string> };
    readonly log: Record<'debug' | 'info' | 'warn' | 'error', () => void>;
  };
}

/** Base URL, time-outs and memory for `ETag`s. Octokit's own log is off: what matters is in the failures. */
export function octokitSettings(options: FetchLimits & { baseUrl: string; userAgent?: string }): OctokitSettings {
  const baseUrl = new URL(options.baseUrl).href.replace(/\/+$/, '');
  const fetch = wholeAnswers(new ConditionalFetch(fetchWithLimits(options)).fetch);
  const silent = () => undefined;
  return {
    baseUrl,
    octokit: {
      baseUrl,
      userAgent: options.userAgent ?? USER_AGENT,
      request: { fetch },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    },
  };
}

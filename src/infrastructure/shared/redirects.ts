import type { Response } from 'undici';
import { RedirectRefused } from './unusable-answer.js';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Redirects that keep the method and the body. */
const SAME_REQUEST: ReadonlySet<number> = new Set([307, 308]);
const MOST_HOPS = 5;

/**
 * The answer behind redirects. They are followed within scheme, host and port, so that no credential and no request body leaves for
 * elsewhere; and, where the method is not `GET`, only those that repeat the request as it is. Rejects with `RedirectRefused`.
 */
export async function followRedirects(
  url: string,
  method: string,
  ask: (address: string) => Promise<Response>,
): Promise<Response> {
  let at = new URL(url);
  for (let hops = 0; ; hops++) {
    const answer = await ask(at.href);
    const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null;
    if (location === null) return answer;
    await answer.body?.cancel().catch(() => undefined);
    const next = URL.canParse(location, at.href) ? new URL(location, at) : undefined;
    if (!next || next.origin !== at.origin || next.username || next.password)
      throw new RedirectRefused(at.origin, answer.status, next ? next.origin : 'an address that is none');
    if (method !== 'GET' && !SAME_REQUEST.has(answer.status))
      throw new RedirectRefused(at.origin, answer.status, `another address instead of taking a ${method}`);
    if (hops === MOST_HOPS) throw new RedirectRefused(at.origin, answer.status, `address after address (${hops + 1})`);
    at = next;
  }
}

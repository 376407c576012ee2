import type { Clock } from '../../application/ports/clock.js';
import { PermanentFailure, TransientFailure } from '../../application/ports/failure.js';
import type { Ranch } from '../../application/ports/testing-farm.js';
import type { HttpClient } from '../shared/http-client.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { KEY_VARIABLE } from './request-body.js';
import { ListedRequest, TokenOwner } from './testing-farm-answers.js';

/** By so much Testing Farm's clock and ours may differ. */
const CLOCKS_DIFFER_MS = 10 * 60_000;
/** Where a listing is too long to be read, its time is halved, and so on; in all, so many listings are asked for. */
const MOST_LISTINGS = 6;
/** Of one listing. */
const LARGEST_LISTING = 32 * 1024 * 1024;

/** Milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Search {
  readonly ranch: Ranch;
  /** No attempt was made before this time, ISO 8601. */
  readonly since: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Finds a request of ours among all those of a ranch: by whose token made it, by when, and by the key that it carries. */
export class RequestListings {
  private readonly owners = new Map<Ranch, string>();

  constructor(
    private readonly http: HttpClient,
    private readonly clock: Clock,
  ) {}

  /** Id of the request that carries the key. A server that has no listing cannot tell: not found. */
  async find(key: string, search: Search): Promise<string | undefined> {
    const owner = await this.owner(search);
    const now = this.clock.now().getTime();
    const spans: Span[] = [{ from: Date.parse(search.since) - CLOCKS_DIFFER_MS, to: now + CLOCKS_DIFFER_MS }];
    for (let listings = 1; ; listings++) {
      const span = spans.pop();
      if (!span) return undefined;
      try {
        const found = await this.findWithin(span, key, search, owner);
        if (found !== undefined) return found;
      } catch (error) {
        const isTooLong = error instanceof TransientFailure && error.kind === 'too-large';
        if (!isTooLong || listings >= MOST_LISTINGS) throw error;
        const middle = Math.round((span.from + span.to) / 2);
        spans.push({ from: span.from, to: middle }, { from: middle, to: span.to });
      }
    }
  }

  private async findWithin(
    { from, to }: Span,
    key: string,
    { ranch, headers }: Search,
    owner: string | undefined,
  ): Promise<string | undefined> {
    const query = { created_after: stamp(from), created_before: stamp(to), ranch, token_id: owner };
    const listing = this.http.elements({ path: '/requests', query, headers, maxBytes: LARGEST_LISTING });
    try {
      for await (const element of listing) {
        const { id, environments_requested: environments } = parseAnswer(ListedRequest, element, {
          service: 'Testing Farm',
          call: 'GET /requests',
        });
        if (environments?.some((environment) => environment?.variables?.[KEY_VARIABLE] === key)) return id;
      }
      return undefined;
    } catch (error) {
      if (error instanceof PermanentFailure && (error.status === 404 || error.status === 405)) return undefined;
      throw error;
    }
  }

  /** Id of our token there, which makes listings short. Undefined where the server does not say. */
  private async owner({ ranch, headers }: Search): Promise<string | undefined> {
    const known = this.owners.get(ranch);
    if (known !== undefined) return known;
    try {
      const { body } = await this.http.request({ path: '/whoami', headers });
      const { token } = parseAnswer(TokenOwner, body, { service: 'Testing Farm', call: 'GET /whoami' });
      this.owners.set(ranch, token.id);
      return token.id;
    } catch (error) {
      if (error instanceof PermanentFailure || error instanceof TransientFailure) return undefined;
      throw error;
    }
  }
}

/** UTC without a zone, as Testing Farm writes it. Rounded down to the second. */
const stamp = (time: number) => new Date(time).toISOString().slice(0, 19);

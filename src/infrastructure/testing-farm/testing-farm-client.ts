import type { Clock } from '../../application/ports/clock.js';
import { PermanentFailure } from '../../application/ports/failure.js';
import {
  type Ranch,
  TestingFarm,
  type TestingFarmAnswer,
  type TestingFarmRequest,
  type TestingFarmSubmission,
} from '../../application/ports/testing-farm.js';
import { CachedAnswer } from '../shared/cached-answer.js';
import type { FetchLimits } from '../shared/fetch-with-limits.js';
import { HttpClient, type HttpRequest } from '../shared/http-client.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { requestBody } from './request-body.js';
import { RequestListings } from './request-listings.js';
import { Accepted, Composes, Refused, Request } from './testing-farm-answers.js';

const COMPOSES_FRESH_MS = 5 * 60_000;

export interface TestingFarmClientOptions extends FetchLimits {
  /** `https://api.testing-farm.io/v0.1` */
  readonly baseUrl: string;
  /** A ranch without a token cannot be asked for tests. */
  readonly tokens: Readonly<Partial<Record<Ranch, string>>>;
  /** Where this service is reached from outside. */
  readonly publicUrl: string;
  /** What callbacks must carry. */
  readonly webhookToken: string;
  readonly clock: Clock;
  readonly userAgent?: string;
}

/** Testing Farm through its API v0.1. */
export class TestingFarmClient extends TestingFarm {
  private readonly http: HttpClient;
  private readonly listings: RequestListings;
  private readonly composeLists: Record<Ranch, CachedAnswer<readonly string[]>>;

  constructor(private readonly options: TestingFarmClientOptions) {
    super();
    const { tokens, webhookToken, clock, timeoutMs = 30_000 } = options;
    const secrets = [tokens.public, tokens.redhat, webhookToken].filter((secret) => secret !== undefined);
    this.http = new HttpClient({ ...options, timeoutMs, service: 'Testing Farm', secrets });
    this.listings = new RequestListings(this.http, clock);
    const listOf = (ranch: Ranch) =>
      new CachedAnswer({ clock, freshMs: COMPOSES_FRESH_MS, load: () => this.listComposes(ranch) });
    this.composeLists = { public: listOf('public'), redhat: listOf('redhat') };
  }

  composes(ranch: Ranch): Promise<readonly string[]> {
    return this.composeLists[ranch].get();
  }

  async submit({ key, ranch, request, mayExist, since }: TestingFarmSubmission): Promise<TestingFarmAnswer> {
    const headers = this.authorization(ranch);
    const url = `${this.options.publicUrl.replace(/\/+$/, '')}/api/testing-farm/results`;
    const json = requestBody(request, key, { url, token: this.options.webhookToken });
    const existing = mayExist ? await this.findRequest({ key, ranch, since }) : undefined;
    if (existing !== undefined) return { outcome: 'accepted', requestId: existing };
    try {
      const { body } = await this.http.request({ method: 'POST', path: '/requests', headers, json });
      return { outcome: 'accepted', requestId: read(Accepted, 'POST /requests', body).id };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      const refused = Refused.safeParse(error.body);
      if (refused.success) return { outcome: 'refused', errors: refused.data.errors };
      throw error;
    }
  }

  async getRequest(requestId: string): Promise<TestingFarmRequest | undefined> {
    const path = `/requests/${encodeURIComponent(requestId)}`;
    const { tokens } = this.options;
    const headers = tokens.public ? this.authorization('public') : undefined;
    const answer = await this.ifKnown({ path, headers });
    if (!answer) return undefined;
    const { id, state, result, run, notes, test } = read(Request, 'GET request', answer.body);
    const reasons = (notes ?? []).map(({ message }) => message).filter(Boolean);
    return {
      requestId: id,
      state,
      overall: result?.overall ?? null,
      summary: result?.summary ?? (state === 'error' && reasons.length > 0 ? reasons.join('\n') : null),
      artifactsUrl: run?.artifacts ?? null,
      testUrl: (test?.fmf ?? test?.tmt ?? test?.sti)?.url ?? null,
    };
  }

  async cancel(requestId: string, ranch: Ranch): Promise<void> {
    const path = `/requests/${encodeURIComponent(requestId)}`;
    try {
      await this.http.request({ method: 'DELETE', path, headers: this.authorization(ranch) });
    } catch (error) {
      const over = error instanceof PermanentFailure && (error.kind === 'conflict' || error.kind === 'not-found');
      if (!over) throw error;
    }
  }

  private async listComposes(ranch: Ranch): Promise<readonly string[]> {
    const path = `/composes/${ranch}`;
    const { body } = await this.http.request({ path });
    return read(Composes, `GET ${path}`, body).composes.map(({ name }) => name);
  }

  /** A request that carries the key. A server that has no listing cannot tell: not found. */
  findRequest({
    key,
    ranch,
    since,
  }: Pick<TestingFarmSubmission, 'key' | 'ranch' | 'since'>): Promise<string | undefined> {
    return this.listings.find(key, { ranch, since, headers: this.authorization(ranch) });
  }

  private async ifKnown(request: HttpRequest) {
    try {
      return await this.http.request(request);
    } catch (error) {
      if (error instanceof PermanentFailure && (error.status === 404 || error.status === 405)) return undefined;
      throw error;
    }
  }

  private authorization(ranch: Ranch): Record<string, string> {
    const token = this.options.tokens[ranch];
    if (token) return { authorization: `Bearer ${token}` };
    throw new PermanentFailure(`No token of Testing Farm is configured for the ranch ${ranch}`, {
      service: 'Testing Farm',
      kind: 'unauthorized',
    });
  }
}

const read = <Schema extends Parameters<typeof parseAnswer>[0]>(schema: Schema, call: string, body: unknown) =>
  parseAnswer(schema, body, { service: 'Testing Farm', call });

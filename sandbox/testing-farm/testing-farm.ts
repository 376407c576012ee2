import { randomUUID } from 'node:crypto';
import type { Courier } from '../courier.js';
import { COMPOSES } from '../fedora.js';
import { type Answer, type Call, HttpService, Refusal } from '../http-service.js';
import type { Random } from '../random.js';
import type { Timeline } from '../timeline.js';
import { NewRequest, nestedErrors } from './new-request.js';
import { isFinal, type Overall, type Ranch, type TestRequest } from './state.js';

/** A plan or URL as part of the text of a request, or a condition. */
export type RequestMatcher = string | ((request: TestRequest) => boolean);
interface Rule {
  readonly where: (request: TestRequest) => boolean;
  readonly state: 'complete' | 'error';
  readonly overall: Overall | null;
  readonly summary: string | null;
}

const refusal = (status: number, message: string, errors?: unknown) =>
  new Refusal({ status, body: { code: status, message, ...(errors === undefined ? {} : { errors }) } });

/** A Testing Farm that keeps state: requests that run on the sandbox's clock, and the callbacks they ask for. */
export class TestingFarm {
  readonly service: HttpService;
  readonly tokens: Readonly<Record<Ranch, string>> = {
    public: 'sandbox-tf-public-token',
    redhat: 'sandbox-tf-internal-token',
  };
  readonly composes = { public: [...COMPOSES.public], redhat: [...COMPOSES.redhat] };
  /** How long things take, in simulated seconds. */
  durations = { queue: 10, run: 60 };
  readonly #requests = new Map<string, TestRequest>();
  #rules: Rule[] = [];

  constructor(
    random: Random,
    private readonly timeline: Timeline,
    private readonly courier: Courier,
  ) {
    this.service = new HttpService('Testing Farm', random, () => ({ status: 404, body: { detail: 'Not Found' } }));
    this.service.on('GET', '/v0.1/composes', () => this.#listComposes('public'));
    this.service.on('GET', '/v0.1/composes/{ranch}', ({ params }) => this.#listComposes(params.ranch ?? ''));
    this.service.on('GET', '/v0.1/whoami', (call) => {
      const ranch = this.#authenticate(call);
      const token = { id: ranch, name: 'packit', enabled: true, ranch, role: 'user', user_id: 'packit' };
      return {
        status: 200,
        body: {
          token,
          user: { id: 'packit', auth_id: 'packit', auth_method: 'token', auth_name: 'packit', enabled: true },
        },
      };
    });
    this.service.on('GET', '/v0.1/about', () => ({ status: 200, body: { version: '0.1', release_notes: '' } }));
    this.service.on('POST', '/v0.1/requests', (call) => this.#create(call));
    this.service.on('GET', '/v0.1/requests', ({ query }) => this.#list(query));
    this.service.on('GET', '/v0.1/requests/{request_id}', ({ params }) => ({
      status: 200,
      body: this.#describe(this.request(params.request_id)),
    }));
    this.service.on('DELETE', '/v0.1/requests/{request_id}', (call) => this.#cancel(call));
  }

  /** Requests that match end with this result; the answer takes it back. */
  decide(matcher: RequestMatcher, overall: Overall, summary: string | null = null): () => void {
    return this.#rule({ where: matching(matcher), state: 'complete', overall, summary });
  }

  /** Requests that match end with failed tests; the answer takes it back. */
  failTests(matcher: RequestMatcher = () => true): () => void {
    return this.decide(matcher, 'failed');
  }

  /** Requests that match break: the infrastructure fails, no test is run; the answer takes it back. */
  breakDown(matcher: RequestMatcher = () => true, summary = 'The machine could not be provisioned.'): () => void {
    return this.#rule({ where: matching(matcher), state: 'error', overall: null, summary });
  }

  /** Every request, oldest first. */
  requests(): TestRequest[] {
    return [...this.#requests.values()];
  }

  request(id: string | undefined): TestRequest {
    const request = this.#requests.get(id ?? '');
    if (!request) throw refusal(404, 'No such entity');
    return request;
  }

  #rule(rule: Rule): () => void {
    this.#rules.unshift(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  #listComposes(ranch: string): Answer {
    if (ranch !== 'public' && ranch !== 'redhat') throw refusal(404, 'No such ranch');
    return { status: 200, body: { composes: this.composes[ranch].map((name) => ({ name })) } };
  }

  #authenticate({ headers }: Call): Ranch {
    const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === this.tokens.public) return 'public';
    if (token === this.tokens.redhat) return 'redhat';
    throw refusal(401, 'Not authorized to perform this action');
  }

  #create(call: Call): Answer {
    const ranch = this.#authenticate(call);
    const payload = NewRequest.safeParse(call.json());
    if (!payload.success) throw refusal(400, 'Bad request', nestedErrors(payload.error.issues));
    for (const [index, { os }] of payload.data.environments.entries()) {
      const compose = os?.compose;
      if (compose === undefined || this.composes[ranch].some((name) => new RegExp(`^(?:${name})$`).test(compose)))
        continue;
      throw refusal(400, 'Bad request', {
        environments: { [index]: { os: { compose: `Unsupported compose ${compose}` } } },
      });
    }
    const now = new Date();
    const request: TestRequest = {
      id: randomUUID(),
      ranch,
      tokenId: ranch,
      payload: payload.data,
      createdAt: now,
      updatedAt: now,
      state: 'new',
      overall: null,
      summary: null,
    };
    this.#requests.set(request.id, request);
    this.timeline.after(this.durations.queue / 2, () => this.#move(request, 'queued'));
    this.timeline.after(this.durations.queue, () => this.#move(request, 'running'));
    this.timeline.after(this.durations.queue + this.durations.run, () => this.#finish(request));
    return { status: 200, body: this.#describe(request) };
  }

  #list(query: URLSearchParams): Answer {
    const time = (name: string) => (query.get(name) === null ? undefined : parseTime(query.get(name) ?? '', name));
    const after = time('created_after');
    const before = time('created_before');
    const equal = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
    const found = this.requests().filter(
      ({ state, ranch, tokenId, createdAt }) =>
        equal('state', state) &&
        equal('ranch', ranch) &&
        equal('token_id', tokenId) &&
        equal('user_id', 'packit') &&
        (after === undefined || createdAt.getTime() >= after) &&
        (before === undefined || createdAt.getTime() <= before),
    );
    return { status: 200, body: found.map((request) => this.#describe(request)) };
  }

  #cancel(call: Call): Answer {
    const ranch = this.#authenticate(call);
    const request = this.request(call.params.request_id);
    if (request.ranch !== ranch) throw refusal(403, 'Not authorized to perform this action');
    if (request.state === 'canceled' || request.state === 'cancel-requested') return { status: 204 };
    if (isFinal(request.state)) throw refusal(409, 'Request has already finished');
    this.#move(request, 'cancel-requested');
    this.timeline.after(this.durations.queue, () => this.#move(request, 'canceled'));
    return {
      status: 200,
      body: {
        id: request.id,
        state: request.state,
        created: stamp(request.createdAt),
        updated: stamp(request.updatedAt),
      },
    };
  }

  #finish(request: TestRequest): void {
    if (request.state !== 'running') return;
    const rule = this.#rules.find(({ where }) => where(request));
    request.overall = rule ? rule.overall : 'passed';
    request.summary = rule?.summary ?? null;
    this.#move(request, rule?.state ?? 'complete');
  }

  /** Only forward: what is over, or about to be cancelled, does not run again. */
  #move(request: TestRequest, state: TestRequest['state']): void {
    if (isFinal(request.state) || (request.state === 'cancel-requested' && state !== 'canceled')) return;
    request.state = state;
    request.updatedAt = new Date();
    const webhook = request.payload.notification?.webhook;
    if (!webhook) return;
    const body = JSON.stringify({ request_id: request.id, token: webhook.token });
    const attempt = async () => {
      const answer = await fetch(webhook.url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(10_000),
      });
      await answer.arrayBuffer();
      return answer.ok;
    };
    this.courier.send({ name: `callback ${request.id} ${state}`, attempt });
  }

  #describe({ id, ranch, tokenId, payload, state, overall, summary, createdAt, updatedAt }: TestRequest) {
    const asked = payload.test.tmt ?? payload.test.fmf ?? null;
    const artifacts = `${this.service.url}/artifacts/${id}`;
    const over = state === 'complete' || state === 'error';
    const begun = over || state === 'running';
    return {
      id,
      user_id: 'packit',
      token_id: tokenId,
      ranch,
      test: {
        fmf: asked && {
          ref: null,
          merge_sha: null,
          path: '.',
          name: null,
          settings: null,
          plan_filter: null,
          test_filter: null,
          ...asked,
        },
        script: null,
        sti: payload.test.sti ?? null,
      },
      state,
      environments_requested: payload.environments.map((environment) => ({
        pool: null,
        hardware: null,
        kickstart: null,
        settings: null,
        ...environment,
        secrets: null,
      })),
      notes: over && summary ? [{ level: 'error', message: summary }] : [],
      result: over ? { overall, summary, xunit: null, xunit_url: `${artifacts}/results.xml` } : null,
      run: begun ? { console: null, stages: null, artifacts } : null,
      settings: payload.settings ?? null,
      user: payload.user ?? { webpage: null },
      queued_time: begun ? this.durations.queue : null,
      run_time: over ? this.durations.run : null,
      created: stamp(createdAt),
      updated: stamp(updatedAt),
    };
  }
}

/** UTC without a zone, as Testing Farm writes it. */
const stamp = (time: Date) => time.toISOString().replace('Z', '000');

function parseTime(text: string, field: string): number {
  const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) throw refusal(400, 'Bad request', { [field]: 'is not a time' });
  return time;
}

function matching(matcher: RequestMatcher): Rule['where'] {
  return typeof matcher === 'function' ? matcher : (request) => JSON.stringify(request.payload).includes(matcher);
}

import { LoopbackServer, type Reaction, type Received } from './loopback-server.js';

export const ranchTokens = { public: 'token-of-the-public-ranch', redhat: 'token-of-the-other-ranch' };

interface StoredRequest {
  id: string;
  state: string;
  result: unknown;
  run: unknown;
  body: {
    test: unknown;
    environments: { arch: string; variables?: Record<string, unknown> }[];
    notification?: unknown;
  };
  ranch: string;
  created: Date;
}

/** A Testing Farm that keeps requests. */
export class TestingFarmServer extends LoopbackServer {
  readonly requests = new Map<string, StoredRequest>();
  composes = ['Fedora-43', 'CentOS-Stream-(8|9|10)'];
  /** Older servers cannot list requests. */
  hasListing = true;
  /** Older servers do not say whose token it is. */
  knowsTokens = true;
  now = () => new Date();

  constructor() {
    super();
    this.on('GET', /^\/v0\.1\/composes\/(\w+)$/, () => ({
      json: { composes: this.composes.map((name) => ({ name })) },
    }));
    this.on('POST', /^\/v0\.1\/requests$/, (request) => this.create(request));
    this.on('GET', /^\/v0\.1\/requests$/, (request) => {
      if (!this.hasListing) return { status: 405, json: { message: 'Method Not Allowed' } };
      const [after, before] = ['created_after', 'created_before'].map((name) =>
        Date.parse(`${request.query.get(name)}Z`),
      ) as [number, number];
      const owner = request.query.get('token_id');
      if (!ranchOf(request) || Number.isNaN(after) || Number.isNaN(before))
        return { status: 400, json: { message: 'bad' } };
      const listed = [...this.requests.values()].filter(
        ({ created, ranch }) =>
          created.getTime() >= after && created.getTime() <= before && (owner === null || owner === tokenOf(ranch)),
      );
      return { json: listed.map(documentOf) };
    });
    this.on('GET', /^\/v0\.1\/whoami$/, (request) => {
      const ranch = ranchOf(request);
      if (!this.knowsTokens) return { status: 404, json: { message: 'Not Found' } };
      if (!ranch) return { status: 401, json: { message: 'Not authorized to perform this action' } };
      return { json: { token: { id: tokenOf(ranch), ranch }, user: { id: 'packit' } } };
    });
    this.on('GET', /^\/v0\.1\/requests\/(.+)$/, (_request, id = '') => {
      const found = this.requests.get(id);
      return found ? { json: documentOf(found) } : { status: 404, json: { code: 404, message: 'unknown' } };
    });
    this.on('DELETE', /^\/v0\.1\/requests\/(.+)$/, (request, id = '') => {
      const found = this.requests.get(id);
      if (!found) return { status: 404, json: { code: 404, message: 'unknown' } };
      if (ranchOf(request) !== found.ranch) return { status: 403, json: { message: 'not yours' } };
      if (found.state === 'complete') return { status: 409, json: { message: 'Request is already finished' } };
      if (found.state === 'cancel-requested') return { status: 204 };
      found.state = 'cancel-requested';
      return { json: { id, state: found.state } };
    });
  }

  private create(request: Received): Reaction {
    const ranch = ranchOf(request);
    if (!ranch) return { status: 401, json: { code: 401, message: 'Not authorized to perform this action' } };
    const body = request.json as StoredRequest['body'];
    const values = body.environments.flatMap(({ variables }) => Object.values(variables ?? {}));
    if (values.some((value) => typeof value !== 'string'))
      return { status: 400, json: { message: 'bad', errors: { variables: 'text' } } };
    const id = `request-${this.requests.size + 1}`;
    this.requests.set(id, { id, state: 'new', result: null, run: null, body, ranch, created: this.now() });
    return { json: { id, created: '2026-01-05T10:00:00.123456' } };
  }
}

function ranchOf({ headers }: Received): string | undefined {
  return Object.entries(ranchTokens).find(([, token]) => headers.authorization === `Bearer ${token}`)?.[0];
}

const tokenOf = (ranch: string) => `token-${ranch}`;

const documentOf = ({ id, state, result, run, body }: StoredRequest) => ({
  id,
  state,
  result,
  run,
  test: { fmf: (body.test as { tmt?: unknown }).tmt ?? null, sti: null },
  environments_requested: body.environments,
  notes: [
    { level: 'info', message: 'tf-tmt/dispatch-1' },
    { level: 'error', message: null },
  ],
});

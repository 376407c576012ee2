import { z } from 'zod';
import { type Answer, type Call, Refusal } from '../http-service.js';
import type { AppAuthentication, Identity } from './app-authentication.js';
import { Quota } from './quota.js';
import type { Registry } from './registry.js';
import type { Installation, Repository } from './state.js';

const DOCUMENTATION = 'https://docs.github.com/rest';

export function refusal(status: number, message: string, errors?: unknown): Refusal {
  return new Refusal({
    status,
    body: {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: DOCUMENTATION,
      status: String(status),
    },
  });
}

export const notFound = () => refusal(404, 'Not Found');

/** Parses a body as GitHub would: what does not fit is refused with 422. */
export function validated<T>(call: Call, resource: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(call.raw.length === 0 ? {} : call.json());
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message, code }) => ({
    resource,
    field: path.join('.'),
    code: code === 'invalid_type' && message.includes('undefined') ? 'missing_field' : 'invalid',
    message,
  }));
  throw refusal(422, 'Validation Failed', errors);
}

/** Which page a list call wants, and the `Link` header to the next one. */
export function paged<T>(
  call: Call,
  api: string,
  items: readonly T[],
  wrap: (page: readonly T[]) => unknown = (page) => page,
): Answer {
  const size = Math.min(Math.max(Number(call.query.get('per_page') ?? 30) || 30, 1), 100);
  const page = Math.max(Number(call.query.get('page') ?? 1) || 1, 1);
  const body = wrap(items.slice((page - 1) * size, page * size));
  if (items.length <= page * size) return { status: 200, body };
  const address = (number: number) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${api}${call.path}?${query}>`;
  };
  const last = Math.ceil(items.length / size);
  return { status: 200, body, headers: { link: `${address(page + 1)}; rel="next", ${address(last)}; rel="last"` } };
}

/** Decides who a caller is and what it may see or change. */
export class Access {
  readonly #identities = new WeakMap<Call, Identity>();
  readonly #quotas = new Map<number, Quota>();

  constructor(
    private readonly registry: Registry,
    private readonly authentication: AppAuthentication,
  ) {}

  /** Checks credentials and the rate limit; every call goes through here first. */
  admit(call: Call): void {
    if (!call.headers['user-agent'])
      throw refusal(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      );
    const identity = this.authentication.identify(call.headers.authorization);
    this.#identities.set(call, identity);
    if (identity.kind === 'installation' && call.path !== '/rate_limit')
      this.quota(identity.installationId).spend(identity.installationId);
  }

  quota(installationId: number): Quota {
    let quota = this.#quotas.get(installationId);
    if (!quota) this.#quotas.set(installationId, (quota = new Quota()));
    return quota;
  }

  quotaOf(call: Call): Quota | undefined {
    const identity = this.identity(call);
    return identity.kind === 'installation' ? this.quota(identity.installationId) : undefined;
  }

  identity(call: Call): Identity {
    return this.#identities.get(call) ?? { kind: 'anonymous' };
  }

  /** Only with the App's own JWT. */
  requireApp(call: Call): void {
    const { kind } = this.identity(call);
    if (kind === 'anonymous') throw refusal(401, 'A JSON web token could not be decoded');
    if (kind !== 'app') throw refusal(403, 'Resource not accessible by integration');
  }

  /** The repository of the call, if the caller may read it. */
  readable(call: Call): Repository {
    const repository = this.#named(call);
    const identity = this.identity(call);
    if (identity.kind === 'app') throw refusal(401, 'Bad credentials');
    if (repository.private && !this.#covers(identity, repository)) throw notFound();
    return repository;
  }

  /** The repository of the call, if the caller may change what belongs to it. */
  writable(call: Call): Repository {
    const repository = this.readable(call);
    const identity = this.identity(call);
    if (identity.kind === 'anonymous') throw refusal(401, 'Requires authentication');
    if (!this.#covers(identity, repository)) throw refusal(403, 'Resource not accessible by integration');
    return repository;
  }

  /** For the App: the installation on the call's repository. */
  installationOn(call: Call): Installation {
    this.requireApp(call);
    const installation = this.registry.installationOf(this.#named(call));
    if (!installation) throw notFound();
    return installation;
  }

  #named(call: Call): Repository {
    const repository = this.registry.repository(`${call.params.owner}/${call.params.repo}`);
    if (!repository) throw notFound();
    return repository;
  }

  #covers(identity: Identity, repository: Repository): boolean {
    return identity.kind === 'installation' && this.registry.installationOf(repository)?.id === identity.installationId;
  }
}

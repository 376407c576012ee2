import { z } from 'zod';
import { type FailureKind, PermanentFailure, TransientFailure } from '../../application/ports/failure.js';
import { type FedoraAccount, FedoraAccounts } from '../../application/ports/fedora-accounts.js';
import type { FetchLimits } from '../shared/fetch-with-limits.js';
import { HttpClient } from '../shared/http-client.js';
import { type KerberosCredentials, Negotiation } from '../shared/negotiation.js';
import { parseAnswer } from '../shared/parse-answer.js';

const User = z.object({
  result: z.object({
    username: z.string(),
    is_private: z.boolean().nullish(),
    github_username: z.string().nullish(),
  }),
});

/** Anything else cannot be an account, and may not become part of a URL: it comes from a comment. */
const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export interface FasjsonAccountsOptions extends FetchLimits {
  /** `https://fasjson.fedoraproject.org` */
  readonly baseUrl: string;
  /** Undefined: requests go without negotiation. */
  readonly kerberos?: KerberosCredentials;
  readonly userAgent?: string;
}

/** The Fedora Account System through FASJSON. */
export class FasjsonAccounts extends FedoraAccounts {
  private readonly http: HttpClient;
  private readonly negotiation?: Pick<Negotiation, 'authorization'>;

  constructor(options: FasjsonAccountsOptions, negotiation?: Pick<Negotiation, 'authorization'>) {
    super();
    this.http = new HttpClient({ timeoutMs: 30_000, ...options, service: 'FASJSON' });
    const { keytab, principal } = options.kerberos ?? {};
    if (negotiation) this.negotiation = negotiation;
    else if (keytab ?? principal)
      this.negotiation = new Negotiation(new URL(options.baseUrl).hostname, { keytab, principal });
  }

  async find(username: string): Promise<FedoraAccount | undefined> {
    if (!ACCOUNT_NAME.test(username)) return undefined;
    try {
      return await this.ask(username).catch((error: unknown) => {
        // A ticket that ran out in between: one new try with a new token.
        if (isPermanent(error, 'unauthorized') && this.negotiation) return this.ask(username);
        throw error;
      });
    } catch (error) {
      if (isPermanent(error, 'not-found')) return undefined;
      throw error;
    }
  }

  private async ask(username: string): Promise<FedoraAccount> {
    const authorization = await this.token();
    const { body } = await this.http.request({
      path: `/v1/users/${encodeURIComponent(username)}/`,
      headers: authorization === undefined ? undefined : { authorization },
    });
    const { result } = parseAnswer(User, body, { service: 'FASJSON', call: 'GET user' });
    return {
      username: result.username,
      isPrivate: result.is_private ?? false,
      githubUsername: result.github_username ?? null,
    };
  }

  private async token(): Promise<string | undefined> {
    try {
      return await this.negotiation?.authorization();
    } catch (cause) {
      throw new TransientFailure('No Kerberos ticket for FASJSON', { service: 'FASJSON', kind: 'unauthorized', cause });
    }
  }
}

function isPermanent(error: unknown, kind: FailureKind): boolean {
  return error instanceof PermanentFailure && error.kind === kind;
}

import type { OperatorToken } from './operator-tokens.js';

/** A GitLab that sends webhooks. */
export interface GitLabInstance {
  /** Host of its projects, as in their addresses, in lower case, with its port where it is not the standard one. */
  readonly host: string;
  /** Signs the tokens of its hooks, or is one; empty: none of its webhooks is taken. */
  readonly webhookSecret: string;
}

/** How much is taken over HTTP at once: connections, bytes of bodies, milliseconds. */
export interface HttpLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly bytesInFlight: number;
  readonly bytesInFlightPerAddress: number;
  readonly headersMs: number;
  readonly bodyMs: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

/** Everything that the composition root hands to the parts of the program. Base URLs have no slash at the end; an empty text is a secret that is not set. */
export interface Configuration {
  readonly deployment: 'prod' | 'stg';
  readonly commandPrefix: string;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string;
    readonly limits: HttpLimits;
  };
  readonly dashboardUrl: string;
  readonly eventStore:
    | { readonly kind: 'sqlite'; readonly path: string }
    | { readonly kind: 'eventstoredb'; readonly connectionString: string };
  /** Seconds for which one node of several may perform effects before it has to renew its lease; 0: there is only one node. */
  readonly leaseSeconds: number;
  readonly readModels: string;
  /** Who may change things over HTTP, each with a token of their own. */
  readonly operators: readonly OperatorToken[];
  /** Whether everybody may read what is public, or only who has an operator's token. */
  readonly readAccess: 'public' | 'token';
  readonly validateWebhooks: boolean;
  readonly admins: readonly string[];
  readonly privateNamespaces: readonly string[];
  readonly cancelRunningJobs: boolean;
  readonly packageConfigPath: string | null;
  readonly rateLimitThreshold: number;
  readonly github: {
    readonly apiUrl: string;
    /** Host of its projects, as in their addresses. */
    readonly host: string;
    readonly gitUrl: string;
    readonly appId: string;
    /** PEM. */
    readonly privateKey: string;
    readonly webhookSecret: string;
    /** Name of the app in addresses; its own comments are by `{slug}[bot]`. */
    readonly appSlug: string;
    readonly botLogin: string;
  };
  readonly gitlab: {
    readonly url: string;
    readonly gitUrl: string;
    readonly token: string;
    /** Those whose webhooks are taken; the first is the one at `url`. */
    readonly instances: readonly GitLabInstance[];
  };
  readonly copr: {
    readonly url: string;
    readonly publicUrl: string;
    readonly owner: string;
    readonly login: string;
    readonly token: string;
    readonly pollSeconds: number;
  };
  readonly testingFarm: {
    /** With `/v0.1`. */
    readonly apiUrl: string;
    readonly token: string;
    readonly internalToken: string;
    /** What callbacks must carry. */
    readonly webhookToken: string;
    readonly internalProjects: readonly string[];
    readonly internalDisabled: boolean;
    readonly pollSeconds: number;
  };
  readonly fasjsonUrl: string;
  readonly bodhiUrl: string;
  readonly koji: { readonly url: string; readonly webUrl: string };
  /** Undefined: requests go without negotiation. */
  readonly kerberos: { readonly principal: string; readonly keytab: string } | undefined;
  readonly distGit: {
    readonly url: string;
    readonly apiUrl: string;
    readonly api: 'pagure' | 'forgejo';
    readonly token: string;
    readonly user: string;
    readonly publicUrl: string;
    readonly lookasideUrl: string;
    /** Private key that pushes go over ssh with, and the hosts that are trusted; undefined: pushes go where clones come from. */
    readonly ssh: { readonly key: string; readonly knownHosts: string } | undefined;
    /** Who commits are by. */
    readonly author: { readonly name: string; readonly email: string };
    /** An archive of a release may have so many bytes. */
    readonly maxArchiveBytes: number;
    /** Copies of repositories, and a folder for each run. */
    readonly workFolder: string;
  };
  /** Undefined: the bus is not consumed. */
  readonly amqp: { readonly url: string; readonly exchange: string; readonly queue: string } | undefined;
}

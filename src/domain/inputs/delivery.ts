import type { Coverage } from '../access/coverage.js';
import type { Forge } from '../forge/forge.js';

/** The doors through which something comes in. */
export const deliverySources = ['github', 'gitlab', 'forgejo', 'pagure', 'fedora-messaging', 'testing-farm'] as const;
export type DeliverySource = (typeof deliverySources)[number];

/** One webhook, bus message or callback. `event` is the event header of a webhook, or the topic of a message. */
export interface Delivery {
  readonly source: DeliverySource;
  readonly event: string;
  readonly body: unknown;
  /** What its signature or token vouches for; undefined: as much as its source may speak for. */
  readonly covers?: Coverage;
}

/** Who this service is: what tells its own comments, checks, builds and messages from those of others. */
export interface ServiceIdentity {
  readonly deployment: 'prod' | 'stg';
  readonly commandPrefix: string;
  /** Slug of the GitHub App whose checks are ours. */
  readonly appSlug: string;
  /** Accounts whose comments are never commands, of both deployments, by forge. */
  readonly botLogins: Readonly<Record<Forge, readonly string[]>>;
  /** The account that submits to Copr and Koji. */
  readonly fasUser: string;
  readonly coprOwner: string;
  /** Where dist-git's projects are, as people see them. */
  readonly distGitUrl: string;
  /** Host of the projects that deliveries of GitHub are about, as in their addresses. */
  readonly githubHost: string;
  /** Hosts of the GitLab instances that deliveries are taken from. */
  readonly gitlabHosts: readonly string[];
}

/** Logins whose comments on GitHub are never commands: our own app's, and those that packit.dev runs. */
export function githubBots(appSlug: string): ServiceIdentity['botLogins']['github'] {
  return [...new Set([`${appSlug}[bot]`, 'packit-as-a-service[bot]', 'packit-as-a-service-stg[bot]'])];
}

/** The identity of the deployments that packit.dev runs; a self-hosted service replaces what is its own. */
export function serviceIdentity(
  deployment: ServiceIdentity['deployment'],
  own: Partial<Omit<ServiceIdentity, 'deployment'>> = {},
): ServiceIdentity {
  const suffix = deployment === 'stg' ? '-stg' : '';
  return {
    deployment,
    commandPrefix: `/packit${suffix}`,
    appSlug: `packit-as-a-service${suffix}`,
    botLogins: {
      github: ['packit-as-a-service[bot]', 'packit-as-a-service-stg[bot]'],
      gitlab: ['packit-as-a-service', 'packit-as-a-service-stg'],
      forgejo: ['packit', 'packit-stg'],
      pagure: ['packit', 'packit-stg'],
    },
    fasUser: `packit${suffix}`,
    coprOwner: `packit${suffix}`,
    distGitUrl: 'https://src.fedoraproject.org',
    githubHost: 'github.com',
    gitlabHosts: ['gitlab.com'],
    ...own,
  };
}

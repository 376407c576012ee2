/** What the rest of the program needs to know of the configuration. Secrets stay with the adapters that use them. */
export abstract class Settings {
  abstract readonly deployment: 'prod' | 'stg';
  /** `/packit` or `/packit-stg`, unless configured otherwise. */
  abstract readonly commandPrefix: string;
  /** What links to this service start with, without a slash at the end. */
  abstract readonly dashboardUrl: string;
  abstract readonly publicUrl: string;
  /** Name of the GitHub App in addresses: whose checks are ours, and whose comments are no commands. */
  abstract readonly githubAppSlug: string;
  /** Host of the projects that deliveries of GitHub are about, as in their addresses. */
  abstract readonly githubHost: string;
  /** Hosts of the GitLab instances that deliveries are taken from, as in addresses of their projects. */
  abstract readonly gitlabHosts: readonly string[];
  /** The service's account in Copr. */
  abstract readonly coprOwner: string;
  /** Names that people see in texts, e.g. `https://copr.fedorainfracloud.org`. */
  abstract readonly coprPublicUrl: string;
  abstract readonly distGitPublicUrl: string;
  /** Forge logins that may do anything. */
  abstract readonly admins: readonly string[];
  /** `host/namespace/repo` of projects that may use the internal Testing Farm. */
  abstract readonly internalTestingFarmProjects: readonly string[];
  abstract readonly internalTestingFarmDisabled: boolean;
  /** `host/namespace` whose private repositories are served. */
  abstract readonly privateNamespaces: readonly string[];
  /** End queued and waiting work of older commits when a pull request moves on. */
  abstract readonly cancelRunningJobs: boolean;
  /** Read instead of looking for a configuration by its usual names. */
  abstract readonly packageConfigPath: string | null;
  /** Seconds until a submitted Copr build is asked after for the first time; the time between asks then doubles from a quarter of it. */
  abstract readonly coprPollSeconds: number;
  /** Seconds between two asks after a Testing Farm request. */
  abstract readonly testingFarmPollSeconds: number;
}

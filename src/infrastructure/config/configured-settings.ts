import { Settings } from '../../application/ports/settings.js';
import type { Configuration } from './configuration.js';

/** The settings that the rest of the program may see, without secrets. */
export class ConfiguredSettings extends Settings {
  readonly deployment: 'prod' | 'stg';
  readonly commandPrefix: string;
  readonly dashboardUrl: string;
  readonly publicUrl: string;
  readonly coprOwner: string;
  readonly coprPublicUrl: string;
  readonly distGitPublicUrl: string;
  readonly admins: readonly string[];
  readonly internalTestingFarmProjects: readonly string[];
  readonly internalTestingFarmDisabled: boolean;
  readonly privateNamespaces: readonly string[];
  readonly cancelRunningJobs: boolean;
  readonly packageConfigPath: string | null;
  readonly githubAppSlug: string;
  readonly githubHost: string;
  readonly gitlabHosts: readonly string[];
  readonly coprPollSeconds: number;
  readonly testingFarmPollSeconds: number;

  constructor(configuration: Configuration) {
    super();
    this.deployment = configuration.deployment;
    this.commandPrefix = configuration.commandPrefix;
    this.dashboardUrl = configuration.dashboardUrl;
    this.publicUrl = configuration.http.publicUrl;
    this.coprOwner = configuration.copr.owner;
    this.coprPublicUrl = configuration.copr.publicUrl;
    this.distGitPublicUrl = configuration.distGit.publicUrl;
    this.admins = configuration.admins;
    this.internalTestingFarmProjects = configuration.testingFarm.internalProjects;
    this.internalTestingFarmDisabled = configuration.testingFarm.internalDisabled;
    this.privateNamespaces = configuration.privateNamespaces;
    this.cancelRunningJobs = configuration.cancelRunningJobs;
    this.packageConfigPath = configuration.packageConfigPath;
    this.githubAppSlug = configuration.github.appSlug;
    this.githubHost = configuration.github.host;
    this.gitlabHosts = configuration.gitlab.instances.map(({ host }) => host);
    this.coprPollSeconds = configuration.copr.pollSeconds;
    this.testingFarmPollSeconds = configuration.testingFarm.pollSeconds;
  }
}

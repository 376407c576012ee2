import type { ProjectData } from '../planning/job.js';
import type { Gate } from './gate.js';

/** What is known of a repository before anybody is asked. */
export interface RepositoryFacts {
  readonly project: Pick<ProjectData, 'host' | 'namespace'>;
  /** The forge says that not everybody may see it. */
  readonly isPrivate: boolean;
  /** Namespaces (`host/namespace`) whose private repositories are served. */
  readonly privateNamespaces: readonly string[];
  /** This service can talk to the forge. */
  readonly isForgeConfigured: boolean;
}

/** Whether the service has to do with the repository at all: private ones are served where an operator allows it. */
export const served: Gate<RepositoryFacts, 'private-repository' | 'forge-not-configured'> = {
  name: 'served',
  closed({ project: { host, namespace }, isPrivate, privateNamespaces, isForgeConfigured }) {
    if (isPrivate && !privateNamespaces.includes(`${host}/${namespace}`))
      return { reason: 'private-repository', facts: { host } };
    return isForgeConfigured ? undefined : { reason: 'forge-not-configured', facts: { host } };
  },
};

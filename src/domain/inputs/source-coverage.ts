import type { Coverage } from '../access/coverage.js';
import { projectAt } from '../forge/project-ref.js';
import type { DeliverySource, ServiceIdentity } from './delivery.js';

/**
 * The most that a delivery of this source may speak for. It holds for deliveries that an operator feeds again, and for those
 * that were recorded before their coverage was.
 */
export function coverageOfSource(source: DeliverySource, service: ServiceIdentity): Coverage {
  const whole = { by: 'forge', namespace: null, repo: null } as const;
  switch (source) {
    case 'github':
      return { ...whole, forge: 'github', hosts: [service.githubHost], body: true };
    case 'gitlab':
      return { ...whole, forge: 'gitlab', hosts: [...service.gitlabHosts], body: false };
    case 'forgejo':
    case 'pagure':
      return { ...whole, forge: source, hosts: distGitHosts(service), body: true };
    case 'fedora-messaging':
      return { by: 'bus', hosts: distGitHosts(service) };
    case 'testing-farm':
      return { by: 'testing-farm', request: null };
  }
}

function distGitHosts({ distGitUrl }: ServiceIdentity): string[] {
  const anyPackage = projectAt(distGitUrl, 'rpms/any');
  return anyPackage ? [anyPackage.host] : [];
}

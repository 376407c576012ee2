import { githubBots, serviceIdentity, type ServiceIdentity } from '../../domain/inputs/delivery.js';
import type { Settings } from '../ports/settings.js';

/** Who this service is, by its settings. */
export function identityOf(settings: Settings): ServiceIdentity {
  const { deployment, commandPrefix, coprOwner, distGitPublicUrl, githubAppSlug: appSlug } = settings;
  const { githubHost, gitlabHosts } = settings;
  const standard = serviceIdentity(deployment);
  return serviceIdentity(deployment, {
    commandPrefix,
    coprOwner,
    fasUser: coprOwner,
    distGitUrl: distGitPublicUrl,
    githubHost,
    gitlabHosts,
    ...(appSlug && { appSlug, botLogins: { ...standard.botLogins, github: githubBots(appSlug) } }),
  });
}

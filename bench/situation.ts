import type { PackageConfig } from '../src/domain/package-config/package-config.js';
import type { Situation } from '../src/domain/planning/situation.js';
import { situationOf } from '../test/support/situations.js';
import { CHROOTS } from './pull-request.js';

const SERVICE: Situation['service'] = {
  deployment: 'prod',
  commandPrefix: '/packit',
  coprOwner: 'packit',
  coprUrl: 'https://copr.example.org',
  distGitUrl: 'https://src.example.org',
  internalTestsAllowed: false,
  internalTestsDisabled: false,
};

/** What the planner knows of the pull requests in the logs of the benchmarks, all by one person. */
export function pullRequestSituation(
  config: PackageConfig,
  about: Pick<Situation, 'delivery' | 'attempt' | 'project' | 'subject' | 'commitSha'> & Partial<Situation>,
): Situation {
  return situationOf(config, { service: SERVICE, actor: 'somebody', offeredChroots: [...CHROOTS], ...about });
}

import { loadPackageConfig } from '../../src/domain/package-config/load-package-config.js';
import type { ConfigContext, PackageConfig } from '../../src/domain/package-config/package-config.js';
import type { Access, Waiver } from '../../src/domain/access/access-facts.js';
import type { Situation } from '../../src/domain/planning/situation.js';
import { bundledReleases } from '../../src/domain/targets/bundled-releases.js';
import { buildReleaseTable } from '../../src/domain/targets/release-table.js';
import { minute, PROJECT, PULL_REQUEST } from './runs.js';

const RELEASES = buildReleaseTable(bundledReleases.releases);

/** Head of the pull request. */
export const COMMIT = '528b803be6f93e19ca4130bf4976f2800a3004c4';

/** Somebody who may merge, in an approved project. */
export const MERGER: Access = {
  people: ['lbarcziova'],
  waivers: [],
  deniedPerson: null,
  projectDenied: false,
  approved: true,
  canMerge: true,
  isAuthor: true,
  approvalIssue: null,
};

/** What an administrator waives. */
export const ADMINISTRATOR: readonly Waiver[] = [
  { gate: 'approved', by: 'administrator' },
  { gate: 'permitted', by: 'administrator' },
  { gate: 'may-merge', by: 'administrator' },
];

/** Nobody's permission is asked for behind a push. */
export const PUSHED: readonly Waiver[] = [
  { gate: 'permitted', by: 'push' },
  { gate: 'may-merge', by: 'push' },
];

/** Loads a configuration that has to be valid. */
export function validConfig(source: string | Uint8Array, context: ConfigContext): PackageConfig {
  const loaded = loadPackageConfig(source, context);
  if (!loaded.valid) throw new Error(`${loaded.message}\n${String(source).slice(0, 2000)}`);
  return loaded.config;
}

/** A pull request was opened by somebody who may merge, in an approved project. */
export function situationOf(config: PackageConfig, change: Partial<Situation> = {}): Situation {
  return {
    service: {
      deployment: 'prod',
      commandPrefix: '/packit',
      coprOwner: 'packit',
      coprUrl: 'https://copr.fedorainfracloud.org',
      distGitUrl: 'https://src.fedoraproject.org',
      internalTestsAllowed: true,
      internalTestsDisabled: false,
    },
    delivery: 'delivery-github-1',
    attempt: `${minute(5)}/delivery-github-1`,
    occasion: { kind: 'event' },
    project: PROJECT,
    subject: PULL_REQUEST,
    commitSha: COMMIT,
    defaultBranch: 'main',
    actor: 'lbarcziova',
    access: MERGER,
    labels: null,
    config,
    releases: RELEASES,
    offeredChroots: null,
    coprProjects: {},
    builds: [],
    tests: [],
    ...change,
  };
}

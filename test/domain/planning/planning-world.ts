import { loadPackageConfig } from '../../../src/domain/package-config/load-package-config.js';
import type { PackageConfig } from '../../../src/domain/package-config/package-config.js';
import type { SubjectData } from '../../../src/domain/planning/job.js';
import { plan, type JobDecision } from '../../../src/domain/planning/plan.js';
import type { Access, KnownBuild, PlanningCommand, Situation } from '../../../src/domain/planning/situation.js';
import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { buildReleaseTable } from '../../../src/domain/targets/release-table.js';
import { aTestedBuild, minute, PROJECT, PULL_REQUEST } from '../../support/runs.js';

export const COMMIT = '528b803be6f93e19ca4130bf4976f2800a3004c4';
export const BRANCH: SubjectData = { kind: 'branch', branch: 'main' };
export const RELEASE: SubjectData = { kind: 'release', tag: 'v1.0' };
const RELEASES = buildReleaseTable(bundledReleases.releases);
export const MERGER: Access = {
  exempt: false,
  userDenied: false,
  projectDenied: false,
  approved: true,
  canMerge: true,
  isAuthor: true,
  approvalIssue: null,
};

/** A configuration of these jobs, as it stands in a file. */
export function configOf(jobs: unknown, more: Record<string, unknown> = {}): PackageConfig {
  const text = JSON.stringify({ specfile_path: 'hello.spec', ...more, jobs });
  const loaded = loadPackageConfig(text, { repoName: 'hello', configFilePath: 'packit.yaml', rootSpecFiles: [] });
  if (!loaded.valid) throw new Error(loaded.message);
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

export function commandOf(
  name: PlanningCommand['name'],
  change: Partial<PlanningCommand> = {},
): Extract<Situation['occasion'], { kind: 'command' }> {
  return {
    kind: 'command',
    command: { name, package: null, identifier: null, labels: null, env: {}, pullRequests: [], ...change },
  };
}

/** A build of the pull request that is known, with these phases. */
export function aKnownBuild(
  phases: Readonly<Record<string, KnownBuild['targets'][string]['phase']>>,
  change: Partial<KnownBuild> = {},
): KnownBuild {
  return {
    stream: 'build-1',
    attempt: `${minute(1)}/delivery-github-0`,
    coprProject: 'packit/packit-service-packit-342',
    identifier: null,
    targets: Object.fromEntries(
      Object.entries(phases).map(([chroot, phase]) => [
        chroot,
        { phase, url: null, tested: phase === 'succeeded' ? aTestedBuild(chroot) : null },
      ]),
    ),
    ...change,
  };
}

/** What was decided about each job: `planned`, or the reason why not. */
export function verdictsOf(situation: Situation): string[] {
  return plan(situation).map(outcomeOf);
}

export function outcomeOf(decision: JobDecision): string {
  return decision.type === 'JobPlanned' ? `planned: ${decision.data.action.do}` : decision.data.reason;
}

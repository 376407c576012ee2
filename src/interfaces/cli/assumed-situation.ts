import type { SubjectData } from '../../domain/planning/job.js';
import type { Occasion, PlanningCommand, Situation } from '../../domain/planning/situation.js';
import { bundledReleases } from '../../domain/targets/bundled-releases.js';
import { buildReleaseTable } from '../../domain/targets/release-table.js';

/** What somebody who plans by hand says of the event. */
export interface Assumptions {
  readonly event: 'pull_request' | 'commit' | 'release';
  readonly branch: string;
  readonly tag: string;
  readonly label: readonly string[];
  readonly command?: PlanningCommand['name'];
  readonly deployment: 'prod' | 'stg';
}

/** The situation of an event about which nothing else is known: everybody may do everything, and nothing has run yet. */
export function assumedSituation(
  options: Assumptions,
  project: Situation['project'],
  config: Situation['config'],
): Situation {
  const none = { package: null, identifier: null, labels: null, env: {}, pullRequests: [] };
  const occasion: Occasion = options.command
    ? { kind: 'command', command: { name: options.command, ...none } }
    : { kind: 'event' };
  return {
    service: {
      deployment: options.deployment,
      commandPrefix: options.deployment === 'stg' ? '/packit-stg' : '/packit',
      coprOwner: options.deployment === 'stg' ? 'packit-stg' : 'packit',
      coprUrl: 'https://copr.fedorainfracloud.org',
      distGitUrl: 'https://src.fedoraproject.org',
      internalTestsAllowed: true,
      internalTestsDisabled: false,
    },
    delivery: 'delivery-cli-plan',
    attempt: 'plan',
    occasion,
    project,
    subject: subjectOf(options, project),
    commitSha: '0'.repeat(40),
    defaultBranch: 'main',
    actor: 'you',
    access: {
      people: ['you'],
      waivers: [],
      deniedPerson: null,
      projectDenied: false,
      approved: true,
      canMerge: true,
      isAuthor: true,
      approvalIssue: null,
    },
    labels: options.label,
    config,
    releases: buildReleaseTable(bundledReleases.releases),
    offeredChroots: null,
    coprProjects: {},
    builds: [],
    tests: [],
  };
}

function subjectOf({ event, branch, tag }: Assumptions, project: Situation['project']): SubjectData {
  if (event === 'commit') return { kind: 'branch', branch };
  if (event === 'release') return { kind: 'release', tag };
  return {
    kind: 'pull_request',
    number: 1,
    author: 'you',
    source: project,
    sourceBranch: 'topic',
    targetBranch: branch,
  };
}

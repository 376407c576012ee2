import type { PackageConfig } from '../../../src/domain/package-config/package-config.js';
import type { SubjectData } from '../../../src/domain/planning/job.js';
import { plan, type JobDecision } from '../../../src/domain/planning/plan.js';
import type { KnownBuild, PlanningCommand, Situation } from '../../../src/domain/planning/situation.js';
import { aTestedBuild, minute } from '../../support/runs.js';
import { validConfig } from '../../support/situations.js';

export const BRANCH: SubjectData = { kind: 'branch', branch: 'main' };
export const RELEASE: SubjectData = { kind: 'release', tag: 'v1.0' };

/** A configuration of these jobs, as it stands in a file. */
export function configOf(jobs: unknown, more: Record<string, unknown> = {}): PackageConfig {
  const text = JSON.stringify({ specfile_path: 'hello.spec', ...more, jobs });
  return validConfig(text, { repoName: 'hello', configFilePath: 'packit.yaml', rootSpecFiles: [] });
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

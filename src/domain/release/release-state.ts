import type { ProjectData } from '../planning/job.js';
import type { ExpectedJob } from '../sync-release/sync-order.js';
import type { ReleaseEvent } from './release.events.js';

type DataOf<Type extends ReleaseEvent['type']> = Extract<ReleaseEvent, { type: Type }>['data'];
type Outcome = DataOf<'BranchOutcomeNoted'>['outcome'];

/** A branch of a job, as its newest attempt has it; null: not over yet. */
export interface BranchOutcome {
  readonly attempt: string;
  readonly outcome: Outcome | null;
  readonly target: number | null;
}

export interface PackageState {
  readonly packageUrl: string;
  readonly failureIssue: { readonly create: boolean; readonly message: string | null };
  /** Of the newest run that said so. */
  readonly attempt: string;
  /** What people have been told of; `number` null: the forge has no place for it. */
  readonly told: {
    readonly number: number | null;
    readonly failing: readonly string[];
    readonly attempt: string;
  } | null;
}

export interface KnownRelease {
  readonly status: 'known';
  readonly project: ProjectData;
  readonly tag: string;
  readonly deployment: 'prod' | 'stg';
  readonly expected: { readonly attempt: string; readonly jobs: readonly ExpectedJob[] };
  /** By name of the package in dist-git. */
  readonly packages: Readonly<Record<string, PackageState>>;
  /** By `branchKey`. */
  readonly outcomes: Readonly<Record<string, BranchOutcome>>;
  /** Issues that are to be closed when all is well, by number. */
  readonly issues: Readonly<Record<string, 'open' | 'closed'>>;
}

/** Plain JSON. */
export type Release = { readonly status: 'unknown' } | KnownRelease;

export function branchKey(job: string, branch: string): string {
  return `${job}/${branch}`;
}

/** A branch of the release that has failed in its newest attempt. */
export interface FailingBranch {
  readonly branch: string;
  readonly target: number;
  readonly attempt: string;
}

/** Branches of a package that failed last, sorted by name; undefined: some are still under way, so nothing is said yet. */
export function failingBranches(release: KnownRelease, packageName: string): readonly FailingBranch[] | undefined {
  const failing: FailingBranch[] = [];
  for (const { job, package: name, branches } of release.expected.jobs) {
    if (name !== packageName) continue;
    for (const branch of branches) {
      const known = release.outcomes[branchKey(job, branch)];
      if (!known || known.outcome === null) return undefined;
      const { attempt, outcome, target } = known;
      if (outcome === 'failed') failing.push({ branch, attempt, target: target ?? 0 });
    }
  }
  return failing.sort((one, other) => (one.branch < other.branch ? -1 : 1));
}

/** A branch that keeps the issues of a release open, and why: it failed, was cancelled, or is not over yet. */
export interface MissingBranch {
  readonly package: string;
  readonly branch: string;
  readonly because: 'failed' | 'cancelled' | 'under-way';
}

/** Branches that are missing for the release to be complete. Skipped ones are not missing. */
export function missingBranches({ expected, outcomes }: KnownRelease): readonly MissingBranch[] {
  return expected.jobs.flatMap(({ job, package: packageName, branches }) =>
    branches.flatMap((branch): MissingBranch[] => {
      const outcome = outcomes[branchKey(job, branch)]?.outcome ?? null;
      if (outcome === 'succeeded' || outcome === 'skipped') return [];
      return [{ package: packageName, branch, because: outcome ?? 'under-way' }];
    }),
  );
}

/** What has to be said about a package: its failing branches differ from what people were told, or failed again. */
export function untoldFailure(release: KnownRelease, packageName: string): readonly FailingBranch[] | undefined {
  const state = release.packages[packageName];
  if (!state?.failureIssue.create) return undefined;
  const failing = failingBranches(release, packageName);
  if (!failing || failing.length === 0) return undefined;
  const { told } = state;
  if (!told) return failing;
  const names = failing.map(({ branch }) => branch);
  const isSame = names.length === told.failing.length && names.every((name, at) => name === told.failing[at]);
  return isSame && newestAttempt(failing) <= told.attempt ? undefined : failing;
}

export function newestAttempt(failing: readonly FailingBranch[]): string {
  return failing.reduce((newest, { attempt }) => (attempt > newest ? attempt : newest), '');
}

/** Numbers of the issues that can be closed now. */
export function issuesToClose(release: KnownRelease): readonly number[] {
  if (release.expected.jobs.length === 0 || missingBranches(release).length > 0) return [];
  return Object.entries(release.issues)
    .filter(([, state]) => state === 'open')
    .map(([number]) => Number(number));
}

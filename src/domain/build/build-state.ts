import type { RefusedRun } from '../access/refused-run.js';
import type { BuildOrder } from './build-order.js';
import type { CoprRefusal } from './copr-refusal.js';
import type { RunOrigin } from '../planning/job.js';
import type { RequestedComments } from '../requested-comments.js';
import type { BuiltPackageData } from '../test-run/test-order.js';

export type TargetPhase = 'waiting' | 'running' | 'succeeded' | 'failed' | 'errored' | 'cancelled';

export interface TargetState {
  readonly phase: TargetPhase;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly logUrl: string | null;
  readonly packages: readonly BuiltPackageData[];
  /** Why it errored or was cancelled. */
  readonly reason: string | null;
}

export interface DependentTest {
  /** The newest attempt that asked for this test; null: the build's own. */
  readonly attempt: string | null;
  /** Stream of the test run that took over. */
  readonly testRun: string | null;
  /** Why it will not run. */
  readonly cancelled: string | null;
  /** The gates did not let it begin. */
  readonly refused?: RefusedRun;
}

export type Submission =
  | { readonly phase: 'due' }
  | {
      readonly phase: 'postponed';
      readonly outage: 'copr' | 'forge' | 'forge-internal';
      readonly tries: number;
      readonly delaySeconds: number;
      readonly retryAt: string;
      readonly error: string;
    }
  | { readonly phase: 'submitted'; readonly coprBuildId: number; readonly url: string; readonly at: string }
  | { readonly phase: 'failed'; readonly error: string; readonly refusal: CoprRefusal | null }
  /** Cancelled before it was submitted, as far as we know; `lookedFor`: Copr was asked, and has no such build. */
  | { readonly phase: 'dropped'; readonly at: string; readonly lookedFor: boolean };

export interface RequestedBuild {
  readonly status: 'requested';
  readonly origin: RunOrigin;
  readonly order: BuildOrder;
  /** Of the Copr project, as it was planned. `order` has the project that was assigned. */
  readonly plannedProject: string;
  readonly deployment: 'prod' | 'stg';
  readonly requestedAt: string;
  readonly submission: Submission;
  readonly srpm: {
    readonly phase: 'waiting' | 'running' | 'succeeded' | 'failed';
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly logUrl: string | null;
    readonly url: string | null;
  };
  readonly targets: Readonly<Record<string, TargetState>>;
  readonly tests: Readonly<Record<string, DependentTest>>;
  readonly comments: RequestedComments;
  /** Whether Copr has to be told to cancel. */
  readonly coprCancellation: 'none' | 'wanted' | 'done';
  readonly cancelReason: string | null;
  /** The gates did not let it be submitted; null: they did, or were not asked yet. */
  readonly refused: RefusedRun | null;
}

/** What a rule about a build asks about. Plain JSON. */
export type Build = { readonly status: 'unknown' } | RequestedBuild;

export const waitingTarget: TargetState = {
  phase: 'waiting',
  startedAt: null,
  endedAt: null,
  logUrl: null,
  packages: [],
  reason: null,
};

const FINAL: ReadonlySet<TargetPhase> = new Set(['succeeded', 'failed', 'errored', 'cancelled']);

export function isFinal(target: TargetState): boolean {
  return FINAL.has(target.phase);
}

/** True when no message about this build can change anything any more. */
export function isOver(build: RequestedBuild): boolean {
  if (build.submission.phase === 'failed' || build.submission.phase === 'dropped') return true;
  if (build.srpm.phase === 'failed') return true;
  // Asked after each event of a rebuild: no list is made for it.
  for (const chroot in build.targets) if (!isFinal(build.targets[chroot]!)) return false;
  return true;
}

/** True when the build is over and no test waits for it any more. */
export function isSettled(build: RequestedBuild): boolean {
  if (!isOver(build)) return false;
  return build.order.tests.every(({ key, chroot }) => {
    const test = build.tests[key];
    return !test || test.testRun !== null || test.cancelled !== null || build.targets[chroot]?.phase !== 'succeeded';
  });
}

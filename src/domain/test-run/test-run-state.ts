import type { RefusedRun } from '../access/refused-run.js';
import type { RunOrigin } from '../planning/job.js';
import { itemId } from '../item-id.js';
import type { RequestedComments } from '../requested-comments.js';
import type { TestedBuild, TestOrder } from './test-order.js';
import type { TestRunEvent } from './test-run.events.js';

type NotSubmitted = Extract<TestRunEvent, { type: 'TestsNotSubmitted' }>['data'];

export type TestSubmission =
  | { readonly phase: 'due' }
  | {
      readonly phase: 'postponed';
      readonly tries: number;
      readonly delaySeconds: number;
      readonly retryAt: string;
      readonly error: string;
    }
  | {
      readonly phase: 'submitted';
      readonly requestId: string;
      /** The packages are only installed: the repository has no tests. */
      readonly installability: boolean;
      readonly at: string;
    }
  | ({ readonly phase: 'refused' } & Pick<NotSubmitted, 'reason' | 'state' | 'description' | 'details'>)
  /** Cancelled before it was submitted, as far as we know; `lookedFor`: Testing Farm was asked, and has no such request. */
  | { readonly phase: 'dropped'; readonly at: string; readonly lookedFor: boolean };

/** What Testing Farm says, or that it was cancelled. */
export type TestResult =
  | { readonly phase: 'none' | 'running' | 'passed' | 'failed' }
  /** `word` is Testing Farm's: `error`, `skipped` … */
  | { readonly phase: 'errored'; readonly word: string }
  | { readonly phase: 'cancelled'; readonly reason: string; readonly by: 'us' | 'testing-farm' };

export interface RequestedTestRun {
  readonly status: 'requested';
  readonly origin: RunOrigin;
  readonly order: TestOrder;
  readonly build: TestedBuild | null;
  readonly additionalBuilds: readonly TestedBuild[];
  readonly deployment: 'prod' | 'stg';
  readonly requestedAt: string;
  readonly submission: TestSubmission;
  readonly result: TestResult;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Where logs and results are. */
  readonly artifactsUrl: string | null;
  /** Testing Farm's sentence about the present result. */
  readonly summary: string | null;
  /** Whether Testing Farm has to be told to cancel. */
  readonly requestCancellation: 'none' | 'wanted' | 'done';
  /** The gates did not let them be submitted; null: they did, or were not asked yet. */
  readonly refused: RefusedRun | null;
  readonly comments: RequestedComments;
}

/** What a rule about a test run asks about. Plain JSON. */
export type TestRun = { readonly status: 'unknown' } | RequestedTestRun;

/** True when Testing Farm's last word, or a cancellation, is known. */
export function hasEnded({ result }: RequestedTestRun): boolean {
  return result.phase !== 'none' && result.phase !== 'running';
}

/** True when no message about this test run can change anything any more. */
export function isOver(run: RequestedTestRun): boolean {
  return run.submission.phase === 'refused' || hasEnded(run);
}

/** Id of this test run in links and in the read API. */
export function testRunId({ origin, order }: RequestedTestRun): number {
  return itemId(`${origin.delivery}/${order.key}`, 'tests');
}

import type { RefusedRun } from '../access/refused-run.js';
import { assertNever, type Decider } from '../event.js';
import type { RunOrigin } from '../planning/job.js';
import { decideComment, type CommentCommand } from '../requested-comments.js';
import type { TestedBuild, TestOrder } from './test-order.js';
import { failureComment } from './test-run-comments.js';
import { evolveTestRun } from './test-run-evolve.js';
import { hasEnded, isOver, type RequestedTestRun, type TestRun } from './test-run-state.js';
import type { TestRunEvent } from './test-run.events.js';

type NotSubmitted = Extract<TestRunEvent, { type: 'TestsNotSubmitted' }>['data'];

/** Commands of a test run. `at` is when it happened, ISO 8601 in UTC. */
export type TestRunCommand =
  | {
      type: 'RequestTests';
      origin: RunOrigin;
      order: TestOrder;
      build: TestedBuild | null;
      additionalBuilds: TestedBuild[];
      deployment: 'prod' | 'stg';
      at: string;
    }
  | { type: 'PostponeSubmission'; error: string; delaySeconds: number; retryAt: string; at: string }
  | { type: 'RecordSubmission'; requestId: string; installability: boolean; at: string }
  /** Nothing was submitted and nothing will be. */
  | ({ type: 'RefuseTests' } & NotSubmitted)
  /** `result` is Testing Farm's word: `running`, `passed`, `canceled` … */
  | { type: 'RecordResult'; result: string; artifactsUrl: string | null; summary: string | null; at: string }
  /** Ends what has not begun: a newer commit is there. What already runs goes on, and reports to its own commit. */
  | { type: 'Supersede'; reason: string; at: string }
  /** Ends everything that is not over. */
  | { type: 'Cancel'; reason: string; at: string }
  /** The gates do not let in any more what is not submitted. */
  | { type: 'Refuse'; refused: RefusedRun; maybeSent: boolean; at: string }
  | { type: 'RecordCancellation'; at: string }
  /** Testing Farm was asked whether it has a request that was dropped, and does not have it, or would not say. */
  | { type: 'RecordNeverSubmitted'; refusal: string | null; at: string }
  | CommentCommand;

/** Rules of a test run: Testing Farm's first last word counts, nothing goes backwards, messages may come in any order and often. */
export const testRunDecider: Decider<TestRun, TestRunCommand, TestRunEvent> = {
  initialState: { status: 'unknown' },
  evolve: evolveTestRun,
  decide(command, run) {
    if (command.type === 'RequestTests') {
      if (run.status !== 'unknown') return [];
      const { type: _, ...data } = command;
      return [{ type: 'TestsRequested', data }];
    }
    if (run.status === 'unknown') throw new Error(`${command.type} before TestsRequested`);
    return decideRequested(command, run);
  },
};

type LaterCommand = Exclude<TestRunCommand, { type: 'RequestTests' }>;

function decideRequested(command: LaterCommand, run: RequestedTestRun): readonly TestRunEvent[] {
  switch (command.type) {
    case 'PostponeSubmission':
    case 'RecordSubmission':
    case 'RefuseTests':
      return decideSubmission(command, run);
    case 'RecordResult':
      return recordResult(command, run);
    case 'Supersede':
    case 'Cancel': {
      if (isOver(run) || (command.type === 'Supersede' && run.result.phase === 'running')) return [];
      const { reason, at } = command;
      return [{ type: 'TestsCancelled', data: { reason, by: 'us', artifactsUrl: null, summary: null, at } }];
    }
    case 'Refuse': {
      const { refused, maybeSent, at } = command;
      const { phase } = run.submission;
      if (isOver(run) || (phase !== 'due' && phase !== 'postponed')) return [];
      return [{ type: 'TestsRefused', data: { refused, maybeSent, at } }];
    }
    case 'RecordCancellation':
      return run.requestCancellation === 'wanted'
        ? [{ type: 'TestingFarmRequestCancelled', data: { at: command.at } }]
        : [];
    case 'RecordNeverSubmitted': {
      const { refusal, at } = command;
      if (run.submission.phase !== 'dropped' || run.submission.lookedFor) return [];
      return [{ type: 'TestsNeverSubmitted', data: { refusal, at } }];
    }
    case 'RecordComment':
    case 'SkipComment':
      return decideComment(command, run.comments);
    default:
      return assertNever(command);
  }
}

function decideSubmission(
  command: Extract<LaterCommand, { type: 'PostponeSubmission' | 'RecordSubmission' | 'RefuseTests' }>,
  run: RequestedTestRun,
): readonly TestRunEvent[] {
  const { submission } = run;
  // A submission that got through although the tests were cancelled meanwhile is recorded, so that Testing Farm is told to cancel it.
  if (command.type === 'RecordSubmission') {
    if (submission.phase === 'submitted' || submission.phase === 'refused') return [];
    const { requestId, installability, at } = command;
    return [{ type: 'TestsSubmitted', data: { requestId, installability, at } }];
  }
  if (submission.phase !== 'due' && submission.phase !== 'postponed') return [];
  // Testing Farm reports on it already: it was submitted, and only the answer got lost.
  if (run.result.phase !== 'none') return [];
  if (command.type === 'RefuseTests') {
    const { type: _, ...data } = command;
    return [{ type: 'TestsNotSubmitted', data }];
  }
  const { error, delaySeconds, retryAt, at } = command;
  const tries = submission.phase === 'postponed' ? submission.tries + 1 : 1;
  return [{ type: 'TestsSubmissionPostponed', data: { error, tries, delaySeconds, retryAt, at } }];
}

function recordResult(
  { result, artifactsUrl, summary, at }: Extract<LaterCommand, { type: 'RecordResult' }>,
  run: RequestedTestRun,
): readonly TestRunEvent[] {
  if (hasEnded(run) || run.submission.phase === 'refused') return [];
  const data = { artifactsUrl, summary, at };
  switch (result) {
    case 'new':
    case 'queued':
    case 'cancel-requested':
      return [];
    case 'running': {
      // Said once; again only when it now also says where the logs are.
      const news = run.result.phase === 'none' || (run.artifactsUrl === null && artifactsUrl !== null);
      return news ? [{ type: 'TestsStarted', data }] : [];
    }
    case 'passed':
      return [{ type: 'TestsPassed', data }];
    case 'failed':
      return [{ type: 'TestsFailed', data }, ...failureComment(run, artifactsUrl)];
    case 'canceled':
      return [{ type: 'TestsCancelled', data: { ...data, reason: 'cancelled in Testing Farm', by: 'testing-farm' } }];
    default:
      return [{ type: 'TestsErrored', data: { ...data, result } }];
  }
}

import { assertNever } from '../event.js';
import { evolveComments } from '../requested-comments.js';
import type { RequestedTestRun, TestResult, TestRun } from './test-run-state.js';
import type { TestRunEvent } from './test-run.events.js';

/** Folds one event into the state of a test run. */
export function evolveTestRun(run: TestRun, event: TestRunEvent): TestRun {
  if (event.type === 'TestsRequested') return requested(event.data);
  if (run.status === 'unknown') return run;
  const { data } = event;
  switch (event.type) {
    case 'TestsSubmissionPostponed': {
      const { tries, delaySeconds, retryAt, error } = event.data;
      return { ...run, submission: { phase: 'postponed', tries, delaySeconds, retryAt, error } };
    }
    case 'TestsSubmitted': {
      const late = run.submission.phase === 'dropped';
      return {
        ...run,
        submission: { phase: 'submitted', ...event.data },
        requestCancellation: late ? 'wanted' : run.requestCancellation,
      };
    }
    case 'TestsNotSubmitted': {
      const { reason, state, description, details, at } = event.data;
      return { ...run, submission: { phase: 'refused', reason, state, description, details }, endedAt: at };
    }
    case 'TestsStarted': {
      const { at, summary } = event.data;
      return {
        ...run,
        result: { phase: 'running' },
        startedAt: run.startedAt ?? at,
        artifactsUrl: event.data.artifactsUrl ?? run.artifactsUrl,
        summary,
      };
    }
    case 'TestsPassed':
      return ended(run, { phase: 'passed' }, event.data);
    case 'TestsFailed':
      return ended(run, { phase: 'failed' }, event.data);
    case 'TestsErrored':
      return ended(run, { phase: 'errored', word: event.data.result }, event.data);
    case 'TestsCancelled':
      return cancelled(run, event.data);
    case 'TestsRefused': {
      const { refused, maybeSent, at } = event.data;
      const result: TestResult = { phase: 'cancelled', reason: refused.reason, by: 'us' };
      const submission = { phase: 'dropped', at, lookedFor: !maybeSent } as const;
      return { ...run, result, submission, refused, endedAt: at };
    }
    case 'TestsNeverSubmitted': {
      const { submission } = run;
      return submission.phase === 'dropped' ? { ...run, submission: { ...submission, lookedFor: true } } : run;
    }
    case 'TestingFarmRequestCancelled':
      return { ...run, requestCancellation: 'done' };
    case 'CommentRequested':
    case 'CommentPosted':
    case 'CommentSkipped':
      return { ...run, comments: evolveComments(run.comments, event) };
    default:
      return data === undefined ? run : assertNever(event);
  }
}

function requested({
  origin,
  order,
  build,
  additionalBuilds,
  deployment,
  at,
}: Extract<TestRunEvent, { type: 'TestsRequested' }>['data']): RequestedTestRun {
  return {
    status: 'requested',
    origin,
    order,
    build,
    additionalBuilds,
    deployment,
    requestedAt: at,
    submission: { phase: 'due' },
    result: { phase: 'none' },
    startedAt: null,
    endedAt: null,
    artifactsUrl: null,
    summary: null,
    requestCancellation: 'none',
    refused: null,
    comments: {},
  };
}

function ended(
  run: RequestedTestRun,
  result: TestResult,
  { at, artifactsUrl, summary }: { at: string; artifactsUrl: string | null; summary: string | null },
): RequestedTestRun {
  return { ...run, result, endedAt: at, artifactsUrl: artifactsUrl ?? run.artifactsUrl, summary };
}

function cancelled(
  run: RequestedTestRun,
  data: Extract<TestRunEvent, { type: 'TestsCancelled' }>['data'],
): RequestedTestRun {
  const { submission } = run;
  const next = ended(run, { phase: 'cancelled', reason: data.reason, by: data.by }, data);
  if (data.by === 'testing-farm') return next;
  if (submission.phase === 'submitted') return { ...next, requestCancellation: 'wanted' };
  return { ...next, submission: { phase: 'dropped', at: data.at, lookedFor: false } };
}

import { isNamed } from '../planning/named-job.js';
import { defineRunType } from '../run/run-type.js';
import { testRunDecider, type TestRunCommand } from './test-run.js';
import { checksOfTestRun } from './test-run-checks.js';
import { testRunEvents, type TestRunEvent } from './test-run.events.js';
import { isOver, type RequestedTestRun } from './test-run-state.js';
import { todosOfTestRun } from './test-run-todos.js';

/** Tests at Testing Farm: one job, one chroot. */
export const testRunRunType = defineRunType<RequestedTestRun, TestRunCommand, TestRunEvent>({
  category: 'testRun',
  kind: 'test',
  definitions: testRunEvents,
  decider: testRunDecider,
  search: {
    version: 5,
    columns: { requestId: 'text', check: 'text', build: 'text' },
    lookups: ['requestId', 'build'],
    columnsOf: ({ submission, order, build }) => ({
      requestId: submission.phase === 'submitted' ? submission.requestId : null,
      check: order.check,
      build: build?.stream ?? null,
    }),
  },
  startedBy: { category: 'build', column: 'build' },
  isSettled: isOver,
  isUnsent: ({ submission: { phase } }) => phase === 'due' || phase === 'postponed' || phase === 'dropped',
  todosOf: (stream, run, { testingFarmPollSeconds }) => todosOfTestRun(stream, run, testingFarmPollSeconds),
  checksOf: checksOfTestRun,
  cancellation: ({ origin }, only, ending) => (isNamed(origin.job, only) ? { type: 'Cancel', ...ending } : undefined),
  endedChecks: ({ order }, events) => (events.length > 0 ? [order.check] : []),
  describe: ({ submission, result, order }) => ({
    submission: submission.phase,
    result: result.phase,
    check: order.check,
  }),
  names: ({ build, additionalBuilds }) => [
    ...new Set([...(build ? [build] : []), ...additionalBuilds].map(({ stream }) => stream)),
  ],
});

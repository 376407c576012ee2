import { plusSeconds } from '../durations.js';
import { commentLane, placeOfRun } from '../notifications.js';
import { SUBMISSION_SECONDS } from '../planning/submission.js';
import { openPurposes } from '../requested-comments.js';
import type { Todo } from '../todo.js';
import { isOver, type RequestedTestRun } from './test-run-state.js';

/** When Testing Farm is asked for the first time what became of a request, in seconds after the submission. */
const FIRST_POLL_SECONDS = 600;

/** What a test run still wants done. `stream` is its own. */
export function todosOfTestRun(stream: string, run: RequestedTestRun, pollAfterSeconds = FIRST_POLL_SECONDS): Todo[] {
  const { submission } = run;
  const base = { dueAt: null, priority: 1, data: null } as const;
  const todos: Todo[] = [];
  const over = isOver(run);
  if (!over && (submission.phase === 'due' || submission.phase === 'postponed'))
    todos.push({
      ...base,
      key: `submit-tests/${stream}`,
      type: 'submit-tests',
      lane: stream,
      dueAt: submission.phase === 'postponed' ? submission.retryAt : null,
    });
  if (!over && submission.phase === 'submitted')
    todos.push({
      ...base,
      key: `poll-testing-farm/${stream}`,
      type: 'poll-testing-farm',
      lane: `${stream}/poll`,
      dueAt: plusSeconds(submission.at, pollAfterSeconds),
      priority: 2,
    });
  if (submission.phase === 'dropped' && !submission.lookedFor)
    todos.push({
      ...base,
      key: `find-dropped-request/${stream}`,
      type: 'find-dropped-request',
      lane: stream,
      dueAt: plusSeconds(submission.at, SUBMISSION_SECONDS),
      priority: 2,
    });
  if (run.requestCancellation === 'wanted')
    todos.push({
      ...base,
      key: `cancel-testing-farm-request/${stream}`,
      type: 'cancel-testing-farm-request',
      lane: stream,
    });
  for (const purpose of openPurposes(run.comments))
    todos.push({
      ...base,
      key: `post-comment/${stream}/${purpose}`,
      type: 'post-comment',
      lane: commentLane(run.origin.project, placeOfRun(run.origin)),
      data: { purpose },
    });
  return todos;
}

/** True when a run is neither over nor waiting for anything: such a run would hang for ever. A test looks for it. */
export function isStuck(stream: string, run: RequestedTestRun): boolean {
  return !isOver(run) && todosOfTestRun(stream, run).length === 0;
}

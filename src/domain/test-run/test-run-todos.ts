import { plusSeconds } from '../durations.js';
import { commentLane, placeOfRun } from '../notifications.js';
import { projectKey } from '../forge/project-ref.js';
import { SUBMISSION_SECONDS } from '../planning/submission.js';
import { openPurposes } from '../requested-comments.js';
import { tenantOf } from '../tenant.js';
import { todoOf, type Todo } from '../todo.js';
import { isOver, type RequestedTestRun } from './test-run-state.js';

/** When Testing Farm is asked for the first time what became of a request, in seconds after the submission. */
const FIRST_POLL_SECONDS = 600;

/** What a test run still wants done. `stream` is its own. */
export function todosOfTestRun(stream: string, run: RequestedTestRun, pollAfterSeconds = FIRST_POLL_SECONDS): Todo[] {
  const { submission } = run;
  const todos: Todo[] = [];
  const tenant = tenantOf(projectKey(run.origin.project));
  const over = isOver(run);
  if (!over && (submission.phase === 'due' || submission.phase === 'postponed'))
    todos.push(
      todoOf(
        'submit-tests',
        stream,
        { lane: stream, tenant, dueAt: submission.phase === 'postponed' ? submission.retryAt : null },
        null,
      ),
    );
  if (!over && submission.phase === 'submitted')
    todos.push(
      todoOf(
        'poll-testing-farm',
        stream,
        { lane: `${stream}/poll`, tenant, dueAt: plusSeconds(submission.at, pollAfterSeconds), priority: 4 },
        null,
      ),
    );
  if (submission.phase === 'dropped' && !submission.lookedFor)
    todos.push(
      todoOf(
        'find-dropped-request',
        stream,
        { lane: stream, tenant, dueAt: plusSeconds(submission.at, SUBMISSION_SECONDS), priority: 4 },
        null,
      ),
    );
  if (run.requestCancellation === 'wanted')
    todos.push(todoOf('cancel-testing-farm-request', stream, { lane: stream, tenant }, null));
  const lane = commentLane(run.origin.project, placeOfRun(run.origin));
  for (const purpose of openPurposes(run.comments))
    todos.push(todoOf('post-comment', stream, { part: purpose, lane, tenant, priority: 2 }, { purpose }));
  return todos;
}

/** True when a run is neither over nor waiting for anything: such a run would hang for ever. A test looks for it. */
export function isStuck(stream: string, run: RequestedTestRun): boolean {
  return !isOver(run) && todosOfTestRun(stream, run).length === 0;
}

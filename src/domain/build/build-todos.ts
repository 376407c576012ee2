import { plusSeconds } from '../durations.js';
import { commentLane, placeOfRun } from '../notifications.js';
import { projectKey } from '../forge/project-ref.js';
import { subjectKey } from '../planning/job.js';
import { openPurposes } from '../requested-comments.js';
import { tenantOf } from '../tenant.js';
import { todoOf, type Todo } from '../todo.js';
import { SUBMISSION_SECONDS } from '../planning/submission.js';
import { isFinal, isOver, type RequestedBuild } from './build-state.js';

/** When Copr is asked for the first time what became of a build, in seconds after the submission. */
const FIRST_POLL_SECONDS = 120;

/** What a build still wants done. `stream` is its own. */
export function todosOfBuild(stream: string, build: RequestedBuild, pollAfterSeconds = FIRST_POLL_SECONDS): Todo[] {
  const { submission } = build;
  const todos: Todo[] = [];
  const tenant = tenantOf(projectKey(build.origin.project));
  const over = isOver(build);
  if (!over && (submission.phase === 'due' || submission.phase === 'postponed'))
    todos.push(
      todoOf(
        'submit-build',
        stream,
        { lane: buildsLane(build), tenant, dueAt: submission.phase === 'postponed' ? submission.retryAt : null },
        null,
      ),
    );
  if (!over && submission.phase === 'submitted')
    todos.push(
      todoOf(
        'poll-copr-build',
        stream,
        { lane: `${stream}/poll`, tenant, dueAt: plusSeconds(submission.at, pollAfterSeconds), priority: 4 },
        null,
      ),
    );
  if (submission.phase === 'dropped' && !submission.lookedFor)
    todos.push(
      todoOf(
        'find-dropped-build',
        stream,
        { lane: buildsLane(build), tenant, dueAt: plusSeconds(submission.at, SUBMISSION_SECONDS), priority: 4 },
        null,
      ),
    );
  if (build.coprCancellation === 'wanted')
    todos.push(todoOf('cancel-copr-build', stream, { lane: stream, tenant }, null));

  for (const test of build.order.tests) {
    const dependent = build.tests[test.key];
    if (!dependent || dependent.testRun !== null || dependent.cancelled !== null) continue;
    if (build.targets[test.chroot]?.phase === 'succeeded')
      todos.push(
        todoOf('request-tests', stream, { part: test.key, lane: `${stream}/${test.key}`, tenant }, { test: test.key }),
      );
  }
  const lane = commentLane(build.origin.project, placeOfRun(build.origin));
  for (const purpose of openPurposes(build.comments))
    todos.push(todoOf('post-comment', stream, { part: purpose, lane, tenant, priority: 2 }, { purpose }));
  return todos;
}

/** Builds of one pull request share a Copr project: one after the other. */
function buildsLane({ origin }: RequestedBuild): string {
  return `${subjectKey(origin.project, origin.subject)}/builds`;
}

/** True when a run is neither over nor waiting for anything: such a run would hang for ever. A test looks for it. */
export function isStuck(stream: string, build: RequestedBuild): boolean {
  const open = Object.values(build.targets).some((target) => !isFinal(target));
  return open && !isOver(build) && todosOfBuild(stream, build).length === 0;
}

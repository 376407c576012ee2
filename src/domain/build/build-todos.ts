import { plusSeconds } from '../durations.js';
import { commentLane, placeOfRun } from '../notifications.js';
import { subjectKey } from '../planning/job.js';
import { openPurposes } from '../requested-comments.js';
import type { Todo } from '../todo.js';
import { SUBMISSION_SECONDS } from '../planning/submission.js';
import { isFinal, isOver, type RequestedBuild } from './build-state.js';

/** When Copr is asked for the first time what became of a build, in seconds after the submission. */
const FIRST_POLL_SECONDS = 120;

/** What a build still wants done. `stream` is its own. */
export function todosOfBuild(stream: string, build: RequestedBuild, pollAfterSeconds = FIRST_POLL_SECONDS): Todo[] {
  const { submission } = build;
  const todos: Todo[] = [];
  const todo = (type: string, more: Partial<Todo> & { part?: string } = {}) => {
    const { part, ...rest } = more;
    todos.push({
      key: `${type}/${stream}${part ? `/${part}` : ''}`,
      type,
      lane: stream,
      dueAt: null,
      priority: 1,
      data: null,
      ...rest,
    });
  };

  const over = isOver(build);
  if (!over && (submission.phase === 'due' || submission.phase === 'postponed'))
    todo('submit-build', {
      lane: buildsLane(build),
      dueAt: submission.phase === 'postponed' ? submission.retryAt : null,
    });
  if (!over && submission.phase === 'submitted')
    todo('poll-copr-build', {
      lane: `${stream}/poll`,
      dueAt: plusSeconds(submission.at, pollAfterSeconds),
      priority: 2,
    });
  if (submission.phase === 'dropped' && !submission.lookedFor)
    todo('find-dropped-build', {
      lane: buildsLane(build),
      dueAt: plusSeconds(submission.at, SUBMISSION_SECONDS),
      priority: 2,
    });
  if (build.coprCancellation === 'wanted') todo('cancel-copr-build');

  for (const test of build.order.tests) {
    const dependent = build.tests[test.key];
    if (!dependent || dependent.testRun !== null || dependent.cancelled !== null) continue;
    if (build.targets[test.chroot]?.phase === 'succeeded')
      todo('request-tests', { part: test.key, lane: `${stream}/${test.key}`, data: { test: test.key } });
  }
  for (const purpose of openPurposes(build.comments))
    todo('post-comment', {
      part: purpose,
      lane: commentLane(build.origin.project, placeOfRun(build.origin)),
      data: { purpose },
    });
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

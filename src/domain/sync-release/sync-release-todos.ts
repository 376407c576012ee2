import { commentLane, placeOfRun } from '../notifications.js';
import { openPurposes } from '../requested-comments.js';
import { projectKey } from '../forge/project-ref.js';
import { tenantOf } from '../tenant.js';
import { todoOf, type Todo } from '../todo.js';
import { isBranchOver, type RequestedSync } from './sync-release-state.js';

/** What the synchronisation of a release still wants done. `stream` is its own. */
export function todosOfSyncRelease(stream: string, sync: RequestedSync): Todo[] {
  const todos: Todo[] = [];
  const tenant = tenantOf(projectKey(sync.origin.project));
  const { order, branches } = sync;
  // Runs for one package share its work branches: one after the other, the older first.
  const lane = `dist-git/${order.namespace}/${order.settings.downstreamPackageName}`;
  for (const [branch, state] of Object.entries(branches)) {
    if (isBranchOver(state)) continue;
    const dueAt = state.progress.phase === 'awaiting-archive' ? state.progress.retryAt : null;
    todos.push(todoOf('sync-branch', stream, { lane, tenant, part: branch, dueAt }, { branch }));
  }
  const unreported = Object.entries(branches).some(([, state]) => isBranchOver(state) && !state.isReported);
  if (!sync.isNoted || unreported)
    todos.push(todoOf('inform-release', stream, { lane: stream, tenant, priority: 2 }, null));
  const place = commentLane(sync.origin.project, placeOfRun(sync.origin));
  for (const purpose of openPurposes(sync.comments))
    todos.push(todoOf('post-comment', stream, { lane: place, tenant, part: purpose, priority: 2 }, { purpose }));
  return todos;
}

import { commentLane } from '../notifications.js';
import { projectKey } from '../forge/project-ref.js';
import { tenantOf } from '../tenant.js';
import { todoOf, type Todo } from '../todo.js';
import { issuesToClose, untoldFailure, type KnownRelease } from './release-state.js';

/** What a release still wants done in the issues of its project. `stream` is its own. */
export function todosOfRelease(stream: string, release: KnownRelease): Todo[] {
  const tenant = tenantOf(projectKey(release.project));
  const failures = Object.keys(release.packages)
    .filter((name) => untoldFailure(release, name) !== undefined)
    .map((name) =>
      todoOf('report-release-failure', stream, { lane: stream, tenant, part: name, priority: 2 }, { package: name }),
    );
  const closings = issuesToClose(release).map((number) => {
    const lane = commentLane(release.project, { on: 'issue', number });
    return todoOf('close-release-issue', stream, { lane, tenant, part: String(number), priority: 2 }, { number });
  });
  return [...failures, ...closings];
}

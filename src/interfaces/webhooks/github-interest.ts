/** Actions that something may follow from, of the events that we know. */
const actions: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'reopened', 'synchronize', 'labeled', 'unlabeled'],
  issue_comment: ['created', 'edited'],
  commit_comment: ['created'],
  release: ['published'],
  check_run: ['rerequested'],
  check_suite: ['rerequested'],
};

/** Whether anything may follow from an event of GitHub: only the answer to its sender hangs on it. */
export function mayConcernUs(event: string, body: unknown): boolean {
  if (event === '') return false;
  const { action, deleted } = body as { action?: unknown; deleted?: unknown };
  if (event === 'push') return !deleted;
  return actions[event]?.some((known) => known === action) ?? true;
}

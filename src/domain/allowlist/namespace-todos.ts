import { tenantOf } from '../tenant.js';
import { todoOf, type Todo } from '../todo.js';
import type { NamespaceEntry } from './namespace-state.js';

/** What an entry of the allowlist still wants done. `stream` is its own. */
export function todosOfNamespace(stream: string, entry: NamespaceEntry): Todo[] {
  const lane = `${stream}/issue`;
  const tenant = tenantOf(entry.namespace);
  return [
    ...(entry.wantedIssue ? [todoOf('open-approval-issue', stream, { lane, tenant }, null)] : []),
    ...Object.entries(entry.issues)
      .filter(([, state]) => state === 'closing')
      .map(([number]) =>
        todoOf('close-approval-issue', stream, { lane, tenant, part: number }, { number: Number(number) }),
      ),
    ...(entry.planAgainSince === null
      ? []
      : [todoOf('plan-refused-again', stream, { lane: `${stream}/plan-again`, tenant }, null)]),
  ];
}

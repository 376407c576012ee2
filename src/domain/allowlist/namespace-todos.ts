import type { Todo } from '../todo.js';
import type { NamespaceEntry } from './namespace-state.js';

/** What an entry of the allowlist still wants done. `stream` is its own. */
export function todosOfNamespace(stream: string, entry: NamespaceEntry): Todo[] {
  const todo = (type: string, lane: string, part = '', data: unknown = null): Todo => ({
    key: `${type}/${stream}${part}`,
    type,
    lane: `${stream}/${lane}`,
    dueAt: null,
    priority: 1,
    data,
  });
  return [
    ...(entry.wantedIssue ? [todo('open-approval-issue', 'issue')] : []),
    ...Object.entries(entry.issues)
      .filter(([, state]) => state === 'closing')
      .map(([number]) => todo('close-approval-issue', 'issue', `/${number}`, { number: Number(number) })),
    ...(entry.planAgainSince === null ? [] : [todo('plan-refused-again', 'plan-again')]),
  ];
}

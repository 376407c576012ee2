import { todoOf, type Todo } from '../todo.js';
import type { NamespaceEntry } from './namespace-state.js';

/** What an entry of the allowlist still wants done. `stream` is its own. */
export function todosOfNamespace(stream: string, entry: NamespaceEntry): Todo[] {
  const lane = `${stream}/issue`;
  return [
    ...(entry.wantedIssue ? [todoOf('open-approval-issue', stream, { lane }, null)] : []),
    ...Object.entries(entry.issues)
      .filter(([, state]) => state === 'closing')
      .map(([number]) => todoOf('close-approval-issue', stream, { lane, part: number }, { number: Number(number) })),
    ...(entry.planAgainSince === null
      ? []
      : [todoOf('plan-refused-again', stream, { lane: `${stream}/plan-again` }, null)]),
  ];
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.js';
import type { TodoList } from '../../src/application/queries/todos/list-todos.js';

/** What no test leaves behind, unless it says why: {@link dueTodos}, {@link unreadComments}, read models that a rebuild makes otherwise. */
export type LeftBehind = 'todos' | 'comments' | 'readModels';

/** How long things that are due may take to be done after the test is over. */
const PATIENCE_MS = 30_000;

/** Things to do that are due and are not done, and those that were parked. `list` answers `GET /api/todos`. */
export async function dueTodos(list: () => Promise<TodoList>, patienceMs = PATIENCE_MS): Promise<string[]> {
  for (const end = Date.now() + patienceMs; ; await pause(50)) {
    const { todos } = await list();
    const due = todos.filter(
      ({ due_at, parked }) => parked !== null || due_at === null || Date.parse(due_at) <= Date.now(),
    );
    if (due.length === 0 || Date.now() >= end)
      return due.map(({ key, parked }) => `A todo was left: ${key}${parked ? `, parked: ${parked.error}` : ''}`);
  }
}

/** What the service said in comments that the test never asked for. */
export function unreadComments({ github }: Sandbox): string[] {
  return github.unreadComments.map(({ on, body }) => `A comment was not read: on ${JSON.stringify(on)}: ${body}`);
}

/** What the service asked of the stand-ins that they do not have. */
export function unknownCalls({ services }: Sandbox): string[] {
  return services.flatMap(({ name, exchanges }) =>
    exchanges
      .filter(({ route }) => route.endsWith('(unknown)'))
      .map(({ method, path }) => `The service called what the sandbox does not know: ${name}: ${method} ${path}`),
  );
}

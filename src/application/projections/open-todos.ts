import type { PendingEffect } from '../../domain/todo.js';
import { categoryOf, type EventStore, type RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { TableChange } from '../ports/read-models.js';
import { decode } from '../streams/event-codec.js';
import { sideBySide } from '../streams/side-by-side.js';
import { checkParts, emptyCheck, publishTodo, wantedCheck, type Addresses } from './checks-table.js';
import type { CurrentStates } from './current-states.js';
import type { OpenTodo } from './projector.js';
import type { StreamModel } from './stream-model.js';
import type { EventMark } from './touched-stream.js';

/** What is still open when the end of the log was reached. */
export interface Waiting {
  /** Streams that want something done. */
  readonly streams: readonly string[];
  /** Checks whose publication is wanted. */
  readonly checks: readonly string[];
}

/**
 * The list of things to do at the end of a log that is in the read models. The streams that want something are read once
 * more, up to `head`, to say after which event each thing was first wanted. `openChecks`: how many checks of a commit are not finished.
 */
export async function openTodos(
  { store, addresses, ids }: { store: EventStore; addresses: Addresses; ids: Ids },
  states: Pick<CurrentStates, 'models' | 'check'>,
  waiting: Waiting,
  head: number,
  openChecks: (commit: string) => number,
): Promise<TableChange[]> {
  const ofStreams = await sideBySide(waiting.streams, async (stream) => {
    const events = (await store.readStream(stream)).filter(({ position }) => position <= head);
    return todosOfStream(states.models.get(categoryOf(stream))!, stream, events);
  });
  const todos = ofStreams.flat();
  for (const key of waiting.checks) {
    const row = (await states.check(key)) ?? emptyCheck;
    const now = wantedCheck(row, addresses, ids);
    const { commit } = checkParts(key);
    const todo = publishTodo(key, row, now?.wanted, now?.digest ?? '', () => openChecks(commit));
    if (!todo) continue;
    const stream = `check-${key}`;
    const { position, correlationId } = await lastOf(store, [stream, ...row.contributions.keys()], head);
    todos.push({ ...todo, stream, openedAt: position, correlationId });
  }
  return todos.map((todo) => {
    const { key, stream, type } = todo;
    return { table: 'todos', put: { key, columns: { stream, type }, row: todo } };
  });
}

/** The last event up to `head` of several streams, of which one has one. */
async function lastOf(store: EventStore, streams: readonly string[], head: number): Promise<EventMark> {
  const lasts = await sideBySide(streams, async (stream) => {
    const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
    if (!last || last.position <= head) return last;
    return (await store.readStream(stream)).findLast(({ position }) => position <= head);
  });
  const last = lasts
    .flatMap((event) => event ?? [])
    .reduce((one, other) => (one.position > other.position ? one : other));
  return { position: last.position, correlationId: last.metadata.$correlationId };
}

function todosOfStream(model: StreamModel, stream: string, events: readonly RecordedEvent[]): OpenTodo[] {
  let state: unknown = model.initialState;
  let todos: PendingEffect[] = [];
  let since = new Map<string, EventMark>();
  for (const event of events) {
    const decoded = decode(model.definitions, event);
    if (!decoded) continue;
    state = model.evolve(state, decoded);
    todos = model.todosOf(stream, state);
    const mark = { position: event.position, correlationId: event.metadata.$correlationId };
    since = new Map(todos.map(({ key }) => [key, since.get(key) ?? mark]));
  }
  return todos.map((todo) => {
    const { position, correlationId } = since.get(todo.key)!;
    return { ...todo, stream, openedAt: position, correlationId };
  });
}

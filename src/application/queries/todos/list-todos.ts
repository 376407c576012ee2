import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ParkedTodo } from '../../effects/parked-todo.js';
import { Worker } from '../../effects/worker.js';
import type { OpenTodo } from '../../projections/projector.js';
import { cleaned } from '../audience/cleaned.js';
import { ReadQuery, type Audience } from '../audience/audience.js';
import { Visibility } from '../audience/sight.js';

/** A thing to do, as operators see it. */
export interface TodoLine {
  readonly key: string;
  readonly type: string;
  readonly stream: string;
  readonly lane: string;
  /** Null: at once. */
  readonly due_at: string | null;
  /** The delivery that it goes back to. */
  readonly delivery: string;
  /** Why and since when nobody tries it any more; null: it is not parked. */
  readonly parked: { readonly error: string; readonly at: string } | null;
}

export interface TodoList {
  readonly open: number;
  readonly parked: number;
  /** Those that are parked, then the others as they are due. */
  readonly todos: readonly TodoLine[];
  /** Key of the todo behind which the next page begins; null: there is none. */
  readonly next: string | null;
}

/** What is to be done outside, and what was given up until somebody releases it. */
export class ListTodos extends ReadQuery<TodoList> {
  constructor(
    audience: Audience,
    /** At most so many, behind the todo with this key. */
    readonly page: { readonly after: string | undefined; readonly limit: number },
  ) {
    super(audience);
  }
}

@QueryHandler(ListTodos)
export class ListTodosHandler implements IQueryHandler<ListTodos> {
  constructor(
    private readonly visibility: Visibility,
    private readonly worker: Worker,
  ) {}

  async execute({ audience, page: { after, limit } }: ListTodos): Promise<TodoList> {
    const sight = this.visibility.of(audience);
    const parked = new Map(this.worker.parkedTodos().map((each) => [each.todo.key, each]));
    const todos = sight.find('todos').map(({ row }) => lineOf(row as OpenTodo, parked));
    todos.sort((one, other) => order(one).localeCompare(order(other)));
    const given = todos.filter((todo) => todo.parked).length;
    const start = after === undefined ? 0 : todos.findIndex(({ key }) => key === after) + 1;
    const some = todos.slice(start, start + limit);
    return {
      open: todos.length - given,
      parked: given,
      todos: cleaned(some, sight) as TodoLine[],
      next: start + limit < todos.length ? some.at(-1)!.key : null,
    };
  }
}

function lineOf(
  { key, type, stream, lane, dueAt, correlationId }: OpenTodo,
  parked: ReadonlyMap<string, ParkedTodo>,
): TodoLine {
  const given = parked.get(key);
  return {
    key,
    type,
    stream,
    lane,
    due_at: dueAt,
    delivery: correlationId,
    parked: given ? { error: given.error, at: given.at } : null,
  };
}

function order({ parked, due_at: dueAt, key }: TodoLine): string {
  return `${parked ? 0 : 1} ${dueAt ?? ''} ${key}`;
}

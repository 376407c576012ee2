import { Injectable } from '@nestjs/common';
import type { CheckEvent } from '../../domain/check/check.events.js';
import { checkEvents } from '../../domain/check/check.events.js';
import { checkKey, isTerminal, type CheckContribution } from '../../domain/check/contribution.js';
import { leaseEvents } from '../../domain/lease/lease.events.js';
import type { Todo } from '../../domain/todo.js';
import { categoryOf, EventStore, type RecordedEvent } from '../ports/event-store.js';
import { Ids } from '../ports/ids.js';
import { Log } from '../ports/log.js';
import { ReadModels, type TableChange, type TableDefinition } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { decode } from '../streams/event-codec.js';
import {
  applyCheckEvent,
  checkChange,
  checkParts,
  decidingContribution,
  emptyCheck,
  publishTodo,
  wantedCheck,
  type CheckRow,
} from './checks-table.js';
import { tablesOf } from './read-model-tables.js';
import { StateCache } from './state-cache.js';
import { stateTable, type StreamModel } from './stream-model.js';
import type { EventMark, TouchedStream, WantedSince } from './touched-stream.js';

/** A todo as it stands in the table. */
export interface OpenTodo extends Todo {
  readonly stream: string;
  /** Position of the event after which it was first wanted: older ones go first. */
  readonly openedAt: number;
  readonly correlationId: string;
}

export interface TodoChanges {
  readonly opened: readonly OpenTodo[];
  readonly closed: readonly string[];
}

/**
 * Reads the log and keeps the read models: the state of every stream, what every check should say, and what is to be done.
 * Everything of a batch, and the checkpoint, changes in one transaction.
 */
@Injectable()
export class Projector {
  private readonly models: ReadonlyMap<string, StreamModel>;
  private readonly states: StateCache<unknown>;
  private readonly checks: StateCache<CheckRow>;
  /** Streams and checks that were folded and not written yet. */
  private readonly touched = new Map<string, TouchedStream>();
  private readonly touchedChecks = new Map<string, EventMark>();
  private readonly todos = new Map<string, Map<string, OpenTodo>>();
  private readonly listeners = new Set<(changes: TodoChanges) => void>();
  private readonly waiting: { position: number; resolve: () => void }[] = [];
  private readonly reachedEnd = deferred();

  constructor(
    models: readonly StreamModel[],
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly ids: Ids,
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    this.models = new Map(models.map((model) => [model.definitions.category, model]));
    this.states = new StateCache((stream) => readModels.get(stateTable(categoryOf(stream)), stream)?.row);
    this.checks = new StateCache((key) => readModels.get('checks', key)?.row as CheckRow | undefined);
  }

  /** Opens the tables; when they are missing or of another version everything is projected anew. */
  open(): void {
    this.readModels.open(this.tables());
    for (const { row } of this.readModels.find('todos')) this.remember(row as OpenTodo);
  }

  tables(): TableDefinition[] {
    return tablesOf([...this.models.values()]);
  }

  /** Leases change no read model, but their positions are waited for. */
  get categories(): string[] {
    return [...this.models.keys(), checkEvents.category, leaseEvents.category];
  }

  /** Resolves when the end of the log has been reached for the first time. */
  caughtUp(): Promise<void> {
    return this.reachedEnd.promise;
  }

  checkpoint(): number {
    return this.readModels.checkpoint();
  }

  openTodos(): OpenTodo[] {
    return [...this.todos.values()].flatMap((todos) => [...todos.values()]);
  }

  /** Told about every change of the list of things to do, after it is stored. */
  onTodos(listener: (changes: TodoChanges) => void): void {
    this.listeners.add(listener);
  }

  /** Projects what is there and what comes, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const subscription = this.store.subscribe({
      after: this.readModels.checkpoint(),
      filter: { categories: this.categories },
      signal,
    });
    for await (const batch of subscription) {
      if (batch.events.length > 0 || batch.checkpoint > this.checkpoint()) this.apply(batch.events, batch.checkpoint);
      if (batch.caughtUp) this.reachedEnd.resolve();
    }
  }

  /** Resolves when everything up to the position is in the read models. */
  waitFor(position: number): Promise<void> {
    if (this.checkpoint() >= position) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ position, resolve }));
  }

  /** Projects a run of events and the checkpoint behind it, in one transaction. */
  apply(delivered: readonly RecordedEvent[], checkpoint: number): void {
    const known = this.checkpoint();
    const events = delivered.filter(({ position }) => position > known);
    if (checkpoint < known) return;
    this.fold(events);
    this.write(checkpoint);
  }

  /** Takes a run of events into the states in memory. `write` follows sooner or later. */
  fold(events: readonly RecordedEvent[]): void {
    for (const event of events) this.foldEvent(event);
  }

  /** How many streams have changed since the last `write`. */
  get unwritten(): number {
    return this.touched.size;
  }

  /** Writes what was folded, what follows from it, and the checkpoint, in one transaction. */
  write(checkpoint: number): void {
    const { touched, touchedChecks } = this;
    const changes: TableChange[] = [];
    const opened: OpenTodo[] = [];
    const closed: string[] = [];
    for (const [stream, { before, last, todos, wantedSince }] of touched) {
      const model = this.models.get(categoryOf(stream))!;
      const state = this.states.get(stream);
      changes.push({
        table: stateTable(model.definitions.category),
        put: { key: stream, columns: model.columnsOf(state), row: state },
      });
      this.replaceTodos(stream, todos, wantedSince, { changes, opened, closed });
      const saidBefore = before === undefined ? [] : model.checksOf(stream, before).map(checkKey);
      const silent = new Set(saidBefore);
      for (const contribution of model.checksOf(stream, state)) {
        const key = checkKey(contribution);
        this.contribute(key, stream, contribution);
        silent.delete(key);
        touchedChecks.set(key, last);
      }
      for (const key of silent) {
        this.withdraw(key, stream);
        touchedChecks.set(key, last);
      }
    }
    for (const [key, last] of touchedChecks) this.flushCheck(key, last, { changes, opened, closed });

    this.readModels.write(changes, checkpoint);
    touched.clear();
    touchedChecks.clear();
    this.states.trim();
    this.checks.trim();
    if (opened.length + closed.length > 0) for (const listener of this.listeners) listener({ opened, closed });
    this.release(checkpoint);
  }

  private foldEvent(event: RecordedEvent): void {
    const { touched, touchedChecks } = this;
    const mark = { position: event.position, correlationId: event.metadata.$correlationId };
    const category = categoryOf(event.stream);
    if (category === checkEvents.category) {
      const decoded = decode(checkEvents, event) as CheckEvent | undefined;
      if (!decoded) return this.skipped(event);
      const key = checkKey(decoded.data);
      this.checks.set(key, applyCheckEvent(this.checks.get(key) ?? emptyCheck, decoded));
      touchedChecks.set(key, mark);
      return;
    }
    const model = this.models.get(category);
    if (!model) return;
    const decoded = decode(model.definitions, event);
    if (!decoded) return this.skipped(event);
    // The first event of a stream finds no state: no need to look for one.
    const present = event.revision === 0 ? undefined : this.states.get(event.stream);
    const state = model.evolve(present ?? model.initialState, decoded);
    this.states.set(event.stream, state);
    const todos = model.todosOf(event.stream, state);
    const earlier = touched.get(event.stream);
    const wanted = earlier?.wantedSince ?? this.wantedBefore(event.stream);
    const wantedSince = new Map(todos.map(({ key }) => [key, wanted.has(key) ? wanted.get(key) : mark] as const));
    touched.set(event.stream, { before: earlier ? earlier.before : present, last: mark, todos, wantedSince });
  }

  private wantedBefore(stream: string): WantedSince {
    return new Map([...(this.todos.get(stream)?.keys() ?? [])].map((key) => [key, undefined]));
  }

  private skipped(event: RecordedEvent): void {
    this.log.warn('an event of a type that this program does not know is skipped', {
      stream: event.stream,
      revision: event.revision,
      type: event.type,
    });
  }

  private contribute(key: string, stream: string, contribution: CheckContribution): void {
    const row = this.checks.get(key) ?? emptyCheck;
    this.checks.set(key, { ...row, contributions: { ...row.contributions, [stream]: contribution } });
  }

  /** The stream does not speak about the check any more. */
  private withdraw(key: string, stream: string): void {
    const row = this.checks.get(key) ?? emptyCheck;
    const { [stream]: _, ...contributions } = row.contributions;
    this.checks.set(key, { ...row, contributions });
  }

  private flushCheck(
    key: string,
    last: EventMark,
    out: { changes: TableChange[]; opened: OpenTodo[]; closed: string[] },
  ): void {
    const row = this.checks.get(key) ?? emptyCheck;
    const now = wantedCheck(row, this.settings, this.ids);
    const { project, commit } = checkParts(key);
    const todo = publishTodo(key, row, now?.wanted, now?.digest ?? '', () => this.openChecks(project, commit));
    const stream = `check-${key}`;
    const known = todo && this.todos.get(stream)?.has(todo.key);
    const wantedSince = new Map(todo ? [[todo.key, known ? undefined : last]] : []);
    this.replaceTodos(stream, todo ? [todo] : [], wantedSince, out);
    out.changes.push(checkChange(key, row));
  }

  /** Open checks of a commit: those in the table, or those about to be written, for they come and change together. */
  private openChecks(project: string, commit: string): number {
    const prefix = `${project}|${commit}|`;
    let changed = 0;
    for (const key of this.touchedChecks.keys()) {
      const deciding = key.startsWith(prefix) && decidingContribution(this.checks.get(key) ?? emptyCheck);
      if (deciding && !isTerminal(deciding.state)) changed += 1;
    }
    return Math.max(changed, this.readModels.count('checks', { commit, open: 1 }));
  }

  private replaceTodos(
    stream: string,
    todos: readonly Todo[],
    wantedSince: WantedSince,
    out: { changes: TableChange[]; opened: OpenTodo[]; closed: string[] },
  ): void {
    const before = this.todos.get(stream);
    if (!before && todos.length === 0) return;
    const wanted = new Set(todos.map(({ key }) => key));
    for (const key of before?.keys() ?? []) {
      if (wanted.has(key)) continue;
      before!.delete(key);
      out.closed.push(key);
      out.changes.push({ table: 'todos', remove: { key } });
    }
    for (const todo of todos) {
      const since = wantedSince.get(todo.key);
      const known = since ? undefined : before?.get(todo.key);
      if (known && known.dueAt === todo.dueAt && known.priority === todo.priority && sameJson(known.data, todo.data))
        continue;
      const open: OpenTodo = {
        ...todo,
        stream,
        openedAt: since?.position ?? known?.openedAt ?? 0,
        correlationId: since?.correlationId ?? known?.correlationId ?? '',
      };
      this.remember(open);
      out.opened.push(open);
      out.changes.push({ table: 'todos', put: { key: todo.key, columns: { stream, type: todo.type }, row: open } });
    }
    if (this.todos.get(stream)?.size === 0) this.todos.delete(stream);
  }

  private remember(todo: OpenTodo): void {
    const todos = this.todos.get(todo.stream) ?? new Map<string, OpenTodo>();
    this.todos.set(todo.stream, todos.set(todo.key, todo));
  }

  private release(checkpoint: number): void {
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      if (this.waiting[i]!.position > checkpoint) continue;
      this.waiting[i]!.resolve();
      this.waiting.splice(i, 1);
    }
  }
}

const sameJson = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

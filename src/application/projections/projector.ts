import { Injectable } from '@nestjs/common';
import { checkEvents } from '../../domain/check/check.events.js';
import { leaseEvents } from '../../domain/lease/lease.events.js';
import { operatorEvents } from '../../domain/operator/operator.events.js';
import type { PendingEffect } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { categoryOf, EventStore, type RecordedEvent } from '../ports/event-store.js';
import { TransientFailure } from '../ports/failure.js';
import { Ids } from '../ports/ids.js';
import { Log } from '../ports/log.js';
import { ReadModels, type TableChange, type TableDefinition } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { Batch } from './batch.js';
import { checkParts, checkRow, CHECKS, publishTodo, wantedCheck } from './checks-table.js';
import { CurrentStates } from './current-states.js';
import { tablesOf } from './read-model-tables.js';
import { stateRow, stateTable } from './stream-model.js';
import { TouchedChecks, type CheckAfter } from './touched-checks.js';
import type { TouchedStream, WantedSince } from './touched-stream.js';
import { visibilityChanges } from './visibility-table.js';

/** A todo as it stands in the table. */
export interface OpenTodo extends PendingEffect {
  readonly stream: string;
  /** Position of the event after which it was first wanted: older ones go first. */
  readonly openedAt: number;
  readonly correlationId: string;
}

export interface TodoChanges {
  readonly opened: readonly OpenTodo[];
  readonly closed: readonly string[];
}

/** What is going to be written, and told when it is. */
interface Changes {
  readonly rows: TableChange[];
  readonly opened: OpenTodo[];
  readonly closed: string[];
}

/** Pause before the store is asked again for states that a batch goes on from. */
const RETRY_MS = 1_000;

/**
 * Reads the log and keeps the read models: what every stream is searched by, what every check should say, and what is to be
 * done. Everything of a batch, and the checkpoint, changes in one transaction.
 */
@Injectable()
export class Projector {
  private readonly todos = new Map<string, Map<string, OpenTodo>>();
  private readonly listeners = new Set<(changes: TodoChanges) => void>();
  private readonly waiting: { position: number; resolve: () => void }[] = [];
  private readonly reachedEnd = deferred();

  constructor(
    private readonly states: CurrentStates,
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly ids: Ids,
    private readonly settings: Settings,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** Opens the tables; when they are missing or of another version everything is projected anew. */
  open(): void {
    this.readModels.open(this.tables());
    for (const { row } of this.readModels.find('todos')) this.remember(row as OpenTodo);
  }

  tables(): TableDefinition[] {
    return tablesOf([...this.states.models.values()]);
  }

  /** Leases and what operators did change no read model, but their positions are waited for. */
  get categories(): string[] {
    return [...this.states.models.keys(), checkEvents.category, leaseEvents.category, operatorEvents.category];
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
      if (batch.events.length > 0 || batch.checkpoint > this.checkpoint())
        await orAborted(this.apply(batch.events, batch.checkpoint, signal), signal);
      if (signal.aborted) return;
      if (batch.caughtUp) this.reachedEnd.resolve();
    }
  }

  /** Resolves when everything up to the position is in the read models. */
  waitFor(position: number): Promise<void> {
    if (this.checkpoint() >= position) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ position, resolve }));
  }

  /**
   * Projects a run of events and the checkpoint behind it, in one transaction; nothing once the signal has aborted. Only one
   * run at a time.
   */
  async apply(delivered: readonly RecordedEvent[], checkpoint: number, signal?: AbortSignal): Promise<void> {
    const known = this.checkpoint();
    if (checkpoint < known) return;
    const batch = new Batch(
      delivered.filter(({ position }) => position > known),
      this.states,
      this.log,
    );
    const before = await this.persistently(() => this.states.before(batch.firstRevisions()), signal);
    if (signal?.aborted) return;
    batch.fold(before, (stream) => new Set(this.todos.get(stream)?.keys()));
    const checks = new TouchedChecks(batch, this.states, this.readModels, (key) => this.todos.has(`check-${key}`));
    const others = await this.persistently(() => this.states.all(checks.otherSpeakers()), signal);
    if (signal?.aborted) return;
    this.write(batch, checks.withStates(others), checkpoint);
  }

  private write(batch: Batch, checks: readonly CheckAfter[], checkpoint: number): void {
    const changes: Changes = { rows: [], opened: [], closed: [] };
    for (const [stream, touched] of batch.streams) this.putStream(stream, touched, changes);
    for (const check of checks) this.putCheck(check, checks, changes);
    changes.rows.push(...visibilityChanges(this.readModels, batch.shown));
    this.readModels.write(changes.rows, checkpoint);
    this.states.keep(batch.streams);
    const { opened, closed } = changes;
    if (opened.length + closed.length > 0) for (const listener of this.listeners) listener({ opened, closed });
    this.release(checkpoint);
  }

  /** Most events of a stream change nothing that it is searched by. */
  private putStream(stream: string, touched: TouchedStream, changes: Changes): void {
    const { before, state, began, last, todos, wantedSince } = touched;
    const model = this.states.models.get(categoryOf(stream))!;
    const put = stateRow(model, stream, state, { began, ended: todos.length > 0 ? null : last.position });
    const wasOpen = before !== undefined && this.todos.has(stream);
    if (!wasOpen || !sameJson(put, stateRow(model, stream, before, { began, ended: null })))
      changes.rows.push({ table: stateTable(model.definitions.category), put });
    this.replaceTodos(stream, todos, wantedSince, changes);
  }

  private putCheck({ key, last, row, isNew }: CheckAfter, all: readonly CheckAfter[], changes: Changes): void {
    const now = wantedCheck(row, this.settings, this.ids);
    const { commit } = checkParts(key);
    const todo = publishTodo(key, row, now?.wanted, now?.digest ?? '', () => this.openChecks(commit, all));
    const stream = `check-${key}`;
    const known = todo && this.todos.get(stream)?.has(todo.key);
    const wantedSince = new Map(todo ? [[todo.key, known ? undefined : last]] : []);
    this.replaceTodos(stream, todo ? [todo] : [], wantedSince, changes);
    if (isNew) changes.rows.push({ table: CHECKS, put: checkRow(key, row) });
  }

  /** Checks of a commit that will be open when the batch is written. */
  private openChecks(commit: string, touched: readonly CheckAfter[]): number {
    let open = this.readModels.count(CHECKS, { commit, open: 1 });
    for (const { key, wasOpen, isOpen } of touched)
      if (wasOpen !== isOpen && checkParts(key).commit === commit) open += isOpen ? 1 : -1;
    return open;
  }

  private replaceTodos(
    stream: string,
    todos: readonly PendingEffect[],
    wantedSince: WantedSince,
    changes: Changes,
  ): void {
    const before = this.todos.get(stream);
    if (!before && todos.length === 0) return;
    const wanted = new Set(todos.map(({ key }) => key));
    for (const key of before?.keys() ?? []) {
      if (wanted.has(key)) continue;
      before!.delete(key);
      changes.closed.push(key);
      changes.rows.push({ table: 'todos', remove: { key } });
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
      changes.opened.push(open);
      changes.rows.push({ table: 'todos', put: { key: todo.key, columns: { stream, type: todo.type }, row: open } });
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

  /** An outage of the store is a pause. */
  private async persistently<Result>(read: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    for (;;)
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof TransientFailure) || signal?.aborted) throw error;
        this.log.warn('the store is out of reach, states are read again soon', { error: error.message });
        await this.clock.sleep(RETRY_MS, signal);
      }
  }
}

const sameJson = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);

/**
 * Ends with the work, or when the signal aborts: a store that is out of reach must not hold up the end. Not `Promise.race`
 * with one promise for all batches: that would remember each of them until the end.
 */
function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../ports/clock.js';
import type { CrashJournal } from '../ports/crash-journal.js';
import { Log } from '../ports/log.js';
import type { OpenTodo, Projector, TodoChanges } from '../projections/projector.js';
import type { Streams } from '../streams/streams.js';
import { DeadlyTodos } from './deadly-todos.js';
import type { Effect } from './effect.js';
import { afterFailure, backoff } from './failed-attempt.js';
import { Lanes, type Task } from './lanes.js';
import type { ParkedTodo } from './parked-todo.js';

/**
 * Effects under way at once, over all tenants (the forge's adapter keeps to GitHub's limit for each). Twenty pushes
 * a second with twelve checks each, at 0.4 s a call, have more than a hundred under way.
 */
const CONCURRENCY = 256;
/**
 * So many at first, and one more with each that is through. A machine that is too slow for all that has piled up gets
 * some of it done before the next crash; with everything begun at once it might get nothing done, again and again.
 */
export const FIRST_CONCURRENCY = 16;

/**
 * Performs what the read models say is to be done: lane by lane in order, tenants in turn, first words first, retried with growing delay.
 * Losing this process loses nothing: whatever has no recorded outcome is still wanted by the next.
 */
@Injectable()
export class Worker {
  private readonly effects: ReadonlyMap<string, Effect>;
  private readonly deadly: DeadlyTodos;
  private lanes = new Lanes();
  private readonly tasks = new Map<string, Task>();
  private readonly parked = new Map<string, ParkedTodo>();
  /** What is being looked at, by the delivery that it goes back to: the first word about it follows at once. */
  private readonly inputs = new Map<string, Task>();
  /** Todos that are to be done alone among their like, and wait for another one that is. */
  private aside: Task[] = [];
  private active = false;
  private mayAct = () => true;
  private idle: (() => void)[] = [];

  constructor(
    effects: readonly Effect[],
    private readonly projector: Projector,
    private readonly streams: Streams,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly journal: CrashJournal,
  ) {
    this.effects = new Map(effects.map((effect) => [effect.type, effect]));
    this.deadly = new DeadlyTodos(journal, clock);
    projector.onTodos((changes) => this.take(changes));
  }

  /** Begins to act, as long as `mayAct` says so. What is open now may have been done by an earlier process. */
  start(mayAct: () => boolean = () => true): void {
    if (this.active) return;
    this.active = true;
    this.mayAct = mayAct;
    this.lanes.slots.limit = FIRST_CONCURRENCY;
    const open = this.deadly.inOrder(this.projector.openTodos());
    for (const todo of open) {
      const parked = this.deadly.parkedTodo(todo);
      if (parked) this.park(parked);
      else this.add(todo, true);
    }
    this.deadly.forgetAllBut(open);
    this.pump();
  }

  /** Ends acting: what is under way is finished, nothing new is begun. It can be started again. */
  async stop(): Promise<void> {
    this.active = false;
    this.journal.leave();
    for (const task of this.tasks.values()) task.timer?.abort();
    if (this.lanes.slots.used > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    this.tasks.clear();
    this.parked.clear();
    this.aside = [];
    this.lanes = new Lanes();
  }

  parkedTodos(): ParkedTodo[] {
    return [...this.parked.values()];
  }

  /** Tries a parked todo again. Answers false when there is none of this key. */
  release(key: string): boolean {
    const parked = this.parked.get(key);
    if (!parked) return false;
    this.unpark(key);
    this.add(parked.todo, true);
    this.pump();
    return true;
  }

  private take({ opened, closed }: TodoChanges): void {
    if (!this.active) return;
    for (const key of closed) this.remove(key);
    for (const todo of opened) {
      const known = this.tasks.get(todo.key);
      // What is being performed is looked at again when it is through.
      if (known?.state === 'running') Object.assign(known, { todo, closed: false });
      else {
        this.remove(todo.key);
        this.add(todo, known?.mayExist ?? false, known);
      }
    }
    this.pump();
  }

  /** `before`: the same todo as it was wanted until now; what is known of its failures still holds. */
  private add(todo: OpenTodo, mayExist: boolean, before?: Task): void {
    const { tries = 0, notBefore } = before ?? {};
    const endsTurn = (before?.endsTurn ?? false) || this.isFirstWord(todo);
    const task: Task = { todo, tries, mayExist, state: 'waiting', notBefore, endsTurn };
    this.tasks.set(todo.key, task);
    this.schedule(task, this.delayOf(task));
  }

  private delayOf({ todo, notBefore = 0 }: Task): number {
    const due = todo.dueAt === null ? 0 : Date.parse(todo.dueAt);
    return Math.max(due, notBefore) - this.clock.now().getTime();
  }

  /** The first that follows from an input which is being looked at: its tenant has the turn. */
  private isFirstWord({ priority, correlationId }: OpenTodo): boolean {
    const input = priority === 0 ? this.inputs.get(correlationId) : undefined;
    if (!input || input.isAnswered) return false;
    input.isAnswered = true;
    return true;
  }

  private remove(key: string): void {
    this.unpark(key);
    const task = this.tasks.get(key);
    if (!task) return;
    task.timer?.abort();
    if (task.state === 'running') {
      task.closed = true;
      return;
    }
    this.tasks.delete(key);
    this.lanes.remove(task);
  }

  /** What failed holds up its lane until it is tried again; what is not due yet, or is only looked at again, does not. */
  private schedule(task: Task, delayMs: number): void {
    if (delayMs <= 0) return this.ready(task);
    task.state = 'waiting';
    if (task.notBefore !== undefined && task.notBefore > this.clock.now().getTime()) this.lanes.add(task);
    const timer = new AbortController();
    task.timer = timer;
    void this.clock.sleep(delayMs, timer.signal).then(() => {
      if (timer.signal.aborted || !this.active) return;
      this.ready(task);
      this.pump();
    });
  }

  private ready(task: Task): void {
    task.state = 'ready';
    if (this.lanes.has(task)) this.lanes.wake(task);
    else this.lanes.add(task);
  }

  /** Looks again whether something can be begun. */
  pump(): void {
    while (this.active && this.mayAct()) {
      const task = this.lanes.next();
      if (!task) return;
      if (this.deadly.mayBegin(task.todo.key)) void this.perform(task);
      else this.putAside(task);
    }
  }

  /** It keeps its lane, and no slot. */
  private putAside(task: Task): void {
    this.lanes.release(task.place!, () => {
      task.state = 'waiting';
      this.lanes.add(task);
    });
    this.aside.push(task);
  }

  private takeUpAgain(): void {
    for (let task = this.aside.shift(); task; task = this.aside.shift())
      if (this.tasks.get(task.todo.key) === task) return this.ready(task);
  }

  private async perform(task: Task): Promise<void> {
    const { todo, place } = task;
    task.state = 'running';
    this.deadly.begin(todo);
    if (todo.priority === 1) this.inputs.set(todo.correlationId, task);
    let delayMs: number | undefined;
    try {
      delayMs = await this.attempt(task);
    } catch (error) {
      delayMs = this.failed(task, todo, error);
    }
    if (this.deadly.end(todo)) this.takeUpAgain();
    if (this.inputs.get(todo.correlationId) === task) this.inputs.delete(todo.correlationId);
    this.goOn(task, delayMs);
    this.lanes.release(place!);
    this.lanes.slots.limit = Math.min(CONCURRENCY, this.lanes.slots.limit + 1);
    if (this.lanes.slots.used === 0 && !this.active) for (const resolve of this.idle.splice(0)) resolve();
    this.pump();
  }

  /** `delayMs`: until it is looked at again; undefined: it is no longer wanted. */
  private goOn(task: Task, delayMs: number | undefined): void {
    const { key } = task.todo;
    if (task.closed || delayMs === undefined || !this.tasks.has(key)) this.tasks.delete(key);
    else if (this.active) {
      task.endsTurn = false;
      this.schedule(task, Math.max(delayMs, this.delayOf(task)));
    }
  }

  /** Milliseconds until it is looked at again; undefined: it is no longer wanted. */
  private async attempt(task: Task): Promise<number | undefined> {
    const { todo } = task;
    const effect = this.effects.get(todo.type);
    if (!effect) throw new Error(`nothing performs ${todo.type}`);
    const result = await effect.perform(todo, {
      stream: todo.stream,
      cause: { id: todo.key, correlationId: todo.correlationId },
      tries: task.tries,
      mayExist: task.mayExist,
    });
    await this.projector.waitFor(this.streams.writtenUpTo);
    const fruitless = (task.fruitless ?? 0) + 1;
    Object.assign(task, { tries: 0, mayExist: false, notBefore: undefined, fruitless: 0 });
    if (result) return result.againInMs;
    // Nobody hears of changes any more after the stop.
    if (task.closed || !this.active) return undefined;
    // It wants to be done again, at another time or with other content, or nothing came of it.
    if (task.todo !== todo) return 0;
    task.fruitless = fruitless;
    const delayMs = backoff(fruitless);
    this.log.warn('performed, but still wanted', { todo: todo.key, delayMs });
    return delayMs;
  }

  /** Milliseconds until it is tried again; undefined: it is parked, or not wanted any more. */
  private failed(task: Task, todo: OpenTodo, error: unknown): number | undefined {
    task.tries++;
    task.mayExist = true;
    const verdict = afterFailure(error, task.tries);
    const message = error instanceof Error ? error.message : String(error);
    const about = { todo: todo.key, tries: task.tries, error: message };
    if (verdict !== 'parked') {
      const { delayMs, expected } = verdict;
      if (expected) this.log.warn('will be tried again', { ...about, delayMs });
      else this.log.error('unexpected error', { ...about, delayMs, stack: (error as Error).stack });
      return this.againIn(task, delayMs);
    }
    if (task.closed) return undefined;
    // Now it wants something else, which may work.
    if (task.todo !== todo) return this.againIn(task, backoff(task.tries));
    this.park({ todo, error: message, at: this.clock.now().toISOString() });
    return undefined;
  }

  private againIn(task: Task, delayMs: number): number {
    task.notBefore = this.clock.now().getTime() + delayMs;
    return delayMs;
  }

  private park(parked: ParkedTodo): void {
    const { key, type, stream } = parked.todo;
    this.log.error('parked', { todo: key, type, stream, error: parked.error });
    this.parked.set(key, parked);
  }

  private unpark(key: string): void {
    if (this.parked.delete(key)) this.deadly.release(key);
  }
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../ports/clock.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import { Log } from '../ports/log.js';
import type { OpenTodo, Projector, TodoChanges } from '../projections/projector.js';
import type { Streams } from '../streams/streams.js';
import type { Effect } from './effect.js';
import { Lanes, type Task } from './lanes.js';

/**
 * Effects under way at once, over all installations (the forge's adapter keeps to GitHub's limit for each). Twenty pushes
 * a second with twelve checks each, at 0.4 s a call, have more than a hundred under way.
 */
const CONCURRENCY = 256;
/**
 * So many at first, and one more with each that is through. A machine that is too slow for all that has piled up gets
 * some of it done before the next crash; with everything begun at once it might get nothing done, again and again.
 */
export const FIRST_CONCURRENCY = 16;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30 * 60_000;
/** Unexpected errors (bugs) are tried so often, then the todo is parked. */
const MAX_UNEXPECTED = 6;

/** A todo that was given up until somebody releases it. */
export interface ParkedTodo {
  readonly todo: OpenTodo;
  readonly error: string;
  readonly at: string;
}

/**
 * Performs what the read models say is to be done: lane by lane in order, results first, retried with growing delay.
 * Losing this process loses nothing: whatever has no recorded outcome is still wanted by the next.
 */
@Injectable()
export class Worker {
  private readonly effects: ReadonlyMap<string, Effect>;
  private lanes = new Lanes();
  private readonly tasks = new Map<string, Task>();
  private readonly parked = new Map<string, ParkedTodo>();
  private running = 0;
  private limit = FIRST_CONCURRENCY;
  private active = false;
  private mayAct = () => true;
  private idle: (() => void)[] = [];

  constructor(
    effects: readonly Effect[],
    private readonly projector: Projector,
    private readonly streams: Streams,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.effects = new Map(effects.map((effect) => [effect.type, effect]));
    projector.onTodos((changes) => this.take(changes));
  }

  /** Begins to act, as long as `mayAct` says so. What is open now may have been done by an earlier process. */
  start(mayAct: () => boolean = () => true): void {
    if (this.active) return;
    this.active = true;
    this.limit = FIRST_CONCURRENCY;
    this.mayAct = mayAct;
    for (const todo of this.projector.openTodos()) this.add(todo, true);
    this.pump();
  }

  /** Ends acting: what is under way is finished, nothing new is begun. It can be started again. */
  async stop(): Promise<void> {
    this.active = false;
    for (const task of this.tasks.values()) task.timer?.abort();
    if (this.running > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    this.tasks.clear();
    this.lanes = new Lanes();
  }

  parkedTodos(): ParkedTodo[] {
    return [...this.parked.values()];
  }

  /** Tries a parked todo again. Answers false when there is none of this key. */
  release(key: string): boolean {
    const parked = this.parked.get(key);
    if (!parked) return false;
    this.parked.delete(key);
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
    const task: Task = { todo, tries, mayExist, state: 'waiting', notBefore };
    this.tasks.set(todo.key, task);
    const due = todo.dueAt === null ? 0 : Date.parse(todo.dueAt);
    this.schedule(task, Math.max(due, notBefore ?? 0) - this.clock.now().getTime());
  }

  private remove(key: string): void {
    this.parked.delete(key);
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

  private schedule(task: Task, delayMs: number): void {
    if (delayMs <= 0) {
      task.state = 'ready';
      this.lanes.add(task);
      return;
    }
    task.state = 'waiting';
    const timer = new AbortController();
    task.timer = timer;
    void this.clock.sleep(delayMs, timer.signal).then(() => {
      if (timer.signal.aborted || !this.active) return;
      task.state = 'ready';
      this.lanes.add(task);
      this.pump();
    });
  }

  /** Looks again whether something can be begun. */
  pump(): void {
    while (this.active && this.running < this.limit && this.mayAct()) {
      const task = this.lanes.next();
      if (!task) return;
      this.running++;
      void this.perform(task).finally(() => {
        this.running--;
        this.limit = Math.min(CONCURRENCY, this.limit + 1);
        this.lanes.release(task.todo.lane);
        if (this.running === 0 && !this.active) for (const resolve of this.idle.splice(0)) resolve();
        this.pump();
      });
    }
  }

  private async perform(task: Task): Promise<void> {
    const { todo } = task;
    task.state = 'running';
    let delayMs: number | undefined;
    try {
      delayMs = await this.attempt(task);
    } catch (error) {
      delayMs = this.failed(task, todo, error);
    }
    if (task.closed || !this.tasks.has(todo.key)) {
      this.tasks.delete(todo.key);
      return;
    }
    if (delayMs === undefined) {
      this.tasks.delete(todo.key);
      return;
    }
    if (!this.active) return;
    const due = task.todo.dueAt === null ? 0 : Date.parse(task.todo.dueAt) - this.clock.now().getTime();
    this.schedule(task, Math.max(delayMs, due));
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

  private failed(task: Task, todo: OpenTodo, error: unknown): number | undefined {
    task.tries++;
    task.mayExist = true;
    const delayMs = this.delayAfter(task, todo, error);
    if (delayMs !== undefined) task.notBefore = this.clock.now().getTime() + delayMs;
    return delayMs;
  }

  /** Milliseconds until it is tried again; undefined: it is parked, or not wanted any more. */
  private delayAfter(task: Task, todo: OpenTodo, error: unknown): number | undefined {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof TransientFailure) {
      const { retryAfterMs } = error;
      const delayMs = retryAfterMs === undefined ? backoff(task.tries) : Math.max(retryAfterMs, FIRST_RETRY_MS);
      this.log.warn('will be tried again', { todo: todo.key, tries: task.tries, delayMs, error: message });
      return delayMs;
    }
    const bug = !(error instanceof PermanentFailure);
    if (bug && task.tries < MAX_UNEXPECTED) {
      this.log.error('unexpected error', {
        todo: todo.key,
        tries: task.tries,
        error: message,
        stack: (error as Error).stack,
      });
      return backoff(task.tries);
    }
    if (task.closed) return undefined;
    // Now it wants something else, which may work.
    if (task.todo !== todo) return backoff(task.tries);
    this.log.error('parked', { todo: todo.key, tries: task.tries, error: message });
    this.parked.set(todo.key, { todo, error: message, at: this.clock.now().toISOString() });
    return undefined;
  }
}

/** Full jitter on the upper half: n tries wait between 2^(n-2) and 2^(n-1) seconds, half an hour at most. */
function backoff(tries: number): number {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}

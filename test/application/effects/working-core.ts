import { Worker } from '../../../src/application/effects/worker.js';
import type { EffectContext, EffectResult } from '../../../src/application/effects/effect.js';
import type { Projector, OpenTodo } from '../../../src/application/projections/projector.js';
import { StoredCore, ScriptedEffect } from '../running-core.js';
import { grant, wishFor, wishModel } from '../wishes.js';

type Act = (todo: OpenTodo, context: EffectContext) => Promise<EffectResult> | EffectResult;

/** A worker at work on wishes; `act` is looked up at each call, so that a test can change it. */
export class WorkingCore {
  readonly effect = new ScriptedEffect('wish', (todo, context) => this.act(todo, context));
  private readonly stopped = new AbortController();
  private readonly projection: Promise<void>;
  readonly worker: Worker;
  readonly projector: Projector;
  act: Act = (todo) => this.granted(todo.key, todo.stream);

  private constructor(readonly core: StoredCore) {
    const { projector } = core.projector();
    this.projector = projector;
    const { streams, clock, log } = core;
    this.worker = new Worker([this.effect], projector, streams, clock, log, core.journal());
    this.projection = projector.run(this.stopped.signal);
  }

  static async open(core = new StoredCore([wishModel])): Promise<WorkingCore> {
    const working = new WorkingCore(core);
    await working.settled();
    return working;
  }

  /** The process dies: what is under way never ends. The answer is the next process, which has not begun to act. */
  async die(): Promise<WorkingCore> {
    const { act } = this;
    this.act = () => new Promise(() => undefined);
    this.stopped.abort();
    await this.projection;
    const next = await WorkingCore.open(this.core);
    next.act = act;
    return next;
  }

  start(): void {
    this.worker.start(() => !this.stopped.signal.aborted);
  }

  async granted(key: string, stream?: string): Promise<undefined> {
    await grant(this.core.streams, key, stream);
  }

  async wish(...wish: Parameters<typeof wishFor> extends [unknown, ...infer Rest] ? Rest : never): Promise<void> {
    await wishFor(this.core.streams, ...wish);
    await this.settled();
  }

  /** Waits until everything written is projected and nothing more happens by itself. */
  async settled(): Promise<void> {
    const seen = () => `${this.effect.calls.length} ${this.core.streams.writtenUpTo}`;
    for (let before = '', quiet = 0; quiet < 8; quiet = before === seen() ? quiet + 1 : 0) {
      before = seen();
      await this.projector.waitFor(this.core.streams.writtenUpTo);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async pass(milliseconds: number): Promise<void> {
    this.core.clock.advance(milliseconds);
    await this.settled();
  }

  get performed(): string[] {
    return this.effect.calls.map(({ key }) => key);
  }

  async close(): Promise<void> {
    await this.worker.stop();
    this.stopped.abort();
    await this.projection;
    await this.core.close();
  }
}

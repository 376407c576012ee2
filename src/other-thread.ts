import { Worker } from 'node:worker_threads';
import type { TableChange } from './application/ports/read-models.js';
import type { LeftOver, RunRead } from './application/projections/rebuild.js';
import type { ThreadMessage, ThreadOrder } from './rebuild-thread.js';

/**
 * The other thread of a rebuild, as the first one sees it. It takes a while to load, so it can be started before anything is known of
 * what it is to do.
 */
export class OtherThread {
  private readonly worker = new Worker(new URL('./rebuild-thread.js', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  });
  private failure: Error | undefined;

  constructor() {
    // Who waits for an answer hears of it, now or when somebody does.
    this.worker.on('error', (error: Error) => (this.failure ??= error));
    this.worker.on('exit', (code) => (this.failure ??= new Error(`a thread of the rebuild ended early, with ${code}`)));
  }

  /** Has it read a run of the log. `onRead` hears how far it has come. */
  read(order: ThreadOrder, onRead: (events: number, position: number) => void): Promise<RunRead> {
    this.worker.on('message', (message: ThreadMessage) => {
      if ('events' in message) onRead(message.events, message.position);
    });
    return this.ask(order, (message) => ('read' in message ? message.read : undefined));
  }

  /** Has it work out, at the same time, what follows from all runs together. */
  settle(leftOver: LeftOver): Promise<readonly TableChange[]> {
    return this.ask(leftOver, (message) => ('settled' in message ? message.settled : undefined));
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** A thread that ends by itself before has not finished its work. */
  private ask<Answer>(order: unknown, of: (message: ThreadMessage) => Answer | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      this.worker.on('message', (message: ThreadMessage) => {
        const answer = of(message);
        if (answer !== undefined) resolve(answer);
      });
      this.worker.once('error', reject);
      this.worker.once('exit', () => setImmediate(() => reject(this.failure)));
      this.worker.postMessage(order);
    });
  }
}

import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import {
  inOneRun,
  LOOKED_UP,
  type LogRead,
  type ReadLog,
  type RebuildParts,
} from './application/projections/rebuild.js';
import type { Waiting } from './application/projections/open-todos.js';
import { BulkReadModels } from './infrastructure/read-models/bulk-read-models.js';
import { besides } from './infrastructure/read-models/swap-read-models.js';
import { RebuildRun, type RunOrder } from './rebuild-run.js';
import type { RunMessage } from './rebuild-thread.js';

/**
 * Reads the log into files beside `path`: in this thread and another, each half of it, where the store can begin to read in the
 * middle. The file at `besides(path)` has everything in the end.
 */
export function inThreads(parts: RebuildParts, common: Pick<RunOrder, 'address' | 'settings'>, path: string): ReadLog {
  return async (head, onRead) => {
    const [middle] = await parts.store.divide(head, 2);
    if (middle === undefined) return inOneRun(parts, new BulkReadModels(besides(path), LOOKED_UP))(head, onRead);
    const file = (name: string): string => `${besides(path)}-${name}`;
    const earlier = {
      ...common,
      ...{ head, run: { after: 0, until: middle } },
      files: { deliveries: besides(path), rest: file('earlier') },
    };
    const later = {
      ...common,
      ...{ head, run: { after: middle, until: head } },
      files: { deliveries: file('later-deliveries'), rest: file('later') },
    };
    return inTwoThreads(parts, earlier, later, onRead);
  };
}

async function inTwoThreads(
  { store }: RebuildParts,
  earlier: RunOrder,
  later: RunOrder,
  onRead: (events: number, position: number) => void,
): Promise<LogRead> {
  const behind = [0, 0];
  const told = (index: number, order: RunOrder) => (events: number, position: number) => {
    behind[index] = position - order.run.after;
    onRead(events, behind[0]! + behind[1]!);
  };
  const thread = new RunThread(later, told(1, later));
  const run = new RebuildRun(earlier, store, true);
  const failed = new AbortController();
  try {
    const [ours, theirs] = await Promise.all([run.read(told(0, earlier), failed.signal), thread.read]);
    run.rest.commit();
    run.rest.close();
    const joined = thread.join(earlier);
    run.joinDeliveries(later.files);
    const checks = new Set([...ours.checks, ...theirs.checks, ...(await joined)]);
    run.deliveries.adopt(later.files.rest);
    for (const file of [earlier.files.rest, later.files.deliveries, later.files.rest]) rmSync(file);
    return {
      readModels: run.deliveries,
      waiting: { streams: [...new Set([...ours.streams, ...theirs.streams])], checks: [...checks] },
    };
  } catch (error) {
    failed.abort();
    throw error;
  } finally {
    await thread.end();
  }
}

/** The other thread, as this one sees it. */
class RunThread {
  readonly read: Promise<Waiting>;
  private readonly joined: Promise<Waiting['checks']>;
  private readonly worker: Worker;

  constructor(order: RunOrder, onRead: (events: number, position: number) => void) {
    this.worker = new Worker(new URL('./rebuild-thread.js', import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: 48 },
    });
    this.worker.on('message', (message: RunMessage) => {
      if ('events' in message) onRead(message.events, message.position);
    });
    this.read = this.outcome((message) => ('read' in message ? message.read : undefined));
    this.joined = this.outcome((message) => ('joined' in message ? message.joined : undefined));
    // Who waits for one of them hears of the failure.
    this.joined.catch(() => undefined);
  }

  /** Puts everything but the deliveries of both runs together. */
  join(earlier: RunOrder): Promise<Waiting['checks']> {
    this.worker.postMessage(earlier.files);
    return this.joined;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** A thread that ends by itself before has not finished its work. */
  private outcome<Outcome>(of: (message: RunMessage) => Outcome | undefined): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.worker.on('message', (message: RunMessage) => {
        const outcome = of(message);
        if (outcome !== undefined) resolve(outcome);
      });
      this.worker.once('error', reject);
      this.worker.once('exit', (code) =>
        setImmediate(reject, new Error(`a thread of the rebuild ended early, with ${code}`)),
      );
    });
  }
}

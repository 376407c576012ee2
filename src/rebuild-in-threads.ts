import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { TableChange } from './application/ports/read-models.js';
import { tablesOf } from './application/projections/read-model-tables.js';
import {
  inOneRun,
  IN_PARTS,
  joinRuns,
  readRun,
  type LeftOver,
  type LogRead,
  type ReadLog,
  type RebuildParts,
  type RunRead,
} from './application/projections/rebuild.js';
import { BulkReadModels } from './infrastructure/read-models/bulk-read-models.js';
import { besides } from './infrastructure/read-models/swap-read-models.js';
import type { RebuildSettings } from './rebuild-parts.js';
import type { ThreadMessage, ThreadOrder } from './rebuild-thread.js';

/** Events that are read here until another thread has started: about half a second. */
const HEAD_START = 32_000;

/**
 * Reads the log into the file at `besides(path)`: in this thread and another, each about half of it, where the store can begin to read
 * in the middle.
 */
export function inThreads(parts: RebuildParts, settings: RebuildSettings, path: string): ReadLog {
  return async (head, onRead) => {
    const readModels = new BulkReadModels(besides(path), IN_PARTS);
    const [middle] = await parts.store.divide(head + Math.min(HEAD_START, Math.floor(head / 2)), 2);
    if (middle === undefined) return inOneRun(parts, readModels)(head, onRead);
    const later = { ...settings, head, run: { after: middle, until: head }, path: `${besides(path)}-later` };
    return inTwoThreads(parts, readModels, later, onRead);
  };
}

async function inTwoThreads(
  parts: RebuildParts,
  readModels: BulkReadModels,
  later: ThreadOrder,
  onRead: (events: number, position: number) => void,
): Promise<LogRead> {
  const middle = later.run.after;
  const behind = { here: 0, there: 0 };
  const told = (events: number): void => onRead(events, behind.here + behind.there);
  const thread = new RebuildThread(later, (events, position) => {
    behind.there = position - middle;
    told(events);
  });
  const failed = new AbortController();
  try {
    readModels.open(tablesOf(parts.models));
    const reading = readRun(parts, { after: 0, until: middle }, (changes, events, position) => {
      failed.signal.throwIfAborted();
      readModels.write(changes);
      behind.here = position;
      told(events);
    });
    const read = async (): Promise<RunRead> => {
      const run = await reading;
      readModels.commit();
      return run;
    };
    const runs = await Promise.all([read(), thread.read]);
    readModels.join(later.path);
    rmSync(later.path);
    const settled = thread.settle(joinRuns(readModels, runs));
    readModels.finish();
    return { readModels, changes: await settled };
  } catch (error) {
    failed.abort();
    throw error;
  } finally {
    await thread.end();
  }
}

/** The other thread, as this one sees it. */
class RebuildThread {
  readonly read: Promise<RunRead>;
  private readonly settled: Promise<readonly TableChange[]>;
  private readonly worker: Worker;

  constructor(order: ThreadOrder, onRead: (events: number, position: number) => void) {
    this.worker = new Worker(new URL('./rebuild-thread.js', import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: 48 },
    });
    this.worker.on('message', (message: ThreadMessage) => {
      if ('events' in message) onRead(message.events, message.position);
    });
    this.read = this.outcome((message) => ('read' in message ? message.read : undefined));
    this.settled = this.outcome((message) => ('settled' in message ? message.settled : undefined));
    // Who waits for one of them hears of the failure.
    this.settled.catch(() => undefined);
  }

  /** Works out, at the same time, what follows from all runs together. */
  settle(leftOver: LeftOver): Promise<readonly TableChange[]> {
    this.worker.postMessage(leftOver);
    return this.settled;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  /** A thread that ends by itself before has not finished its work. */
  private outcome<Outcome>(of: (message: ThreadMessage) => Outcome | undefined): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.worker.on('message', (message: ThreadMessage) => {
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

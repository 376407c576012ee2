import { rmSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Waiting } from './application/projections/open-todos.js';
import type { EventStore } from './application/ports/event-store.js';
import type { ReadShares } from './application/projections/rebuild.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import { besides, shareBesides } from './infrastructure/read-models/swap-read-models.js';
import { readShare, type ShareOrder } from './rebuild-share.js';
import type { ShareMessage } from './rebuild-thread.js';

/** The streams of half of the work in a log: another thread's share. */
const THEIRS = ['delivery', 'testRun', 'namespace'];
/** The rest, and the checks. */
const OURS = ['build'];

/**
 * Reads the log in this thread and another, each its share of the streams into a file of its own beside `path`. This one's
 * takes over the rows of the other's in the end.
 */
export function inThreads(
  store: EventStore,
  { address, settings }: Pick<ShareOrder, 'address' | 'settings'>,
  path: string,
): ReadShares {
  return async (head, onRead) => {
    const { port1, port2 } = new MessageChannel();
    const reached = new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
    const both = { address, head, settings, reached };
    const positions = [0, 0];
    const told = (index: number) => (events: number, position: number) => {
      positions[index] = position;
      onRead(events, Math.min(...positions));
    };
    const theirs = { categories: THEIRS, checks: false, index: 1, file: shareBesides(path), said: port1 };
    const ours = { categories: OURS, checks: true, index: 0, file: besides(path), said: port2 };
    const worker = new Worker(new URL('./rebuild-thread.js', import.meta.url), {
      workerData: { ...both, ...theirs } satisfies ShareOrder,
      transferList: [port1],
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    const readModels = new SqliteReadModels(ours.file, true);
    const failed = new AbortController();
    try {
      const shares = await Promise.all([
        readShare({ ...both, ...ours }, store, readModels, told(0), failed.signal),
        outcomeOf(worker, told(1)),
      ]);
      readModels.adopt(theirs.file);
      rmSync(theirs.file);
      return {
        readModels,
        waiting: {
          streams: shares.flatMap(({ streams }) => streams),
          checks: shares.flatMap(({ checks }) => checks),
        },
      };
    } catch (error) {
      failed.abort();
      port2.close();
      throw error;
    } finally {
      await worker.terminate();
    }
  };
}

/** What a thread has to say in the end. One that ends by itself before has not finished its work. */
function outcomeOf(worker: Worker, onRead: (events: number, position: number) => void): Promise<Waiting> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ShareMessage) => {
      if ('waiting' in message) resolve(message.waiting);
      else onRead(message.events, message.position);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => setImmediate(reject, new Error(`a thread of the rebuild ended early, with ${code}`)));
  });
}

import { rmSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Waiting } from './application/projections/open-todos.js';
import { streamModels } from './application/projections/models.js';
import { tablesOf } from './application/projections/read-model-tables.js';
import type { ReadShares } from './application/projections/rebuild.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import { besides, shareBesides } from './infrastructure/read-models/swap-read-models.js';
import type { ShareMessage, ShareOrder } from './rebuild-share.js';

/** The streams of half of the events in a log, and the rest. The rows of the last one are the most. */
const SHARES = [
  ['delivery', 'namespace'],
  ['build', 'testRun'],
];

/**
 * Reads the log in two threads, each its share of the streams into a file of its own beside `path`. The last one's
 * becomes the file of all, with the rows of the others.
 */
export function inThreads(address: string, settings: ShareOrder['settings'], path: string): ReadShares {
  return async (head, onRead) => {
    const { port1, port2 } = new MessageChannel();
    const reached = new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
    const positions = SHARES.map(() => 0);
    const files = SHARES.map((_, index) => (index === SHARES.length - 1 ? besides(path) : shareBesides(path, index)));
    const running = SHARES.map((categories, index) => {
      const checks = index === SHARES.length - 1;
      const order: ShareOrder = {
        ...{ address, head, settings, categories, checks, reached, index },
        file: files[index]!,
        said: checks ? port2 : port1,
      };
      const worker = new Worker(new URL('./rebuild-share.js', import.meta.url), {
        workerData: order,
        transferList: [order.said],
        resourceLimits: { maxYoungGenerationSizeMb: 64 },
      });
      const done = outcomeOf(worker, (events, position) => {
        positions[index] = position;
        onRead(events, Math.min(...positions));
      });
      return { worker, done };
    });
    let shares: Waiting[];
    try {
      shares = await Promise.all(running.map(({ done }) => done));
    } finally {
      await Promise.all(running.map(({ worker }) => worker.terminate()));
    }
    const readModels = new SqliteReadModels(besides(path), true);
    readModels.open(tablesOf(streamModels(settings)));
    for (const file of files.slice(0, -1)) {
      readModels.adopt(file);
      rmSync(file);
    }
    return {
      readModels,
      waiting: {
        streams: shares.flatMap(({ streams }) => streams),
        checks: shares.flatMap(({ checks }) => checks),
      },
    };
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

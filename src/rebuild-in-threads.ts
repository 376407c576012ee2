import { MessageChannel, Worker } from 'node:worker_threads';
import type { Waiting } from './application/projections/open-todos.js';
import type { ReadShares } from './application/projections/rebuild.js';
import { receiveRows, type RowFile } from './infrastructure/read-models/row-channel.js';
import type { ShareOrder } from './rebuild-share.js';

/** The streams of half of the events in a log, and the rest. */
const SHARES = [{ categories: ['delivery', 'namespace'] }, { categories: ['build', 'testRun'], checks: true }];

/** Reads the log in two threads, each its share of the streams, while this one writes the rows. */
export function inThreads(address: string, settings: ShareOrder['settings'], file: RowFile): ReadShares {
  return async (head, write) => {
    const { port1, port2 } = new MessageChannel();
    const reached = new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
    const positions = SHARES.map(() => 0);
    const running = SHARES.map(({ categories, checks = false }, index) => {
      const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
      const channel = new MessageChannel();
      const order: ShareOrder = {
        ...{ address, head, settings, categories, checks, counters, reached, index },
        rows: channel.port2,
        said: index === 0 ? port1 : port2,
      };
      const worker = new Worker(new URL('./rebuild-share.js', import.meta.url), {
        workerData: order,
        transferList: [order.rows, order.said],
        resourceLimits: { maxYoungGenerationSizeMb: 64 },
      });
      const received = receiveRows({ port: channel.port1, counters }, file, (events, position) => {
        positions[index] = position;
        write([], events, Math.min(...positions));
      });
      const done = Promise.race([received as Promise<Waiting>, endOf(worker)]);
      return { worker, done };
    });
    try {
      const shares = await Promise.all(running.map(({ done }) => done));
      return {
        streams: shares.flatMap(({ streams }) => streams),
        checks: shares.flatMap(({ checks }) => checks),
      };
    } finally {
      await Promise.all(running.map(({ worker }) => worker.terminate()));
    }
  };
}

/** A thread that ends by itself has not finished its work. */
function endOf(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => setImmediate(reject, new Error(`a thread of the rebuild ended early, with ${code}`)));
  });
}

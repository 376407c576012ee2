import { parentPort, workerData } from 'node:worker_threads';
import type { Waiting } from './application/projections/open-todos.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import { openEventStore } from './open-event-store.js';
import { readShare, type ShareOrder } from './rebuild-share.js';

/** What the thread of a rebuild says. */
export type ShareMessage = { readonly events: number; readonly position: number } | { readonly waiting: Waiting };

function tell(message: ShareMessage): void {
  parentPort!.postMessage(message);
}

const order = workerData as ShareOrder;
const store = await openEventStore(order.address);
const readModels = new SqliteReadModels(order.file, true);
const waiting = await readShare(order, store, readModels, (events, position) => tell({ events, position }));
await store.close();
readModels.close();
tell({ waiting });

import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Waiting } from './application/projections/open-todos.js';
import { openEventStore } from './open-event-store.js';
import { LOG_CACHE_KIB, RebuildRun, type RunFiles, type RunOrder } from './rebuild-run.js';

/** What the thread of a rebuild says. */
export type RunMessage =
  | { readonly events: number; readonly position: number }
  /** Everything is read, and the file of the deliveries closed. */
  | { readonly read: Waiting }
  /** The rest of both runs is in the other file, which is closed; of the checks in both these want to be published. */
  | { readonly joined: Waiting['checks'] };

function tell(message: RunMessage): void {
  parentPort!.postMessage(message);
}

const order = workerData as RunOrder;
const store = await openEventStore(order.address, LOG_CACHE_KIB);
const run = new RebuildRun(order, store, false);
const read = await run.read((events, position) => tell({ events, position }));
run.deliveries.commit();
run.deliveries.close();
tell({ read });
const [earlier] = (await once(parentPort!, 'message')) as [RunFiles];
const joined = await run.joinRest(earlier);
run.rest.close();
await store.close();
tell({ joined });

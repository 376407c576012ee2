import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { TableChange } from './application/ports/read-models.js';
import { tablesOf } from './application/projections/read-model-tables.js';
import {
  IN_PARTS,
  readRun,
  settle,
  type LeftOver,
  type LogRun,
  type RunRead,
} from './application/projections/rebuild.js';
import { BulkReadModels } from './infrastructure/read-models/bulk-read-models.js';
import { openRebuildParts, type RebuildSettings } from './rebuild-parts.js';

/** What the thread of a rebuild is told. */
export interface ThreadOrder extends RebuildSettings {
  /** Where the log ended when the rebuild began. */
  readonly head: number;
  readonly run: LogRun;
  /** The file that it makes. */
  readonly path: string;
}

/** What the thread says. */
export type ThreadMessage =
  | { readonly events: number; readonly position: number }
  /** Everything is read, and the file closed. The thread waits for what is left over of all runs. */
  | { readonly read: RunRead }
  | { readonly settled: readonly TableChange[] };

function tell(message: ThreadMessage): void {
  parentPort!.postMessage(message);
}

const [order] = (await once(parentPort!, 'message')) as [ThreadOrder];
const parts = await openRebuildParts(order);
const readModels = new BulkReadModels(order.path, IN_PARTS);
readModels.open(tablesOf(parts.models));
const read = await readRun(parts, order.run, (changes, events, position) => {
  readModels.write(changes);
  tell({ events, position });
});
readModels.commit();
readModels.close();
tell({ read });
const [leftOver] = (await once(parentPort!, 'message')) as [LeftOver];
tell({ settled: await settle(parts, leftOver, order.head) });
await parts.store.close();

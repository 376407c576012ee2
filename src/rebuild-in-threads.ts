import { rmSync } from 'node:fs';
import { tablesOf } from './application/projections/read-model-tables.js';
import {
  inOneRun,
  IN_PARTS,
  joinRuns,
  readRun,
  type LogRead,
  type ReadLog,
  type RebuildParts,
  type RunRead,
} from './application/projections/rebuild.js';
import { BulkReadModels } from './infrastructure/read-models/bulk-read-models.js';
import { besides } from './infrastructure/read-models/swap-read-models.js';
import type { OtherThread } from './other-thread.js';
import type { RebuildSettings } from './rebuild-parts.js';
import type { ThreadOrder } from './rebuild-thread.js';

/**
 * Reads the log into the file at `besides(path)`: in this thread and the other, each half of it, where the store can begin to read
 * in the middle. Otherwise the other has nothing to do, and is ended.
 */
export function inThreads(parts: RebuildParts, settings: RebuildSettings, path: string, other: OtherThread): ReadLog {
  return async (head, onRead) => {
    const readModels = new BulkReadModels(besides(path), IN_PARTS);
    const [middle] = await parts.store.divide(head, 2);
    if (middle === undefined) {
      await other.end();
      return inOneRun(parts, readModels)(head, onRead);
    }
    const later = { ...settings, head, run: { after: middle, until: head }, path: `${besides(path)}-later` };
    return inTwoThreads(parts, readModels, other, later, onRead);
  };
}

async function inTwoThreads(
  parts: RebuildParts,
  readModels: BulkReadModels,
  other: OtherThread,
  later: ThreadOrder,
  onRead: (events: number, position: number) => void,
): Promise<LogRead> {
  const middle = later.run.after;
  const behind = { here: 0, there: 0 };
  const told = (events: number): void => onRead(events, behind.here + behind.there);
  const readThere = other.read(later, (events, position) => {
    behind.there = position - middle;
    told(events);
  });
  // Whoever waits for it hears of the failure.
  readThere.catch(() => undefined);
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
    const runs = await Promise.all([read(), readThere]);
    readModels.join(later.path);
    rmSync(later.path);
    const settled = other.settle(joinRuns(readModels, runs));
    readModels.finish();
    return { readModels, changes: await settled };
  } catch (error) {
    failed.abort();
    await other.end();
    throw error;
  }
}

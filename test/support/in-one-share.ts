import type { ReadModels } from '../../src/application/ports/read-models.js';
import { tablesOf } from '../../src/application/projections/read-model-tables.js';
import {
  RebuildShare,
  statesAtEnd,
  type RebuildParts,
  type ReadShares,
} from '../../src/application/projections/rebuild.js';

/** The whole log as one share, read here into empty read models. */
export function inOneShare(
  { store, models, ...parts }: RebuildParts,
  readModels: ReadModels & { finish(): void },
): ReadShares {
  return async (head, onRead) => {
    readModels.open(tablesOf(models));
    const share = new RebuildShare(models, statesAtEnd(models, store, readModels, head), parts);
    const waiting = await share.run(store, head, (changes, events, position) => {
      readModels.write(changes);
      onRead(events, position);
    });
    readModels.finish();
    return { readModels, waiting };
  };
}

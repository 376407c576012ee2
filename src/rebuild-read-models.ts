import { storeAddress } from './adapters.module.js';
import type { RebuildProgress } from './application/projections/rebuild.js';
import { rebuild } from './application/projections/rebuild.js';
import { streamModels } from './application/projections/models.js';
import { Projector } from './application/projections/projector.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import { SqliteReadModels } from './infrastructure/read-models/sqlite-read-models.js';
import {
  besides,
  refuseIfInUse,
  removeRebuilt,
  swapReadModels,
} from './infrastructure/read-models/swap-read-models.js';
import { openEventStore } from './open-event-store.js';

/** The configured read models made anew from the configured log, beside the old ones, and put into their place. */
export async function rebuildReadModels(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress> {
  const { configuration } = loadConfiguration(process.env);
  const path = configuration.readModels;
  refuseIfInUse(path);
  removeRebuilt(path);
  const store = openEventStore(storeAddress(configuration));
  const readModels = new SqliteReadModels(besides(path), true);
  try {
    const settings = new ConfiguredSettings(configuration);
    const projector = new Projector(streamModels(settings), store, readModels, new ShaIds(), settings, new PinoLog());
    const done = await rebuild(store, projector, onProgress);
    readModels.finish();
    readModels.close();
    swapReadModels(path);
    return done;
  } catch (error) {
    readModels.close();
    removeRebuilt(path);
    throw error;
  } finally {
    await store.close();
  }
}

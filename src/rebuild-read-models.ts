import { setFlagsFromString } from 'node:v8';
import type { RebuildProgress } from './application/projections/rebuild.js';
import { rebuild } from './application/projections/rebuild.js';
import { streamModels } from './application/projections/models.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import { refuseIfInUse, removeRebuilt, swapReadModels } from './infrastructure/read-models/swap-read-models.js';
import { openEventStore, storeAddress } from './open-event-store.js';
import { inThreads } from './rebuild-in-threads.js';
import { LOG_CACHE_KIB } from './rebuild-run.js';

/** The configured read models made anew from the configured log, beside the old ones, and put into their place. */
export async function rebuildReadModels(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress> {
  // Otherwise the heaps grow to four times of what is in use before they are swept. Less than this costs time.
  setFlagsFromString('--heap-growing-percent=140');
  const { configuration } = loadConfiguration(process.env);
  const path = configuration.readModels;
  refuseIfInUse(path);
  removeRebuilt(path);
  const address = storeAddress(configuration);
  const store = await openEventStore(address, LOG_CACHE_KIB);
  try {
    const { coprPollSeconds, testingFarmPollSeconds, dashboardUrl, publicUrl } = new ConfiguredSettings(configuration);
    const settings = { coprPollSeconds, testingFarmPollSeconds, dashboardUrl, publicUrl };
    const models = streamModels(settings);
    const parts = { store, models, addresses: settings, ids: new ShaIds(), log: new PinoLog() };
    const done = await rebuild(parts, inThreads(parts, { address, settings }, path), onProgress);
    swapReadModels(path);
    return done;
  } catch (error) {
    removeRebuilt(path);
    throw error;
  } finally {
    await store.close();
  }
}

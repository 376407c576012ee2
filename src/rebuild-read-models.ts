import { setFlagsFromString } from 'node:v8';
import { rebuild, type RebuildProgress } from './application/projections/rebuild.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { refuseIfInUse, removeRebuilt, swapReadModels } from './infrastructure/read-models/swap-read-models.js';
import { storeAddress } from './open-event-store.js';
import { inThreads } from './rebuild-in-threads.js';
import { openRebuildParts } from './rebuild-parts.js';

/** The configured read models made anew from the configured log, beside the old ones, and put into their place. */
export async function rebuildReadModels(onProgress: (progress: RebuildProgress) => void): Promise<RebuildProgress> {
  // Otherwise the heaps grow to four times of what is in use before they are swept. Less than this costs time.
  setFlagsFromString('--heap-growing-percent=140');
  const { configuration } = loadConfiguration(process.env);
  const path = configuration.readModels;
  refuseIfInUse(path);
  removeRebuilt(path);
  const { coprPollSeconds, testingFarmPollSeconds, dashboardUrl, publicUrl } = new ConfiguredSettings(configuration);
  const settings = {
    address: storeAddress(configuration),
    settings: { coprPollSeconds, testingFarmPollSeconds, dashboardUrl, publicUrl },
  };
  const parts = await openRebuildParts(settings);
  try {
    const done = await rebuild(parts, inThreads(parts, settings, path), onProgress);
    swapReadModels(path);
    return done;
  } catch (error) {
    removeRebuilt(path);
    throw error;
  } finally {
    await parts.store.close();
  }
}

import { rebuild, type RebuildProgress } from './application/projections/rebuild.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { refuseIfInUse, removeRebuilt, swapReadModels } from './infrastructure/read-models/swap-read-models.js';
import { storeAddress } from './open-event-store.js';
import type { OtherThread } from './other-thread.js';
import { inThreads } from './rebuild-in-threads.js';
import { openRebuildParts } from './rebuild-parts.js';

/**
 * The configured read models made anew from the configured log, beside the old ones, and put into their place. `other` has been started
 * and nothing else; who calls ends it.
 */
export async function rebuildReadModels(
  other: OtherThread,
  onProgress: (progress: RebuildProgress) => void,
): Promise<RebuildProgress> {
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
    const done = await rebuild(parts, inThreads(parts, settings, path, other), onProgress);
    swapReadModels(path);
    return done;
  } catch (error) {
    removeRebuilt(path);
    throw error;
  } finally {
    await parts.store.close();
  }
}

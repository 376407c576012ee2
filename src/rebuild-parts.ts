import { streamModels } from './application/projections/models.js';
import type { RebuildParts } from './application/projections/rebuild.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { PinoLog } from './infrastructure/log/pino-log.js';
import { openExistingLog } from './open-event-store.js';

/** What a thread of a rebuild has to know. */
export interface RebuildSettings {
  /** Of the event store. */
  readonly address: string;
  readonly settings: {
    readonly coprPollSeconds: number;
    readonly testingFarmPollSeconds: number;
    readonly dashboardUrl: string;
    readonly publicUrl: string;
  };
}

/** Of the log, which is gone through once. */
const LOG_CACHE_KIB = 2_048;

/** Opens the event store for a rebuild. Who calls has to close it. */
export async function openRebuildParts({ address, settings }: RebuildSettings): Promise<RebuildParts> {
  const store = await openExistingLog(address, LOG_CACHE_KIB);
  return { store, models: streamModels(settings), addresses: settings, ids: new ShaIds(), log: new PinoLog() };
}

import { identityOf } from './application/interpretation/service-identity.js';
import { RecordedSituations } from './application/replay/recorded-situations.js';
import { Blobs } from './application/streams/blobs.js';
import { Streams } from './application/streams/streams.js';
import { SystemClock } from './infrastructure/clock/system-clock.js';
import { ConfiguredSettings } from './infrastructure/config/configured-settings.js';
import { loadConfiguration } from './infrastructure/config/load-configuration.js';
import { ShaIds } from './infrastructure/ids/sha-ids.js';
import { Ed25519Signatures } from './infrastructure/signatures/ed25519-signatures.js';
import type { LogTools } from './interfaces/cli/log-commands.js';
import { deliveriesKept, openEventStore, openExistingLog } from './open-event-store.js';

const ids = new ShaIds();

/** What `verify`, `decide-again`, `events` and `checkpoint` work with. */
export const logTools: LogTools = {
  ids,
  signatures: new Ed25519Signatures(),
  open: openExistingLog,
  create: openEventStore,
  deliveriesKept,
  deciding(store) {
    const blobs = new Blobs(new Streams(store, ids, new SystemClock()), store, ids);
    const { configuration } = loadConfiguration(process.env);
    const identity = identityOf(new ConfiguredSettings(configuration));
    return { blobs, situations: new RecordedSituations(blobs), identity };
  },
};

import type { EventStore } from '../../src/application/ports/event-store.js';
import type { DecideAgainTools } from '../../src/application/replay/decide-again.js';
import { RecordedSituations } from '../../src/application/replay/recorded-situations.js';
import { Blobs } from '../../src/application/streams/blobs.js';
import { Streams } from '../../src/application/streams/streams.js';
import { serviceIdentity } from '../../src/domain/inputs/delivery.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { ManualClock } from '../../test/support/manual-clock.js';

/** What the decisions of the golden log are made again with: its service's identity, and its own texts. */
export function goldenTools(store: EventStore): DecideAgainTools {
  const ids = new ShaIds();
  const blobs = new Blobs(new Streams(store, ids, new ManualClock()), store, ids);
  return { blobs, situations: new RecordedSituations(blobs), identity: serviceIdentity('prod') };
}

import type { NewEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';

/** What the next event of a stream carries as `previous`: everything about an event that must not change. SHA-256, hex. */
export function chainDigest(ids: Ids, event: NewEvent): string {
  return ids.digest(JSON.stringify([event.id, event.type, event.data, event.metadata]));
}

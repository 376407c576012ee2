import { namespaceEvents } from './allowlist/allowlist.events.js';
import { blobEvents } from './blob/blob.events.js';
import { checkEvents } from './check/check.events.js';
import { coprProjectEvents } from './copr-project/copr-project.events.js';
import { deliveryEvents } from './delivery/delivery.events.js';
import type { EventDefinitions } from './event.js';
import { leaseEvents } from './lease/lease.events.js';
import { releaseEvents } from './release/release.events.js';
import { operatorEvents } from './operator/operator.events.js';
import { runTypes } from './run-types.js';

/** The events of every category that the log may hold. */
export const eventCatalogue: readonly EventDefinitions[] = [
  deliveryEvents,
  ...runTypes.map(({ definitions }) => definitions),
  releaseEvents,
  checkEvents,
  namespaceEvents,
  coprProjectEvents,
  leaseEvents,
  operatorEvents,
  blobEvents,
];

/** Events of one category; undefined: this program has none. */
export function eventsOfCategory(category: string): EventDefinitions | undefined {
  return eventCatalogue.find((definitions) => definitions.category === category);
}

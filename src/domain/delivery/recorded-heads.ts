import type { HeadFacts } from '../planning/head-order.js';
import type { DeliveryEvent } from './delivery.events.js';

/** What a look at a delivery found out about other heads of its pull request; undefined: none that may be newer was known. */
export function recordedHeads(events: readonly DeliveryEvent[]): HeadFacts | undefined {
  for (const { type, data } of events) {
    if (type === 'FactsGathered') return (data.facts as { situation?: { heads?: HeadFacts } }).situation?.heads;
    if (type === 'DeliveryIgnored') return (data.facts as { heads?: HeadFacts }).heads;
  }
  return undefined;
}

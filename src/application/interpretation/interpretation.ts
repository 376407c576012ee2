import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { OutcomeReason } from '../../domain/delivery/outcome-reasons.js';
import type { Cause } from '../streams/streams.js';

/** A delivery on its way through interpretation. */
export interface DeliveryInHand {
  readonly stream: string;
  readonly receivedAt: string;
  readonly cause: Cause;
  /** How often it has been tried before. */
  readonly tries: number;
}

/** What is recorded about a delivery, or that it has to be looked at again. */
export type Interpretation = readonly DeliveryEvent[] | { readonly againInMs: number };

/** Order of attempts: when the delivery was received, then its stream. */
export function attemptOf({ receivedAt, stream }: Pick<DeliveryInHand, 'receivedAt' | 'stream'>): string {
  return `${receivedAt}/${stream}`;
}

/** Nothing follows from it. */
export function ignore(
  reason: OutcomeReason,
  facts: Readonly<Record<string, unknown>>,
  at: string,
): readonly DeliveryEvent[] {
  return [{ type: 'DeliveryIgnored', data: { reason, facts: { ...facts }, at } }];
}

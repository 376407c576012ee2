import type { RefusedRun } from '../../domain/access/refused-run.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { Streams, Cause } from '../streams/streams.js';

/** A part of a planned job that may not become a run any more. */
interface RefusedPart {
  /** Of the delivery. */
  readonly stream: string;
  readonly part: string;
  /** What would have run or followed from it. */
  readonly of: readonly { readonly check: string }[];
  readonly refused: RefusedRun;
  readonly at: string;
}

/** Records that a planned run is not begun, and what its checks say instead. */
export async function refuseRun(
  streams: Streams,
  { stream, part, of, refused: { reason, title, url, summary }, at }: RefusedPart,
  cause: Cause,
): Promise<undefined> {
  const verdicts = of.map(({ check }) => ({ check, state: 'neutral', title, url, summary }) as const);
  const command = { type: 'RefuseRun', part, reason, verdicts, at } as const;
  await streams.handle(stream, deliveryEvents, deliveryDecider, command, cause);
}

import { masked } from '../../domain/scrub/masked.js';
import type { Moment } from '../past/moment.js';
import { statesAt } from '../past/past-events.js';
import type { EventStore } from '../ports/event-store.js';
import {
  checkParts,
  decidingContribution,
  renderCheck,
  type Addresses,
  type CheckRow,
  type PublishedState,
  type WantedCheck,
} from '../projections/checks-table.js';
import { readableEvent } from '../streams/readable-event.js';

/** What links in checks start with. */
export type LinkAddresses = Addresses;

/** A check at a moment: what it should have said, and what the forge had been told. */
export interface CheckAt {
  readonly project: string;
  readonly commit: string;
  readonly name: string;
  /** Null: no run spoke about it. */
  readonly wanted: WantedCheck | null;
  readonly published: PublishedState | null;
}

/** Streams in the order in which they began; checks by project, commit and name. */
export interface StateAt {
  readonly streams: readonly { readonly stream: string; readonly revision: number; readonly state: unknown }[];
  readonly checks: readonly CheckAt[];
}

/** What these streams were at a moment, without the values of variables and secrets, and what checks should have said. */
export async function stateAt(
  store: EventStore,
  streams: readonly string[],
  { at, addresses }: { readonly at: Moment; readonly addresses: LinkAddresses },
  onProgress?: (streams: number) => void,
): Promise<StateAt> {
  const states = await statesAt(store, streams, at, readableEvent, onProgress);
  return {
    streams: states.all().map(({ stream, revision, state }) => ({ stream, revision, state: masked(state) })),
    checks: [...states.checks()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => checkAt(key, row, addresses)),
  };
}

function checkAt(key: string, row: CheckRow, addresses: LinkAddresses): CheckAt {
  const deciding = decidingContribution(row);
  const wanted = deciding ? renderCheck(deciding, addresses) : null;
  return { ...checkParts(key), wanted, published: row.published };
}

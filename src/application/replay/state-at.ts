import type { CheckEvent } from '../../domain/check/check.events.js';
import { checkKey } from '../../domain/check/contribution.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import {
  applyCheckEvent,
  checkParts,
  decidingContribution,
  emptyCheck,
  withContribution,
  renderCheck,
  type Addresses,
  type CheckRow,
  type PublishedState,
  type WantedCheck,
} from '../projections/checks-table.js';
import { readableEvent } from '../streams/readable-event.js';
import { StreamFold } from './stream-fold.js';

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

/** Streams and checks at a moment. */
export interface StateAt {
  readonly streams: readonly { readonly stream: string; readonly revision: number; readonly state: unknown }[];
  readonly checks: readonly CheckAt[];
}

/** What a list of events, in the order of the log, amounts to. */
export function stateAfter(events: Iterable<RecordedEvent>, addresses: LinkAddresses): StateAt {
  const folds = new Map<string, StreamFold>();
  const checks = new Map<string, CheckRow>();
  for (const recorded of events) {
    const fold = folds.get(recorded.stream) ?? new StreamFold(recorded.stream);
    folds.set(recorded.stream, fold);
    fold.apply(recorded);
    const event = categoryOf(recorded.stream) === 'check' && (readableEvent(recorded) as CheckEvent | undefined);
    if (!event) continue;
    const key = checkKey(event.data);
    checks.set(key, applyCheckEvent(checks.get(key) ?? emptyCheck, event));
  }
  for (const [stream, fold] of folds)
    for (const contribution of fold.contributions()) {
      const key = checkKey(contribution);
      checks.set(key, withContribution(checks.get(key) ?? emptyCheck, stream, contribution));
    }
  return {
    streams: [...folds].map(([stream, { revision, state }]) => ({ stream, revision, state })),
    checks: [...checks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => checkAt(key, row, addresses)),
  };
}

function checkAt(key: string, row: CheckRow, addresses: LinkAddresses): CheckAt {
  const deciding = decidingContribution(row);
  const wanted = deciding ? renderCheck(deciding, addresses) : null;
  return { ...checkParts(key), wanted, published: row.published };
}

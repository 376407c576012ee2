import type { Decider } from '../event.js';
import type { OperatorEvent } from './operator.events.js';

/** Keys that are noted of one release. */
const MOST_KEYS = 200;

export interface RecordRelease {
  readonly type: 'RecordRelease';
  readonly by: string;
  readonly keys: readonly string[];
  readonly at: string;
}

/** Notes what an operator did. Nothing is decided on it. */
export const operatorDecider: Decider<null, RecordRelease, OperatorEvent> = {
  initialState: null,
  decide: ({ by, keys, at }) =>
    keys.length === 0
      ? []
      : [{ type: 'TodosReleased', data: { by, keys: keys.slice(0, MOST_KEYS), released: keys.length, at } }],
  evolve: () => null,
};

import { masked } from '../../domain/scrub/masked.js';
import { StreamStates } from '../past/stream-states.js';
import type { RecordedEvent } from '../ports/event-store.js';
import { tellEvent, type ToldEvent } from '../queries/timeline/told-event.js';
import { readableEvent } from '../streams/readable-event.js';
import { stateChanges, type StateChange } from './state-diff.js';

/** An event, and what it made of its stream. */
export interface ReplayStep {
  readonly event: ToldEvent;
  /** False: this program does not know the type, or its version; the state stays as it was. */
  readonly known: boolean;
  readonly state: unknown;
  readonly changes: readonly StateChange[];
}

/** State after each event, without the values of variables and secrets. */
export function* replay(events: Iterable<RecordedEvent>): Iterable<ReplayStep> {
  const states = new StreamStates(readableEvent);
  for (const recorded of events) {
    const { known, ...applied } = states.apply(recorded);
    const [before, state] = [masked(applied.before), masked(applied.state)];
    yield { event: tellEvent(recorded), known, state, changes: stateChanges(before, state) };
  }
}

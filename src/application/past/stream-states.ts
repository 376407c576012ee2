import type { CheckEvent } from '../../domain/check/check.events.js';
import { checkKey } from '../../domain/check/contribution.js';
import { categoryOf, type RecordedEvent } from '../ports/event-store.js';
import { applyCheckEvent, emptyCheck, withContribution, type CheckRow } from '../projections/checks-table.js';
import { rulesOf } from './stream-rules.js';

/** Brings an event into today's shape; undefined: it changes no state. */
export type EventReader = (event: RecordedEvent) => { readonly type: string; readonly data: unknown } | undefined;

/** A stream as far as it has been read. */
export interface StreamState {
  readonly stream: string;
  /** Of the last event. */
  readonly revision: number;
  /** Null: this program knows no such streams. */
  readonly state: unknown;
  /** Position of the first event. */
  readonly began: number;
}

/** What an event made of its stream. `known`: false when the reader does not know it; the state stays as it was. */
export interface AppliedEvent {
  readonly known: boolean;
  readonly before: unknown;
  readonly state: unknown;
}

/** What streams are after some of their events, and what they say about checks then. */
export class StreamStates {
  private readonly states = new Map<string, StreamState>();
  private readonly publications = new Map<string, CheckRow>();

  constructor(private readonly read: EventReader) {}

  /** Events of one stream come in their order, streams in any. */
  apply(recorded: RecordedEvent): AppliedEvent {
    const { stream, revision, position } = recorded;
    const category = categoryOf(stream);
    const rules = rulesOf(category);
    const { state: before, began } = this.states.get(stream) ?? {
      state: rules?.initialState ?? null,
      began: position,
    };
    const event = rules && this.read(recorded);
    const state = event ? rules.evolve(before, event) : before;
    this.states.set(stream, { stream, revision, state, began });
    if (event && category === 'check') this.publish(event as CheckEvent);
    return { known: event !== undefined, before, state };
  }

  /** Undefined: nothing of the stream has been applied. */
  of(stream: string): StreamState | undefined {
    return this.states.get(stream);
  }

  /** In the order in which they began. */
  all(): StreamState[] {
    return [...this.states.values()].sort((one, other) => one.began - other.began);
  }

  /** What each check should say, and what was published of it; by key. */
  checks(): ReadonlyMap<string, CheckRow> {
    const checks = new Map(this.publications);
    for (const { stream, state } of this.all())
      for (const contribution of rulesOf(categoryOf(stream))?.checksOf(stream, state) ?? []) {
        const key = checkKey(contribution);
        checks.set(key, withContribution(checks.get(key) ?? emptyCheck, stream, contribution));
      }
    return checks;
  }

  private publish(event: CheckEvent): void {
    const key = checkKey(event.data);
    this.publications.set(key, applyCheckEvent(this.publications.get(key) ?? emptyCheck, event));
  }
}

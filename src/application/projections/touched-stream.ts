import type { PendingEffect } from '../../domain/todo.js';

/** What is kept of an event until what follows from it is written: not the event, which may be big. */
export interface EventMark {
  readonly position: number;
  readonly correlationId: string;
}

/** The event after which each todo was first wanted; undefined: it was wanted before. */
export type WantedSince = ReadonlyMap<string, EventMark | undefined>;

/** A stream that a batch has events of. */
export interface TouchedStream {
  /** Its state before the batch; undefined: it was not there. */
  readonly before: unknown;
  readonly state: unknown;
  readonly revision: number;
  /** Position of its first event. */
  readonly began: number;
  readonly last: EventMark;
  readonly todos: readonly PendingEffect[];
  readonly wantedSince: WantedSince;
}

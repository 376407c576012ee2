import { Injectable } from '@nestjs/common';
import type { Decider, EventDefinitions, EventOf } from '../../domain/event.js';
import { Clock } from '../ports/clock.js';
import {
  EventStore,
  WrongExpectedRevision,
  type EventMetadata,
  type NewEvent,
  type RecordedEvent,
} from '../ports/event-store.js';
import { Ids } from '../ports/ids.js';
import { chainDigest } from './chain-digest.js';
import { eventId } from './event-id.js';
import { decode, encode } from './event-codec.js';

/** What led to a command. */
export interface Cause {
  /** Id of the event, delivery or request behind the command. */
  readonly id: string;
  /** What began it all. */
  readonly correlationId: string;
  /** The operator who asked for it. */
  readonly actor?: string;
}

export interface Loaded<State> {
  readonly state: State;
  /** Of the last event; -1: there is none. */
  readonly revision: number;
  readonly last?: RecordedEvent;
}

export interface Handled<State, Event> {
  readonly state: State;
  readonly events: readonly Event[];
  /** Position of the last event written; undefined: nothing was. */
  readonly position?: number;
}

/** How often a command is decided anew because somebody else wrote to the stream first: more often than effects run side by side. */
const MAX_CONFLICTS = 100;

/** Load, decide, append: the only way by which events get into the log. */
@Injectable()
export class Streams {
  /** Position of the newest event of the read models that was appended through this object. */
  writtenUpTo = 0;

  constructor(
    private readonly store: EventStore,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** State of a stream now, folded from its events. */
  async load<Definitions extends EventDefinitions, State>(
    stream: string,
    definitions: Definitions,
    decider: Pick<Decider<State, never, EventOf<Definitions>>, 'initialState' | 'evolve'>,
  ): Promise<Loaded<State>> {
    const recorded = await this.store.readStream(stream);
    let state = decider.initialState;
    for (const event of recorded) {
      const decoded = decode(definitions, event);
      if (decoded) state = decider.evolve(state, decoded);
    }
    const last = recorded.at(-1);
    return { state, revision: last?.revision ?? -1, ...(last && { last }) };
  }

  /** Decides a command on the present state and appends what it says; decides anew when somebody else was first. */
  async handle<Definitions extends EventDefinitions, State, Command>(
    stream: string,
    definitions: Definitions,
    decider: Decider<State, Command, EventOf<Definitions>>,
    command: Command,
    cause: Cause,
  ): Promise<Handled<State, EventOf<Definitions>>> {
    for (let conflicts = 0; ; conflicts++) {
      const { state, revision, last } = await this.load(stream, definitions, decider);
      const events = decider.decide(command, state);
      if (events.length === 0) return { state, events };
      try {
        const { position } = await this.store.append(
          stream,
          revision < 0 ? 'no-stream' : revision,
          this.record(stream, definitions, events, cause, revision, last),
        );
        this.note(definitions, position);
        return { state: events.reduce((now, event) => decider.evolve(now, event), state), events, position };
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision) || conflicts >= MAX_CONFLICTS) throw error;
      }
    }
  }

  /** Appends to a stream that must not exist yet. Answers false when it does: nothing is written then. */
  async create<Definitions extends EventDefinitions>(
    stream: string,
    definitions: Definitions,
    events: readonly EventOf<Definitions>[],
    cause: Cause,
  ): Promise<boolean> {
    try {
      const recorded = this.record(stream, definitions, events, cause, -1, undefined);
      const { position } = await this.store.append(stream, 'no-stream', recorded);
      this.note(definitions, position);
      return true;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return false;
      throw error;
    }
  }

  /** Blobs are in no read model: nobody waits for them. */
  private note({ category }: EventDefinitions, position: number): void {
    if (category !== 'blob') this.writtenUpTo = Math.max(this.writtenUpTo, position);
  }

  private record(
    stream: string,
    definitions: EventDefinitions,
    events: readonly { type: string; data: unknown }[],
    cause: Cause,
    revision: number,
    last: RecordedEvent | undefined,
  ): NewEvent[] {
    const at = this.clock.now().toISOString();
    let previous: NewEvent | undefined = last;
    return events.map((event, index) => {
      const { data, version } = encode(definitions, event);
      const metadata: EventMetadata = {
        // First, so that it is found soon.
        schemaVersion: version,
        $correlationId: cause.correlationId,
        $causationId: cause.id,
        at,
        ...(cause.actor !== undefined && { actor: cause.actor }),
        ...(previous && { previous: chainDigest(this.ids, previous) }),
      };
      const id = eventId(this.ids, cause.id, stream, revision + 1 + index, event.type);
      const recorded: NewEvent = { id, type: event.type, data, metadata };
      previous = recorded;
      return recorded;
    });
  }
}

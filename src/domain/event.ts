import { z } from 'zod';

/** Turns the data of one schema version into the data of the next. Upcasters never throw on data that was valid once. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** The events of one category: what may stand in its streams, and how older versions are read. */
export interface EventDefinitions<Schemas extends Record<string, z.ZodType> = Record<string, z.ZodType>> {
  readonly category: string;
  readonly schemas: Schemas;
  /** Oldest first, one list a type: the schema version of a type is 1 + the length of its list. */
  readonly upcasters: Partial<Record<string, readonly Upcaster[]>>;
}

/** Declares the events of a category. A category has no `-`: EventStoreDB ends it at the first one. */
export function defineEvents<const Schemas extends Record<string, z.ZodType>>(
  category: string,
  schemas: Schemas,
  upcasters: Partial<Record<keyof Schemas & string, readonly Upcaster[]>> = {},
): EventDefinitions<Schemas> {
  if (category.includes('-')) throw new Error(`A category has no "-", found ${category}`);
  return { category, schemas, upcasters };
}

/** The union of a category's events: `{ type: 'BuildRequested', data: … } | …`. */
export type EventOf<Definitions extends EventDefinitions> = {
  [Type in keyof Definitions['schemas'] & string]: {
    readonly type: Type;
    readonly data: z.output<Definitions['schemas'][Type]>;
  };
}[keyof Definitions['schemas'] & string];

/** The schema version that new events of this type are written with. */
export function schemaVersion(definitions: EventDefinitions, type: string): number {
  return 1 + (definitions.upcasters[type]?.length ?? 0);
}

/** Every rule of one kind of stream: `decide` holds the rules and does no I/O, `evolve` holds no rule and never throws. */
export interface Decider<State, Command, Event> {
  readonly initialState: State;
  decide(command: Command, state: State): readonly Event[];
  evolve(state: State, event: Event): State;
}

/** State after a list of events. */
export function fold<State, Event>(
  decider: Pick<Decider<State, never, Event>, 'evolve' | 'initialState'>,
  events: Iterable<Event>,
): State {
  let state = decider.initialState;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}

/** For the `default` of a switch over a union: a new member does not compile until it is handled. */
export function assertNever(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}

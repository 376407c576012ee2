import { z } from 'zod';
import { fold, type Decider, type EventDefinitions, type EventOf } from '../../src/domain/event.js';

/** `given(events).when(command).then(events)` for a decider; every decided event must fit its schema. */
export function givenFor<Definitions extends EventDefinitions, State, Command>(
  definitions: Definitions,
  decider: Decider<State, Command, EventOf<Definitions>>,
) {
  type Event = EventOf<Definitions>;
  return (...events: Event[]) => ({
    state: fold(decider, events),
    when(...commands: Command[]) {
      let state = fold(decider, events);
      const decided: Event[] = [];
      for (const command of commands) {
        const more = decider.decide(command, state);
        for (const event of more) checkSchema(definitions, event);
        decided.push(...more);
        state = more.reduce((now, event) => decider.evolve(now, event), state);
      }
      return {
        events: decided,
        state,
        then: (...expected: Event[]) => expect(decided).toEqual(expected),
        thenTypes: (...expected: string[]) => expect(decided.map(({ type }) => type)).toEqual(expected),
        thenNothing: () => expect(decided).toEqual([]),
      };
    },
  });
}

function checkSchema(definitions: EventDefinitions, event: { type: string; data: unknown }): void {
  const parsed = definitions.schemas[event.type]?.safeParse(event.data);
  if (!parsed) throw new Error(`${definitions.category} has no event ${event.type}`);
  if (!parsed.success) throw new Error(`${event.type} does not fit its schema: ${z.prettifyError(parsed.error)}`);
}

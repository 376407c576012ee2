import type { Decider, EventOf } from '../event.js';
import type { checkEvents } from './check.events.js';

type CheckEvent = EventOf<typeof checkEvents>;
type Published = Extract<CheckEvent, { type: 'CheckPublished' }>['data'];
type Refused = Extract<CheckEvent, { type: 'CheckPublicationRefused' }>['data'];

/** What was published of a check last. */
export interface CheckPublications {
  readonly digest: string | null;
  readonly refused: string | null;
}

export type CheckCommand = { type: 'RecordPublication'; data: Published } | { type: 'RecordRefusal'; data: Refused };

/** Keeps the history of what the forge was told about a check; the same content twice in a row is one publication. */
export const checkDecider: Decider<CheckPublications, CheckCommand, CheckEvent> = {
  initialState: { digest: null, refused: null },
  decide(command, state) {
    if (command.type === 'RecordPublication')
      return command.data.digest === state.digest ? [] : [{ type: 'CheckPublished', data: command.data }];
    return command.data.digest === state.refused ? [] : [{ type: 'CheckPublicationRefused', data: command.data }];
  },
  evolve(state, event) {
    return event.type === 'CheckPublished'
      ? { ...state, digest: event.data.digest }
      : { ...state, refused: event.data.digest };
  },
};

import type { Ids } from '../ports/ids.js';
import type { TableChange } from '../ports/read-models.js';
import { checkChange, isWanted, type Addresses, type StoredCheck } from './checks-table.js';
import type { CurrentStates } from './current-states.js';
import type { Waiting } from './open-todos.js';

/** A check of which two runs of the log have made a row each. */
export interface DividedCheck {
  readonly key: string;
  readonly earlier: StoredCheck;
  readonly later: StoredCheck;
}

/** Rows of checks as both runs together would have made them, and which of them want to be published. `states`: at the end of the log. */
export async function joinChecks(
  divided: readonly DividedCheck[],
  states: Pick<CurrentStates, 'all' | 'spoken'>,
  { ids, addresses }: { ids: Ids; addresses: Addresses },
): Promise<{ readonly changes: TableChange[]; readonly waiting: Waiting['checks'] }> {
  const speakers = divided.flatMap(({ earlier, later }) => [...earlier.streams, ...later.streams]);
  const ends = await states.all([...new Set(speakers)]);
  const joined = divided.map(({ key, earlier, later }) => {
    const streams = [...new Set([...earlier.streams, ...later.streams])];
    const published = later.published ?? earlier.published;
    const refused = later.refused ?? earlier.refused;
    return { key, row: states.spoken(key, { streams, published, refused }, ends) };
  });
  return {
    changes: joined.map(({ key, row }) => checkChange(key, row)),
    waiting: joined.filter(({ row }) => isWanted(row, addresses, ids)).map(({ key }) => key),
  };
}

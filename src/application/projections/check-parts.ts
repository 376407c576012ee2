import type { Ids } from '../ports/ids.js';
import type { ColumnValue, TableRow } from '../ports/read-models.js';
import { checkRow, isWanted, type Addresses, type StoredCheck } from './checks-table.js';
import type { CurrentStates } from './current-states.js';

/** A row of a check as a stretch of the log makes it, without knowing those before. */
export interface CheckPart extends StoredCheck {
  /** Streams that ceased to speak about it in this stretch. It was not the first to hear of them. */
  readonly silent?: readonly string[];
}

/** A check that is not finished, or whose publication is wanted. */
export interface UnsettledCheck {
  readonly row: TableRow;
  readonly isWanted: boolean;
}

/** So many checks are put together at a time: their streams are in memory then. */
const CHECKS_AT_ONCE = 200;

/**
 * The row that all parts together make, the earliest first. Undefined: states of streams must tell. They need not where the last part
 * has the newest attempt, which decides alone, and is settled.
 */
export function joinSettled(parts: readonly TableRow[]): TableRow | undefined {
  const last = parts.at(-1)!;
  const attempt = ({ columns }: TableRow): ColumnValue => columns['attempt'] ?? '';
  if (parts.slice(0, -1).some((part) => attempt(part)! >= attempt(last)!)) return undefined;
  return { ...last, row: joined(parts) };
}

/** Rows of checks of which there are several parts, as one stretch over all of them would have made them. `states`: at the end of the log. */
export async function joinChecks(
  divided: readonly (readonly TableRow[])[],
  states: Pick<CurrentStates, 'all' | 'spoken'>,
  { ids, addresses }: { ids: Ids; addresses: Addresses },
): Promise<UnsettledCheck[]> {
  const checks: UnsettledCheck[] = [];
  for (let at = 0; at < divided.length; at += CHECKS_AT_ONCE) {
    const some = divided.slice(at, at + CHECKS_AT_ONCE).map((parts) => [parts[0]!.key, joined(parts)] as const);
    const ends = await states.all([...new Set(some.flatMap(([, { streams }]) => streams))]);
    for (const [key, stored] of some) {
      const row = states.spoken(key, stored, ends);
      checks.push({ row: checkRow(key, row), isWanted: isWanted(row, addresses, ids) });
    }
  }
  return checks;
}

function joined(parts: readonly TableRow[]): StoredCheck {
  const streams = new Set<string>();
  let [published, refused]: [StoredCheck['published'], StoredCheck['refused']] = [null, null];
  for (const { row } of parts) {
    const part = row as CheckPart;
    for (const stream of part.silent ?? []) streams.delete(stream);
    for (const stream of part.streams) streams.add(stream);
    published = part.published ?? published;
    refused = part.refused ?? refused;
  }
  return { streams: [...streams].sort(), published, refused };
}

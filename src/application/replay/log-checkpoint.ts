import type { Ids } from '../ports/ids.js';
import { digestsByCategory, type CategoryDigest, type StreamHeads } from './stream-heads.js';

/**
 * What a log is at one time, in a few lines whatever its size. Two logs with the same digest hold the same events, each stream in
 * the same order; leases, which nodes write all the time and nobody needs later, do not count.
 */
export interface LogCheckpoint {
  /** Of the last event that counts, in the store that it was taken of. */
  readonly position: number;
  /** That event's stream and revision: a copy of the log has it at another position. */
  readonly last: string;
  readonly events: number;
  readonly streams: number;
  /** SHA-256 over the categories. */
  readonly digest: string;
  readonly categories: readonly CategoryDigest[];
}

/** The checkpoint of these heads. */
export function checkpointOf(
  ids: Ids,
  heads: StreamHeads,
  { position, last, events }: Pick<LogCheckpoint, 'position' | 'last' | 'events'>,
): LogCheckpoint {
  const categories = digestsByCategory(ids, heads.sorted());
  return { position, last, events, streams: heads.size, digest: digestOfCategories(ids, categories), categories };
}

/** The digest above those of the categories. */
export function digestOfCategories(ids: Ids, categories: readonly CategoryDigest[]): string {
  return ids.digest(categories.map(({ category, streams, digest }) => `${category} ${streams} ${digest}`).join('\n'));
}

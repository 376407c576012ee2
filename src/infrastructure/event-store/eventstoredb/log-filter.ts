import { streamNameFilter, type Filter } from '@eventstore/db-client';
import { categoryOf, type EventFilter } from '../../../application/ports/event-store.js';

/** How many events the server looks at before it tells where it is: also the size of its pages. */
export const SEARCH_WINDOW = 512;

/** Which events of the log are read: what the server leaves out, and what is left out here. */
export interface LogFilter {
  readonly server: Filter;
  /** The last word: exact names, and no `$streamDeleted` that stands in a stream of ours. */
  accepts(event: { readonly streamId: string; readonly type: string }): boolean;
}

/** Of the server's own: its streams, the settings of streams, the end of a stream deleted for ever. */
export function isSystemEvent(stream: string, type: string): boolean {
  return stream.startsWith('$') || type.startsWith('$');
}

/** System events are never read. */
export function logFilter(filter: EventFilter | undefined, onCheckpoint: (position: number) => void): LogFilter {
  const categories = filter?.categories && new Set(filter.categories);
  return {
    server: streamNameFilter({
      regex: filterPattern(filter),
      maxSearchWindow: SEARCH_WINDOW,
      checkpointInterval: 1,
      checkpointReached: (_, { commit }) => onCheckpoint(Number(commit)),
    }),
    accepts: ({ streamId, type }) =>
      !isSystemEvent(streamId, type) && (!categories || categories.has(categoryOf(streamId))),
  };
}

/** Which streams the server sends, as a regular expression of .NET. */
export function filterPattern(filter: EventFilter | undefined): string {
  return filter?.categories ? categoryPattern([...new Set(filter.categories)]) : '^[^$]';
}

/** A category is a whole name or what stands before the first dash. No category at all matches nothing. */
function categoryPattern(categories: readonly string[]): string {
  if (categories.length === 0) return '^$';
  return `^(${categories.map(escapePattern).join('|')})(-|$)`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}#\s]/g, '\\$&');
}

import type { RecordedEvent } from '../ports/event-store.js';

/** Up to which moment: a position of the log, or a time (ISO 8601 in UTC). */
export type Moment = { readonly position: number } | { readonly time: string };

/** Whether the event had been recorded by then. */
export function isBy({ position, metadata }: RecordedEvent, at: Moment): boolean {
  return 'position' in at ? position <= at.position : Date.parse(metadata.at) <= Date.parse(at.time);
}

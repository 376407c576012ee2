import type { Ids } from '../ports/ids.js';

/** The id of an event follows from its cause and its place, so one cause cannot be recorded twice. */
export function eventId(ids: Ids, cause: string, stream: string, revision: number, type: string): string {
  return ids.uuid(`${cause}/${stream}/${revision}/${type}`);
}

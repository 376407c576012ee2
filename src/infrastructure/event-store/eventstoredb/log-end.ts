import { BACKWARDS, END, type Position } from '@eventstore/db-client';
import { isSystemEvent } from './log-filter.js';
import type { ProtocolClient } from './protocol-client.js';

/** Where in the log an event is, and whether it is one of ours. */
interface LogPlace {
  readonly position: number;
  readonly own: boolean;
}

/** The last event of the log, the server's own included; undefined when the log is empty. */
export async function lastEvent(client: ProtocolClient): Promise<LogPlace | undefined> {
  const [last] = await readBack(client, END, 1);
  return last;
}

/**
 * Position of the last event that is not the server's own, 0 when there is none. Between it and the end stand the
 * settings of new delivery streams, so a few are read at once, and more from time to time.
 */
export async function lastOwnPosition(client: ProtocolClient): Promise<number> {
  let from: Position | typeof END = END;
  for (let count = 8; ; count = Math.min(count * 4, 2_048)) {
    const places: LogPlace[] = await readBack(client, from, count);
    const own = places.find((place) => place.own);
    if (own) return own.position;
    const first = places.at(-1);
    if (!first || places.length < count) return 0;
    from = { commit: BigInt(first.position), prepare: BigInt(first.position) };
  }
}

async function readBack(
  client: ProtocolClient,
  fromPosition: Position | typeof END,
  maxCount: number,
): Promise<LogPlace[]> {
  const places: LogPlace[] = [];
  for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition, maxCount }))
    if (event)
      places.push({ position: Number(event.position.commit), own: !isSystemEvent(event.streamId, event.type) });
  return places;
}

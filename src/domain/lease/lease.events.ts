import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';

/** Who performs effects: one stream a shard, of which only the newest event counts. These names and shapes are on disk for ever: add, never edit. */
export const leaseEvents = defineEvents('lease', {
  LeaseTaken: z.object({ node: z.string(), until: z.iso.datetime() }),
  LeaseReleased: z.object({ node: z.string(), at: z.iso.datetime() }),
});
export type LeaseEvent = EventOf<typeof leaseEvents>;

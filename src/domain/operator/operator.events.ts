import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';

/** What operators did that concerns no other stream: one stream an operator. These names and shapes are on disk for ever: add, never edit. */
export const operatorEvents = defineEvents('operator', {
  /** Todos that were parked are to be tried again. `keys`: of the first of them. */
  TodosReleased: z.object({ by: z.string(), keys: z.array(z.string()), released: z.int(), at: z.iso.datetime() }),
});
export type OperatorEvent = EventOf<typeof operatorEvents>;

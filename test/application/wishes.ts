import { z } from 'zod';
import { streamModel } from '../../src/application/projections/stream-model.js';
import type { Streams } from '../../src/application/streams/streams.js';
import { defineEvents, type Decider, type EventOf } from '../../src/domain/event.js';
import type { PendingEffect } from '../../src/domain/todo.js';

const wish = z.object({
  key: z.string(),
  type: z.string().default('wish'),
  lane: z.string().default('lane'),
  dueAt: z.string().nullable().default(null),
  tenant: z.string().default('forge.example/somebody'),
  priority: z.literal([0, 1, 2, 3, 4]).default(3),
  data: z.unknown().default(null),
});
/** Streams that want things, for tests of what carries wishes out. */
export const wishEvents = defineEvents('wish', {
  Wished: wish,
  Granted: z.object({ key: z.string() }),
});
type WishEvent = EventOf<typeof wishEvents>;
type Wishes = Readonly<Record<string, PendingEffect>>;

const wishDecider: Decider<Wishes, WishEvent, WishEvent> = {
  initialState: {},
  decide: (event) => [event],
  evolve(wishes, { type, data }) {
    if (type === 'Wished') return { ...wishes, [data.key]: data };
    return Object.fromEntries(Object.entries(wishes).filter(([key]) => key !== data.key));
  },
};

export const wishModel = streamModel({
  definitions: wishEvents,
  decider: wishDecider,
  version: 1,
  columns: { count: 'number' },
  columnsOf: (wishes) => ({ count: Object.keys(wishes).length }),
  todosOf: (_stream, wishes) => Object.values(wishes),
});

/** Writes that something is wanted; the same key again changes it. */
export async function wishFor(
  streams: Streams,
  key: string,
  change: Partial<z.input<typeof wish>> = {},
  stream = 'wish-1',
): Promise<void> {
  const data = wish.parse({ ...change, key });
  const cause = { id: crypto.randomUUID(), correlationId: stream };
  await streams.handle(stream, wishEvents, wishDecider, { type: 'Wished', data }, cause);
}

export async function grant(streams: Streams, key: string, stream = 'wish-1'): Promise<void> {
  const cause = { id: crypto.randomUUID(), correlationId: stream };
  await streams.handle(stream, wishEvents, wishDecider, { type: 'Granted', data: { key } }, cause);
}

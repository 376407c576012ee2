import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, RecordedEvent, SubscriptionBatch } from '../../../src/application/ports/event-store.js';
import { idsOf, inFlight, newCategory, newEvents, newStream, plain, type CurrentStore } from './sample-events.js';
import { cases } from '../../support/depth.js';

const STREAMS = cases(400, 100);

interface Following {
  readonly store: EventStore;
  readonly categories?: readonly string[];
  readonly after?: number;
  /** Called with each batch and with all events so far; answers true when it has seen enough. */
  readonly until: (events: readonly RecordedEvent[], batch: SubscriptionBatch) => boolean | Promise<boolean>;
}

/** Follows the log until it has seen enough, and checks what is true of every batch. */
async function follow({ store, categories, after, until }: Following): Promise<RecordedEvent[]> {
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  let checkpoint = after ?? 0;
  const filter = categories && { categories };
  for await (const batch of store.subscribe({ after, filter, signal: stop.signal })) {
    expect(batch.events.length).toBeLessThanOrEqual(2_000);
    expect(batch.checkpoint).toBeGreaterThanOrEqual(checkpoint);
    for (const event of batch.events) {
      expect(event.position).toBeGreaterThan(events.at(-1)?.position ?? after ?? 0);
      expect(event.position).toBeLessThanOrEqual(batch.checkpoint);
      events.push(event);
    }
    checkpoint = batch.checkpoint;
    if (await until(events, batch)) stop.abort();
  }
  return events;
}

/** Subscriptions: what is there, then what comes. */
export function subscribingContract(store: CurrentStore): void {
  async function write(category: string, count: number): Promise<string[]> {
    const events = newEvents(count);
    await store().append(newStream(category), 'no-stream', events);
    return idsOf(events);
  }

  describe('subscription', () => {
    it('delivers what is there, then what comes', async () => {
      const category = newCategory();
      const ids = await write(category, 30);
      let live = false;
      const events = await follow({
        store: store(),
        categories: [category],
        async until(seen, batch) {
          if (batch.caughtUp && !live) {
            live = true;
            for (let n = 0; n < 10; n += 1) ids.push(...(await write(category, 3)));
          }
          return seen.length >= 60;
        },
      });
      expect(idsOf(events)).toEqual(ids);
    });

    it('delivers whole events, as reading does', async () => {
      const category = newCategory();
      const stream = newStream(category);
      await store().append(stream, 'no-stream', newEvents(3));
      const events = await follow({ store: store(), categories: [category], until: (seen) => seen.length === 3 });
      expect(events.map(plain)).toEqual((await store().readStream(stream)).map(plain));
    });

    it('without a filter delivers everything', async () => {
      const after = await store().head();
      const ids = [...(await write(newCategory(), 5)), ...(await write(newCategory(), 5))];
      const events = await follow({ store: store(), after, until: (seen) => seen.length >= 10 });
      expect(idsOf(events)).toEqual(ids);
    });

    it('misses and doubles nothing while many write, for several subscribers', async () => {
      const categories = [newCategory(), newCategory()];
      const streams = Array.from({ length: STREAMS }, (_, n) => newStream(categories[n % 2]));
      const subscribers = Array.from({ length: 4 }, () =>
        follow({ store: store(), categories, until: (seen) => seen.length >= 3 * STREAMS }),
      );
      await inFlight(streams, 50, (stream) => store().append(stream, 'no-stream', newEvents(3)));
      const [first, ...others] = await Promise.all(subscribers);
      const late = await follow({ store: store(), categories, until: (seen) => seen.length >= 3 * STREAMS });
      expect(first?.map(({ stream }) => stream).toSorted()).toEqual(streams.flatMap((s) => [s, s, s]).toSorted());
      for (const other of [...others, late]) expect(idsOf(other)).toEqual(idsOf(first ?? []));
    });

    it('catches up with thousands of events, in batches', async () => {
      const category = newCategory();
      const ids: string[] = [];
      for (let n = 0; n < 10; n += 1) ids.push(...(await write(category, 500)));
      const events = await follow({ store: store(), categories: [category], until: (_, batch) => batch.caughtUp });
      expect(idsOf(events)).toEqual(ids);
    });

    it('goes on from any checkpoint', async () => {
      const category = newCategory();
      const ids = [...(await write(category, 400)), ...(await write(category, 400)), ...(await write(category, 400))];
      const checkpoints: { after: number; seen: number }[] = [];
      await follow({
        store: store(),
        categories: [category],
        until(seen, batch) {
          checkpoints.push({ after: batch.checkpoint, seen: seen.length });
          return seen.length === 1_200;
        },
      });
      const more = await write(category, 5);
      for (const { after, seen } of checkpoints) {
        const rest = await follow({
          store: store(),
          categories: [category],
          after,
          until: (events) => events.length >= 1_205 - seen,
        });
        expect(idsOf(rest)).toEqual([...ids, ...more].slice(seen));
      }
    });

    it('goes on from the position of an event', async () => {
      const category = newCategory();
      const stream = newStream(category);
      const events = newEvents(20);
      await store().append(stream, 'no-stream', events);
      const after = (await store().readStream(stream))[7]?.position;
      const rest = await follow({ store: store(), categories: [category], after, until: (seen) => seen.length >= 12 });
      expect(idsOf(rest)).toEqual(idsOf(events.slice(8)));
    });

    it('tells that it has caught up when there is nothing', async () => {
      const events = await follow({ store: store(), categories: [newCategory()], until: (_, batch) => batch.caughtUp });
      expect(events).toEqual([]);
    });

    it('delivers nothing of other categories', async () => {
      const category = newCategory();
      let live = false;
      const wanted: string[] = [];
      const events = await follow({
        store: store(),
        categories: [category],
        async until(seen, batch) {
          if (batch.caughtUp && !live) {
            live = true;
            for (let n = 0; n < 20; n += 1) {
              await write(`${category}x`, 2);
              wanted.push(...(await write(category, 1)));
              await write(newCategory(), 2);
            }
          }
          return seen.length >= 20;
        },
      });
      expect(idsOf(events)).toEqual(wanted);
    });

    it('waits for a slow subscriber', async () => {
      const category = newCategory();
      const ids = await write(category, 5);
      let batches = 0;
      const slow = follow({
        store: store(),
        categories: [category],
        async until(seen) {
          batches += 1;
          if (batches <= 5) await sleep(50);
          return seen.length >= 2_005;
        },
      });
      for (let n = 0; n < 40; n += 1) ids.push(...(await write(category, 50)));
      expect(idsOf(await slow)).toEqual(ids);
    });

    it('ends when it is aborted while it waits', async () => {
      const stop = new AbortController();
      const ended = (async () => {
        for await (const batch of store().subscribe({ filter: { categories: [newCategory()] }, signal: stop.signal }))
          if (batch.caughtUp) setTimeout(() => stop.abort(), 20);
        return 'ended';
      })();
      expect(await ended).toBe('ended');
    });

    it('delivers nothing when it is aborted from the start', async () => {
      let batches = 0;
      for await (const _ of store().subscribe({ signal: AbortSignal.abort() })) batches += 1;
      expect(batches).toBe(0);
    });

    it('can be left by its subscriber, and others go on', async () => {
      const category = newCategory();
      const ids = await write(category, 2);
      let left = false;
      const other = follow({ store: store(), categories: [category], until: (seen) => seen.length >= 4 });
      for await (const batch of store().subscribe({ signal: new AbortController().signal }))
        if (batch.events.length > 0) {
          left = true;
          break;
        }
      expect(left).toBe(true);
      ids.push(...(await write(category, 2)));
      expect(idsOf(await other)).toEqual(ids);
    });
  });
}

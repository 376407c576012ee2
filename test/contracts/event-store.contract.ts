import { jest } from '@jest/globals';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { appendingContract } from './event-store/appending.js';
import { contentContract } from './event-store/content.js';
import { readingContract } from './event-store/reading.js';
import { collect, idsOf, newCategory, newEvents, newStream, type OpenedStore } from './event-store/sample-events.js';
import { subscribingContract } from './event-store/subscribing.js';

/** Long enough for a store behind a network on a busy machine. */
const TIMEOUT_MS = 60_000;

/**
 * What every event store promises. `open` is called once; the log need not be empty, for each test has streams and
 * categories of its own, but nobody else may write to it meanwhile.
 */
export function eventStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  jest.setTimeout(TIMEOUT_MS);
  describe(`event store contract: ${name}`, () => {
    let opened: OpenedStore | undefined;
    let current: EventStore | undefined;
    const store = (): EventStore => {
      if (!current) throw new Error(`${name} is not open`);
      return current;
    };

    beforeAll(async () => {
      opened = await open();
      current = opened.store;
    }, TIMEOUT_MS);

    afterAll(() => opened?.close(), TIMEOUT_MS);

    appendingContract(store);
    contentContract(store);
    readingContract(store);
    subscribingContract(store);

    it('has everything after it was closed and opened again', async () => {
      if (!opened?.reopen) {
        console.warn(`SKIPPED: ${name}: it cannot be opened again`);
        return;
      }
      const category = newCategory();
      const stream = newStream(category);
      const events = newEvents(100);
      const first = await store().append(stream, 'no-stream', events);
      const head = await store().head();

      current = await opened.reopen();

      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events));
      expect(idsOf(await collect(store().readAll({ filter: { categories: [category] } })))).toEqual(idsOf(events));
      expect(await store().head()).toBeGreaterThanOrEqual(head);
      expect(await store().append(stream, 'no-stream', events)).toEqual(first);
      const next = await store().append(stream, 99, newEvents(1));
      expect(next.revision).toBe(100);
      expect(next.position).toBeGreaterThan(head);
    });
  });
}

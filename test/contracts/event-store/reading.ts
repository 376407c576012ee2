import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import {
  collect,
  collectPages,
  idsOf,
  inFlight,
  newCategory,
  newEvent,
  newEvents,
  newStream,
  plain,
  type CurrentStore,
} from './sample-events.js';
import { cases } from '../../support/depth.js';

const STREAMS = cases(5_000);

/** Parts of a log of so many events, by their first and after their last. */
function runs(events: number): [from: number, to: number][] {
  return [
    [0, events],
    [0, 10],
    [5, 15],
    [12, 13],
  ];
}

/** Streams and the whole log, in pages, both ways and by category. */
export function readingContract(store: CurrentStore): void {
  describe('reading a stream', () => {
    const stream = newStream();
    const events = newEvents(10);
    const ids = idsOf(events);
    beforeAll(() => store().append(stream, 'no-stream', events));

    it('that does not exist answers no events', async () => {
      expect(await store().readStream(newStream())).toEqual([]);
      expect(await store().readStream(newStream(), { direction: 'backwards' })).toEqual([]);
      expect(await store().readStream(newStream(), { direction: 'backwards', from: 'end', limit: 1 })).toEqual([]);
    });

    it.each([
      ['all', {}, ids],
      ['from a revision', { from: 4 }, ids.slice(4)],
      ['a page', { from: 4, limit: 3 }, ids.slice(4, 7)],
      ['the first', { limit: 1 }, ids.slice(0, 1)],
      ['the last revision', { from: 9 }, ids.slice(9)],
      ['past the end', { from: 10 }, []],
      ['more than there are', { limit: 1_000 }, ids],
      ['all backwards', { direction: 'backwards' }, ids.toReversed()],
      ['backwards from the end', { direction: 'backwards', from: 'end', limit: 2 }, [ids[9], ids[8]]],
      ['backwards from a revision', { direction: 'backwards', from: 4 }, ids.slice(0, 5).toReversed()],
      ['a page backwards', { direction: 'backwards', from: 4, limit: 2 }, [ids[4], ids[3]]],
      ['backwards from past the end', { direction: 'backwards', from: 100, limit: 1 }, [ids[9]]],
    ] as const)('answers %s', async (_, options, expected) => {
      expect(idsOf(await store().readStream(stream, options))).toEqual(expected);
    });

    it('of thousands of events answers them all, both ways', async () => {
      const long = newStream();
      const many = newEvents(3_000);
      for (let n = 0; n < many.length; n += 500)
        await store().append(long, n === 0 ? 'no-stream' : n - 1, many.slice(n, n + 500));
      expect(idsOf(await store().readStream(long))).toEqual(idsOf(many));
      expect(idsOf(await store().readStream(long, { direction: 'backwards' }))).toEqual(idsOf(many).toReversed());
    });
  });

  describe('reading the log', () => {
    const categories = [newCategory(), newCategory(), newCategory()];
    const [first, second, third] = categories as [string, string, string];
    const written: string[] = [];
    let before = 0;

    beforeAll(async () => {
      before = await store().head();
      for (let n = 0; n < 60; n += 1) {
        const events = newEvents(50);
        await store().append(newStream(categories[n % 3]), 'no-stream', events);
        written.push(...idsOf(events));
      }
    });

    function writtenIn(...wanted: string[]): string[] {
      return written.filter((_, n) => wanted.includes(categories[Math.floor(n / 50) % 3] ?? ''));
    }

    it('answers every event in the order it was written', async () => {
      const events = await collect(store().readAll({ after: before }));
      expect(idsOf(events)).toEqual(written);
      let position = before;
      for (const event of events) {
        expect(event.position).toBeGreaterThan(position);
        position = event.position;
      }
    });

    it('answers from the very beginning', async () => {
      const ids = idsOf(await collect(store().readAll()));
      expect(ids.slice(-written.length)).toEqual(written);
    });

    it('answers pages that join without a gap', async () => {
      const ids: string[] = [];
      let after = before;
      for (;;) {
        const page = await collect(store().readAll({ after, limit: 777 }));
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(777);
        ids.push(...idsOf(page));
        after = page.at(-1)?.position ?? after;
      }
      expect(ids).toEqual(written);
    });

    it('answers one category, several, none', async () => {
      const read = async (...wanted: string[]): Promise<string[]> =>
        idsOf(await collect(store().readAll({ filter: { categories: wanted } })));
      expect(await read(first)).toEqual(writtenIn(first));
      expect(await read(second, third)).toEqual(writtenIn(second, third));
      expect(await read(first, first)).toEqual(writtenIn(first));
      expect(await read(newCategory())).toEqual([]);
    });

    it('answers a category in pages and after a position', async () => {
      const all = await collect(store().readAll({ filter: { categories: [second] } }));
      const after = all[99]?.position;
      const rest = await collect(store().readAll({ after, limit: 300, filter: { categories: [second] } }));
      expect(idsOf(rest)).toEqual(idsOf(all.slice(100, 400)));
    });

    it.each([
      ['of everything', undefined, undefined],
      ['of a category', [0], undefined],
      ['of several', [2, 1], undefined],
      ['of none', [], undefined],
      ['up to a limit', [0, 1, 2], 1_234],
    ])('answers pages %s', async (_, wanted, limit) => {
      const filter = wanted && { categories: wanted.map((n) => categories[n] ?? '') };
      const options = { after: before, ...(filter && { filter }), ...(limit && { limit }) };
      const events = await collect(store().readAll(options));
      const paged = await collectPages(store().readPages(options));
      expect(paged.map(plain)).toEqual(events.map(plain));
    });

    it('may leave out events that a later one of their type and stream replaces, and nothing else', async () => {
      const start = await store().head();
      const [category, other] = [newCategory(), newCategory()];
      const streams = [newStream(category), newStream(category), newStream(category), newStream(other), category];
      const revisions = new Map<string, number>();
      for (const [n, kinds] of ['sses', 'ss', 'e', 'sese', 'ess', 'sss', 's', 'es'].entries()) {
        const stream = streams[n % streams.length]!;
        const events = [...kinds].map((kind) => newEvent({ n }, kind === 's' ? 'State' : 'Event'));
        const { revision } = await store().append(stream, revisions.get(stream) ?? 'no-stream', events);
        revisions.set(stream, revision);
      }
      const all = await collect(store().readAll({ after: start }));
      for (const [from, to] of runs(all.length)) {
        const [after, until] = [all[from - 1]?.position ?? start, all[to - 1]!.position];
        const pages = store().readPages({ after, latest: { category, type: 'State', until } });
        const read = (await collectPages(pages)).filter(({ position }) => position <= until);
        const expected = all.slice(from, to);
        const mayMiss = expected.filter(({ stream, type, revision }) => {
          const isLater = (event: RecordedEvent): boolean =>
            event.stream === stream && event.type === type && event.revision > revision;
          return type === 'State' && stream.startsWith(`${category}-`) && expected.some(isLater);
        });
        const needed = (event: RecordedEvent): boolean => !mayMiss.some(({ id }) => id === event.id);
        expect(idsOf(read)).toEqual([...new Set(idsOf(read))]);
        expect(idsOf(expected)).toEqual(expect.arrayContaining(idsOf(read)));
        expect(idsOf(read.filter(needed)).toSorted()).toEqual(idsOf(expected.filter(needed)).toSorted());
        for (const stream of streams) {
          const places = read.filter((event) => event.stream === stream).map(({ revision }) => revision);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
      }
    });

    it('ends a category at the first dash', async () => {
      const category = newCategory();
      const streams = [`${category}-a`, `${category}-a-b`, `${category}s-a`, `x${category}-a`, category];
      for (const stream of streams) await store().append(stream, 'no-stream', newEvents(1));
      const events = await collect(store().readAll({ filter: { categories: [category] } }));
      expect(events.map(({ stream }) => stream)).toEqual([`${category}-a`, `${category}-a-b`, category]);
      const paged = await collectPages(store().readPages({ filter: { categories: [category] } }));
      expect(paged.map(plain)).toEqual(events.map(plain));
    });

    it('can be left early', async () => {
      let seen = 0;
      for await (const event of store().readAll({ after: before })) {
        expect(event.id).toBe(written[seen]);
        seen += 1;
        if (seen === 10) break;
      }
      expect(seen).toBe(10);
    });

    it('ends where the log ended, whoever goes on writing', async () => {
      const category = newCategory();
      await store().append(newStream(category), 'no-stream', newEvents(5));
      let seen = 0;
      for await (const _ of store().readAll({ filter: { categories: [category] } })) {
        seen += 1;
        if (seen < 100) await store().append(newStream(category), 'no-stream', newEvents(1));
      }
      expect(seen).toBe(5);
    });

    it('has the last event at its head', async () => {
      const { position } = await store().append(newStream(), 'no-stream', newEvents(2));
      const head = await store().head();
      expect(head).toBeGreaterThanOrEqual(position);
      expect(await collect(store().readAll({ after: head }))).toEqual([]);
      expect((await store().append(newStream(), 'no-stream', newEvents(1))).position).toBeGreaterThan(head);
    });

    it(`keeps ${STREAMS} streams`, async () => {
      const category = newCategory();
      const streams = Array.from({ length: STREAMS }, (_, n) => `${category}-${n}`);
      await inFlight(streams, 100, (stream) => store().append(stream, 'no-stream', newEvents(1)));
      const events = await collect(store().readAll({ filter: { categories: [category] } }));
      expect(events.map(({ stream }) => stream).toSorted()).toEqual(streams.toSorted());
      for (const stream of [streams[0], streams[STREAMS / 2], streams[STREAMS - 1]])
        expect(await store().readStream(stream ?? '')).toHaveLength(1);
    });

    it.each([1, 2, 5])('divides the log into at most %d runs that join without a gap', async (runs) => {
      const head = await store().head();
      const positions = await store().divide(head, runs);
      expect(positions.length).toBeLessThan(runs);
      const paged: string[] = [];
      for (const [run, after] of [0, ...positions].entries()) {
        const until = positions[run] ?? head;
        expect(until).toBeGreaterThanOrEqual(after);
        for await (const page of store().readPages({ after })) {
          paged.push(...idsOf(page.filter(({ position }) => position <= until)));
          if ((page.at(-1)?.position ?? 0) >= until) break;
        }
      }
      expect(paged).toEqual(idsOf(await collect(store().readAll())));
    });
  });

  it('answers a ping', () => store().ping());
}

import { WrongExpectedRevision } from '../../../src/application/ports/event-store.js';
import { idsOf, newEvent, newEvents, newStream, type CurrentStore } from './sample-events.js';
import { cases } from '../../support/depth.js';

const AT_ONCE = cases(200, 50);

/** Expected revisions, and appends that are repeated. */
export function appendingContract(store: CurrentStore): void {
  describe('expected revision', () => {
    it('starts a stream at revision 0 and counts on from there', async () => {
      const stream = newStream();
      const first = await store().append(stream, 'no-stream', newEvents(3));
      expect(first.revision).toBe(2);
      const second = await store().append(stream, 2, newEvents(2));
      expect(second.revision).toBe(4);
      expect(second.position).toBeGreaterThan(first.position);
      const events = await store().readStream(stream);
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
      expect(events.at(-1)?.position).toBe(second.position);
    });

    it('refuses no-stream where there is one, and says what it found', async () => {
      const stream = newStream();
      await store().append(stream, 'no-stream', newEvents(2));
      const refused = store().append(stream, 'no-stream', newEvents(1));
      await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(refused).rejects.toMatchObject({ stream, expected: 'no-stream', actual: 1 });
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it.each([0, 3])('refuses revision %i of a stream that ends with 1', async (expected) => {
      const stream = newStream();
      await store().append(stream, 'no-stream', newEvents(2));
      const refused = store().append(stream, expected, newEvents(1));
      await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(refused).rejects.toMatchObject({ stream, expected, actual: 1 });
      expect(await store().readStream(stream)).toHaveLength(2);
    });

    it('refuses a revision of a stream that does not exist', async () => {
      const stream = newStream();
      const refused = store().append(stream, 0, newEvents(1));
      await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(refused).rejects.toMatchObject({ stream, expected: 0, actual: undefined });
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('takes anything with any', async () => {
      const stream = newStream();
      expect((await store().append(stream, 'any', newEvents(2))).revision).toBe(1);
      expect((await store().append(stream, 'any', newEvents(1))).revision).toBe(2);
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('refuses one of many appends at once and takes its neighbours', async () => {
      const stream = newStream();
      await store().append(stream, 'no-stream', newEvents(1));
      const good = Array.from({ length: 20 }, () => newStream());
      const [refused, ...taken] = await Promise.allSettled([
        store().append(stream, 'no-stream', newEvents(1)),
        ...good.map((name) => store().append(name, 'no-stream', newEvents(2))),
      ]);
      expect(refused).toMatchObject({ status: 'rejected', reason: { name: 'WrongExpectedRevision' } });
      expect(taken.map(({ status }) => status)).toEqual(good.map(() => 'fulfilled'));
      for (const name of good) expect(await store().readStream(name)).toHaveLength(2);
    });
  });

  describe('repeated append', () => {
    it('with the old expected revision answers as the first time', async () => {
      const stream = newStream();
      await store().append(stream, 'no-stream', newEvents(2));
      const events = newEvents(2);
      const first = await store().append(stream, 1, events);
      expect(await store().append(stream, 1, events)).toEqual(first);
      expect(await store().readStream(stream)).toHaveLength(4);
    });

    it('with the old expected revision answers so after others have appended, too', async () => {
      const stream = newStream();
      const events = newEvents(2);
      await store().append(stream, 'no-stream', newEvents(1));
      const first = await store().append(stream, 0, events);
      await store().append(stream, 2, newEvents(3));
      expect(await store().append(stream, 0, events)).toEqual(first);
      expect(await store().readStream(stream)).toHaveLength(6);
    });

    it('with any answers as the first time', async () => {
      const stream = newStream();
      await store().append(stream, 'no-stream', newEvents(2));
      const events = newEvents(2);
      const first = await store().append(stream, 'any', events);
      expect(await store().append(stream, 'any', events)).toEqual(first);
      expect(await store().readStream(stream)).toHaveLength(4);
    });

    it('with no-stream answers as the first time, after others have appended, too', async () => {
      const stream = newStream();
      const events = newEvents(2);
      const first = await store().append(stream, 'no-stream', events);
      expect(await store().append(stream, 'no-stream', events)).toEqual(first);
      await store().append(stream, 1, newEvents(1));
      expect(await store().append(stream, 'no-stream', events)).toEqual(first);
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('sent twice at the same time is written once', async () => {
      const stream = newStream();
      const events = newEvents(3);
      const answers = await Promise.all([1, 2, 3].map(() => store().append(stream, 'no-stream', events)));
      expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events));
    });

    it('with only some of the events is refused: one more', async () => {
      const stream = newStream();
      const events = newEvents(2);
      await store().append(stream, 'no-stream', events);
      const refused = store().append(stream, 'no-stream', [...events, newEvent()]);
      await expect(refused).rejects.toMatchObject({ name: 'WrongExpectedRevision', actual: 1 });
      expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events));
    });

    it('with only some of the events is refused: another at the end', async () => {
      const stream = newStream();
      await store().append(stream, 'no-stream', newEvents(1));
      const [one, two] = newEvents(2) as [ReturnType<typeof newEvent>, ReturnType<typeof newEvent>];
      await store().append(stream, 0, [one, two]);
      const refused = store().append(stream, 0, [one, newEvent()]);
      await expect(refused).rejects.toMatchObject({ name: 'WrongExpectedRevision', expected: 0, actual: 2 });
      expect(await store().readStream(stream)).toHaveLength(3);
    });

    it('in another stream is another append', async () => {
      const events = newEvents(2);
      const streams = [newStream(), newStream()];
      for (const stream of streams) await store().append(stream, 'no-stream', events);
      for (const stream of streams) expect(idsOf(await store().readStream(stream))).toEqual(idsOf(events));
    });
  });

  describe('many at once', () => {
    it(`lets exactly one of ${AT_ONCE} win each revision of a stream`, async () => {
      const stream = newStream();
      const winners: string[] = [];
      for (const expected of ['no-stream', 0, 1] as const) {
        const events = newEvents(AT_ONCE);
        const results = await Promise.allSettled(events.map((event) => store().append(stream, expected, [event])));
        const won = events.filter((_, n) => results[n]?.status === 'fulfilled');
        expect(won).toHaveLength(1);
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(WrongExpectedRevision);
        winners.push(...idsOf(won));
      }
      expect(idsOf(await store().readStream(stream))).toEqual(winners);
    });

    it(`takes ${AT_ONCE} to one stream with any, each once`, async () => {
      const stream = newStream();
      const events = newEvents(AT_ONCE);
      const results = await Promise.all(events.map((event) => store().append(stream, 'any', [event])));
      expect(new Set(results.map(({ revision }) => revision)).size).toBe(AT_ONCE);
      const read = await store().readStream(stream);
      for (const [n, { revision, position }] of results.entries())
        expect(read[revision]).toMatchObject({ id: events[n]?.id, position });
    });

    it(`takes ${AT_ONCE} to as many streams`, async () => {
      const streams = Array.from({ length: AT_ONCE }, () => newStream());
      const results = await Promise.all(streams.map((stream) => store().append(stream, 'no-stream', newEvents(2))));
      expect(new Set(results.map(({ position }) => position)).size).toBe(AT_ONCE);
      for (const stream of streams) expect(await store().readStream(stream)).toHaveLength(2);
    });
  });
}

import { randomBytes } from 'node:crypto';
import {
  AppendTooLarge,
  MAX_APPEND_BYTES,
  type NewEvent,
  type RecordedEvent,
} from '../../../src/application/ports/event-store.js';
import {
  collect,
  collectPages,
  newCategory,
  newEvent,
  newEvents,
  newMetadata,
  newStream,
  plain,
  type CurrentStore,
} from './sample-events.js';

/** What goes in comes out: data, metadata, names, sizes. */
export function contentContract(store: CurrentStore): void {
  async function readBack(event: NewEvent, stream = newStream()): Promise<void> {
    const before = await store().head();
    const { position } = await store().append(stream, 'no-stream', [event]);
    const [read, ...more] = await store().readStream(stream);
    expect(more).toEqual([]);
    if (!read) throw new Error('The stream is empty');
    const { recordedAt, ...rest } = plain(read);
    expect(rest).toEqual({ ...event, stream, revision: 0, position });
    expect(new Date(recordedAt).toISOString()).toBe(recordedAt);
    const [paged] = await collectPages(store().readPages({ after: before, limit: 1 }));
    if (!paged) throw new Error('There is no page');
    expect(plain(paged)).toEqual(plain(read));
    expect(paged.schemaVersion ?? paged.metadata.schemaVersion).toBe(event.metadata.schemaVersion);
  }

  describe('content', () => {
    it.each<[string, unknown]>([
      ['object', { a: { b: [1, 2.5, -3e-7, null, true, '', []] }, 'c d': {} }],
      ['list', [1, 'two', { three: 3 }]],
      ['text', 'text'],
      ['unicode', { 'ключ 🔑': 'žluťoučký kůň, 日本語, 👩‍👩‍👧‍👦, \u202e\u0000\u001f, \ud83d' }],
      ['looks like another', { text: '{"a":1}', date: '2026-01-01T00:00:00Z', big: Number.MAX_SAFE_INTEGER }],
    ])('keeps data: %s', (_, data) => readBack(newEvent(data)));

    it('keeps metadata, its $ keys and those it does not know', () =>
      readBack({
        ...newEvent(),
        metadata: newMetadata({ $correlationId: 'delivery-github-1', previous: 'ab'.repeat(32), other: { ž: [1] } }),
      }));

    it.each([10, 100_000])(
      'may leave out texts of pages that nobody looks at, and nothing else: %i characters',
      async (size) => {
        const before = await store().head();
        const data = { body: { text: 'ž'.repeat(size), encoding: 'utf8' }, text: 'x'.repeat(size), at: null };
        const stream = newStream();
        await store().append(stream, 'no-stream', [newEvent(data)]);
        await store().append(stream, 0, [newEvent({ text: 'without a body' })]);
        const pages = store().readPages({ after: before, limit: 2, blank: ['body.text', 'other'] });
        const [whole, without] = (await collectPages(pages)).map((event) => event.data as typeof data);
        expect(without).toEqual({ text: 'without a body' });
        expect(['', data.body.text]).toContain(whole!.body.text);
        expect({ ...whole, body: { ...whole!.body, text: data.body.text } }).toEqual(data);
      },
    );

    it('keeps types with odd characters', () => readBack(newEvent({}, 'Typ pro Žofii/2: (test)')));

    it.each([
      'odd-with/slashes/and.dots',
      'odd-with spaces',
      'odd-a@b:c?d=e&f#g%h',
      'odd-"quotes\' and \\backslash',
      'odd-čeština-日本語-🔑',
      `odd-${'long'.repeat(100)}`,
      'odd--two--dashes',
      'odd-UPPER-and-lower',
    ])('keeps the stream name %s', async (name) => readBack(newEvent(), `${name}-${randomBytes(8).toString('hex')}`));

    it('tells streams apart that differ in case or blanks only', async () => {
      const name = newStream();
      const others = [name.toUpperCase(), `${name} `, `${name}/`];
      await store().append(name, 'no-stream', newEvents(1));
      for (const other of others) expect(await store().readStream(other)).toEqual([]);
      for (const other of others) await store().append(other, 'no-stream', newEvents(2));
      expect(await store().readStream(name)).toHaveLength(1);
    });

    it('gives an event that can be copied, compared and printed like any object', async () => {
      const stream = newStream();
      const event = newEvent({ a: 1 });
      await store().append(stream, 'no-stream', [event]);
      const [read] = await store().readStream(stream);
      expect({ ...read }).toMatchObject({ ...event, stream });
      expect(JSON.parse(JSON.stringify(read))).toMatchObject({ ...event, stream });
    });
  });

  describe('size', () => {
    /** An event of so many bytes, data and metadata together. */
    function eventOf(bytes: number): NewEvent {
      const event = newEvent('');
      const used = Buffer.byteLength(JSON.stringify(event.data) + JSON.stringify(event.metadata));
      return { ...event, data: 'x'.repeat(bytes - used) };
    }

    it('takes an append of the limit', () => readBack(eventOf(MAX_APPEND_BYTES)));

    it('refuses one byte more and writes nothing', async () => {
      const stream = newStream();
      await expect(store().append(stream, 'no-stream', [eventOf(MAX_APPEND_BYTES + 1)])).rejects.toBeInstanceOf(
        AppendTooLarge,
      );
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('counts all events of an append, in bytes and not in characters', async () => {
      const stream = newStream();
      const half = eventOf(MAX_APPEND_BYTES / 2);
      await expect(store().append(stream, 'no-stream', [half, half, newEvent()])).rejects.toBeInstanceOf(
        AppendTooLarge,
      );
      const wide = newEvent('€'.repeat(MAX_APPEND_BYTES / 2));
      await expect(store().append(stream, 'no-stream', [wide])).rejects.toBeInstanceOf(AppendTooLarge);
      expect(await store().readStream(stream)).toEqual([]);
    });

    it('keeps a text of 25 MB in many appends', async () => {
      const category = newCategory();
      const stream = newStream(category);
      const text = randomBytes(12_500_000).toString('hex');
      const part = 900_000;
      for (let at = 0, n = 0; at < text.length; at += part, n += 1)
        await store().append(stream, n === 0 ? 'no-stream' : n - 1, [newEvent({ part: text.slice(at, at + part) })]);
      const joined = (parts: readonly RecordedEvent[]): string =>
        parts.map(({ data }) => (data as { part: string }).part).join('');
      expect(joined(await store().readStream(stream)) === text).toBe(true);
      expect(joined(await collect(store().readAll({ filter: { categories: [category] } }))) === text).toBe(true);
    });
  });
}

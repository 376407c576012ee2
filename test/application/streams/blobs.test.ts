import { randomBytes } from 'node:crypto';
import { MAX_APPEND_BYTES, type NewEvent } from '../../../src/application/ports/event-store.js';
import { Blobs, DamagedBlob } from '../../../src/application/streams/blobs.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';

const ids = new ShaIds();
const clock = { now: () => new Date('2026-08-01T12:00:00Z'), sleep: async () => undefined };
const cause = { id: 'cause', correlationId: 'cause' };

let store: MemoryEventStore;
let blobs: Blobs;
beforeEach(() => {
  store = new MemoryEventStore();
  blobs = new Blobs(new Streams(store, ids, clock), store, ids);
});

const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');

it.each([
  ['nothing', ''],
  ['a word', 'čaj'],
  ['what compresses well', '{"a": 1}'.repeat(500_000)],
  ['what hardly compresses', noise(3_000_000)],
  ['four-byte characters across parts', `x${'🦄'.repeat(400_000)}`],
])('gives back %s', async (_, text) => {
  const ref = await blobs.put(text, cause);
  expect(ref).toEqual({ digest: ids.digest(text), bytes: Buffer.byteLength(text) });
  expect(await blobs.get(ref)).toBe(text);
});

it('keeps every append below what the store takes, even of bytes that do not compress at all', async () => {
  const sizes: number[] = [];
  const append = store.append.bind(store);
  store.append = (stream, expected, events: readonly NewEvent[]) => {
    sizes.push(Buffer.byteLength(JSON.stringify(events)));
    return append(stream, expected, events);
  };
  const text = randomBytes(3_000_000).toString('latin1');
  expect(await blobs.get(await blobs.put(text, cause))).toBe(text);
  expect(Math.max(...sizes)).toBeLessThan(MAX_APPEND_BYTES);
});

it('stores the same text once, also at the same time', async () => {
  const text = noise(2_500_000);
  const refs = await Promise.all([1, 2, 3].map((writer) => blobs.put(text, { id: `w${writer}`, correlationId: 'c' })));
  const written = store.log.length;
  expect(new Set(refs.map(({ digest }) => digest)).size).toBe(1);
  expect(await blobs.get(refs[0]!)).toBe(text);
  await blobs.put(text, { id: 'later', correlationId: 'c' });
  expect(store.log).toHaveLength(written);
});

it('completes what a dead writer left', async () => {
  const text = noise(4_000_000);
  const append = store.append.bind(store);
  let allowed = 2;
  store.append = (...appended) => (allowed-- > 0 ? append(...appended) : Promise.reject(new Error('dead')));
  await expect(blobs.put(text, cause)).rejects.toThrow('dead');
  const left = { digest: ids.digest(text), bytes: text.length };
  await expect(blobs.get(left)).rejects.toThrow(DamagedBlob);
  store.append = append;
  expect(await blobs.get(await blobs.put(text, { id: 'other', correlationId: 'c' }))).toBe(text);
});

it('notices what is missing and what is not the text', async () => {
  await expect(blobs.get({ digest: 'none', bytes: 1 })).rejects.toThrow('no such stream');
  const ref = await blobs.put('the text', cause);
  store.streams.set('blob-other', store.streams.get(`blob-${ref.digest}`)!);
  await expect(blobs.get({ digest: 'other', bytes: 8 })).rejects.toThrow(`with digest ${ref.digest}`);
});

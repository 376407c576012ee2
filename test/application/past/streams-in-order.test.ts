import { streamsInOrder, type SpannedStream } from '../../../src/application/past/streams-in-order.js';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { seededRandom } from '../../../sandbox/random.js';

/** Positions of events by stream. */
type Log = ReadonlyMap<string, readonly number[]>;

class CountingStore {
  readonly read: string[] = [];

  constructor(private readonly log: Log) {}

  async readStream(stream: string): Promise<RecordedEvent[]> {
    this.read.push(stream);
    return this.log.get(stream)!.map((position) => ({ stream, position }) as RecordedEvent);
  }
}

const spans = (log: Log, isOpen: (stream: string) => boolean): SpannedStream[] =>
  [...log].map(([stream, positions]) => ({
    stream,
    began: positions[0]!,
    ended: isOpen(stream) ? null : positions.at(-1)!,
  }));

async function some(
  store: CountingStore,
  streams: SpannedStream[],
  after: number,
  limit = Infinity,
): Promise<number[]> {
  const positions: number[] = [];
  for await (const { position } of streamsInOrder(store, streams, after)) {
    positions.push(position);
    if (positions.length >= limit) break;
  }
  return positions;
}

it.each([1, 2, 3, 4, 5])('gives events in the order of the log, from anywhere: %d', async (seed) => {
  const random = seededRandom(seed);
  const log = new Map<string, number[]>();
  for (let position = 1; position <= 400; position += 1) {
    const stream = `s-${Math.floor(random() * 60)}`;
    log.set(stream, [...(log.get(stream) ?? []), position]);
  }
  for (const after of [0, 1, 57, 399, 400]) {
    const streams = spans(log, () => random() < 0.3);
    const expected = Array.from({ length: 400 - after }, (_, n) => after + 1 + n);
    expect(await some(new CountingStore(log), streams, after)).toEqual(expected);
  }
});

it('reads no more of thousands of streams than a page needs', async () => {
  const log = new Map(Array.from({ length: 6_000 }, (_, n) => [`s-${n}`, [2 * n + 1, 2 * n + 2]] as const));
  const streams = spans(log, () => false);
  const store = new CountingStore(log);
  expect(await some(store, streams, 5_000, 100)).toEqual(Array.from({ length: 100 }, (_, n) => 5_001 + n));
  expect(store.read.length).toBeLessThanOrEqual(50 + 2 * 16);
  expect(store.read).not.toContain('s-0');
});

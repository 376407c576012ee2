import { setImmediate } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '../ports/event-store.js';

/** A stream, and where it lies in the log: not before `began`; not behind `ended`, null: nobody knows where it ends. */
export interface SpannedStream {
  readonly stream: string;
  readonly began: number;
  readonly ended: number | null;
}

/** Streams that are read at once. */
const SIDE_BY_SIDE = 16;

/**
 * Events of streams behind a position, in the order of the log. A stream is read when the order comes to where it begins, so that a
 * few of thousands are in memory at a time.
 */
export async function* streamsInOrder(
  store: Pick<EventStore, 'readStream'>,
  streams: readonly SpannedStream[],
  after: number,
): AsyncGenerator<RecordedEvent, void> {
  const left = streams.filter(({ ended }) => ended === null || ended > after);
  left.sort((one, other) => other.began - one.began);
  const open = new OpenStreams();
  for (;;) {
    while (left.length > 0 && left.at(-1)!.began <= open.nextPosition) {
      const some = left.splice(-SIDE_BY_SIDE);
      for (const events of await Promise.all(some.map(({ stream }) => store.readStream(stream))))
        open.add(events.filter(({ position }) => position > after));
      // Others have their turn, also where the store answers at once.
      await setImmediate();
    }
    const next = open.take();
    if (!next) return;
    yield next;
  }
}

/** What is left of streams that have been read. */
class OpenStreams {
  /** Events of one stream each, the last ones first. The stream whose next event comes first is the last. */
  private readonly streams: RecordedEvent[][] = [];

  get nextPosition(): number {
    return this.streams.at(-1)?.at(-1)?.position ?? Infinity;
  }

  add(events: readonly RecordedEvent[]): void {
    if (events.length > 0) this.insert([...events].reverse());
  }

  take(): RecordedEvent | undefined {
    const stream = this.streams.pop();
    const next = stream?.pop();
    if (stream && stream.length > 0) this.insert(stream);
    return next;
  }

  private insert(stream: RecordedEvent[]): void {
    const { position } = stream.at(-1)!;
    let [low, high] = [0, this.streams.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.streams[middle]!.at(-1)!.position > position) low = middle + 1;
      else high = middle;
    }
    this.streams.splice(low, 0, stream);
  }
}

import type { EventStore, ExpectedRevision, RecordedEvent } from '../ports/event-store.js';
import { WrongExpectedRevision } from '../ports/event-store.js';

export interface CopyProgress {
  readonly copied: number;
  /** Were there already: an earlier copy was broken off. */
  readonly skipped: number;
}

/** Events of one stream that go into one append. */
const BATCH = 100;
/** Appends under way at once, of different streams. */
const IN_FLIGHT = 32;

/**
 * Copies every event into another store, with ids and metadata as they are. Begun again, it goes on where it was: appending the
 * same ids at the same place changes nothing. Positions are the other store's own.
 */
export async function copyLog(
  from: EventStore,
  to: EventStore,
  onProgress?: (done: CopyProgress) => void,
): Promise<CopyProgress> {
  const done = { copied: 0, skipped: 0 };
  const heads = new Map<string, number>();
  const waiting = new Map<string, RecordedEvent[]>();
  const flush = async (streams: readonly string[]) => {
    await Promise.all(
      streams.map(async (stream) => {
        const events = waiting.get(stream)!;
        waiting.delete(stream);
        const { copied, skipped } = await append(to, stream, events, heads);
        done.copied += copied;
        done.skipped += skipped;
      }),
    );
    onProgress?.({ ...done });
  };
  let buffered = 0;
  for await (const event of from.readAll()) {
    const events = waiting.get(event.stream) ?? [];
    waiting.set(event.stream, [...events, event]);
    if (++buffered < BATCH * IN_FLIGHT) continue;
    for (const streams of chunks([...waiting.keys()], IN_FLIGHT)) await flush(streams);
    buffered = 0;
  }
  for (const streams of chunks([...waiting.keys()], IN_FLIGHT)) await flush(streams);
  return done;
}

async function append(
  to: EventStore,
  stream: string,
  events: readonly RecordedEvent[],
  heads: Map<string, number>,
): Promise<CopyProgress> {
  let copied = 0;
  let skipped = 0;
  for (const batch of chunks(events, BATCH)) {
    const first = batch[0]!.revision;
    const expected: ExpectedRevision = first === 0 ? 'no-stream' : first - 1;
    const present = heads.get(stream) ?? (await headOf(to, stream));
    const missing = batch.filter(({ revision }) => revision > present);
    skipped += batch.length - missing.length;
    if (missing.length === 0) continue;
    const place: ExpectedRevision = missing.length === batch.length ? expected : missing[0]!.revision - 1;
    try {
      for (const part of fitting(missing)) {
        const at: ExpectedRevision = part[0]!.revision === missing[0]!.revision ? place : part[0]!.revision - 1;
        await to.append(
          stream,
          at,
          part.map(({ id, type, data, metadata }) => ({ id, type, data, metadata })),
        );
      }
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
      throw new Error(`${stream} has other events in the target store (${error.message}). Copy into an empty store.`);
    }
    heads.set(stream, missing.at(-1)!.revision);
    copied += missing.length;
  }
  return { copied, skipped };
}

async function headOf(store: EventStore, stream: string): Promise<number> {
  const [last] = await store.readStream(stream, { from: 'end', direction: 'backwards', limit: 1 });
  return last?.revision ?? -1;
}

/** Bytes of one append, well below what a store takes. */
const APPEND_BYTES = 700_000;

function* fitting(events: readonly RecordedEvent[]): Iterable<RecordedEvent[]> {
  let part: RecordedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify([event.data, event.metadata]));
    if (part.length > 0 && bytes + size > APPEND_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(event);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

import { z } from 'zod';
import { eventsOfCategory } from '../../domain/event-catalogue.js';
import { categoryOf, type EventStore } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import { chainDigest } from '../streams/chain-digest.js';
import { decode, UnreadableEvent } from '../streams/event-codec.js';
import { readExport, UnusableExport, type ExportedEvent, type ExportHeader } from './exported-file.js';

export interface ImportedEvents {
  readonly header: ExportHeader;
  readonly events: number;
  readonly streams: number;
  /** Events of types that this program does not know: they were taken as they are. */
  readonly unknown: number;
}

/** The store holds events already. Nothing was written. */
export class StoreNotEmpty extends Error {
  constructor(stream: string) {
    super(
      `Expected an empty store, found events in it (${stream}, for one): nothing was imported. An import never mixes with another log: name a new one, for example --into sqlite:imported/events.db.`,
    );
    this.name = 'StoreNotEmpty';
  }
}

/** Events and bytes of one append, well below what a store takes. */
const BATCH_EVENTS = 100;
const BATCH_BYTES = 700_000;

/**
 * Writes an exported file into an empty store, in the order in which it was. Everything is checked before anything is written.
 * Rejects with `UnusableExport` or `StoreNotEmpty`.
 */
export async function importEvents(
  content: string,
  store: EventStore,
  ids: Ids,
  onProgress?: (events: number) => void,
): Promise<ImportedEvents> {
  const { header, events } = readExport(ids, content);
  const unknown = check(events, ids);
  for await (const { stream } of store.readAll({ limit: 1 })) throw new StoreNotEmpty(stream);
  let written = 0;
  for (const batch of batches(events)) {
    const { stream, revision } = batch[0]!;
    const append = batch.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
    await store.append(stream, revision === 0 ? 'no-stream' : revision - 1, append);
    written += batch.length;
    onProgress?.(written);
  }
  return { header, events: written, streams: header.streams, unknown };
}

/** Schemas, places and the chain of digests. Answers how many events are of unknown types. */
function check(events: readonly ExportedEvent[], ids: Ids): number {
  const last = new Map<string, ExportedEvent>();
  let unknown = 0;
  for (const [i, event] of events.entries()) {
    const { stream, revision, metadata } = event;
    const before = last.get(stream);
    const place = (before?.revision ?? -1) + 1;
    if (revision !== place)
      throw new UnusableExport(i + 2, `${stream}: expected revision ${place}, found ${revision}: events are missing`);
    if (metadata.previous !== (before && digestOf(before, ids)))
      throw new UnusableExport(i + 2, `${stream}@${revision}: it does not follow the event before it`);
    if (!fitsSchema(event, i + 2)) unknown += 1;
    last.set(stream, event);
  }
  return unknown;
}

const digestOf = ({ id, type, data, metadata }: ExportedEvent, ids: Ids): string =>
  chainDigest(ids, { id, type, data, metadata });

/** False: this program does not know the type. */
function fitsSchema(event: ExportedEvent, line: number): boolean {
  const { stream, revision, type } = event;
  const definitions = eventsOfCategory(categoryOf(stream));
  const schema = definitions?.schemas[type];
  if (!definitions || !schema) return false;
  try {
    const decoded = decode(definitions, { ...event, position: 0, recordedAt: event.metadata.at });
    const { error } = schema.safeParse(decoded?.data);
    if (error) throw new UnusableExport(line, `${stream}@${revision} ${type}: ${z.prettifyError(error)}`);
    return true;
  } catch (error) {
    if (error instanceof UnreadableEvent) throw new UnusableExport(line, error.message);
    throw error;
  }
}

/** Runs of events of one stream. */
function* batches(events: readonly ExportedEvent[]): Iterable<ExportedEvent[]> {
  let batch: ExportedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify([event.data, event.metadata]));
    const full = batch.length === BATCH_EVENTS || bytes + size > BATCH_BYTES;
    if (batch.length > 0 && (full || batch[0]!.stream !== event.stream)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

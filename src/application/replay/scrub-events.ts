import { z } from 'zod';
import { BlobRef } from '../../domain/delivery/delivery.events.js';
import type { Scrubber } from '../../domain/scrub/scrubber.js';
import type { EventMetadata, NewEvent, RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import { blobParts } from '../streams/blobs.js';
import { chainDigest } from '../streams/chain-digest.js';
import { eventId } from '../streams/event-id.js';
import type { ExportedEvent } from './exported-file.js';

/** A text beside the events, with the event that began its stream. */
export interface SlicedBlob {
  readonly ref: BlobRef;
  readonly text: string;
  readonly first: RecordedEvent;
}

/** The part of a log that is exported, in the order of the log, without the streams of its blobs. */
export interface Slice {
  readonly events: readonly RecordedEvent[];
  readonly blobs: readonly SlicedBlob[];
}

/** References to blobs anywhere in the data of an event. */
export function blobRefsIn(data: unknown): BlobRef[] {
  if (data === null || typeof data !== 'object') return [];
  const { data: ref } = BlobRef.safeParse(data);
  if (ref && /^[0-9a-f]{64}$/.test(ref.digest)) return [ref];
  return Object.values(data).flatMap(blobRefsIn);
}

/**
 * The slice without secrets, as a log that is sound again: blobs under the digests of what they say now and the references to
 * them, ids that follow from causes and places, and the chain of digests. What holds no secret comes out as it went in.
 */
export async function scrubEvents(slice: Slice, scrubber: Scrubber, ids: Ids): Promise<ExportedEvent[]> {
  const goOver = () => {
    for (const { stream, data, metadata } of slice.events) scrubber.json([stream, data, metadata]);
    return slice.blobs.map(({ text }) => scrubber.document(text));
  };
  // The first time finds the secrets, the second removes them everywhere.
  goOver();
  const renamed = new Map<string, BlobRef>();
  const blobEvents: (Unchained & { position: number })[] = [];
  for (const [i, text] of goOver().entries()) {
    const { ref, first } = slice.blobs[i]!;
    const content = Buffer.from(text, 'utf8');
    const now = { digest: ids.digest(content), bytes: content.length };
    const isNew = ![...renamed.values()].some(({ digest }) => digest === now.digest);
    renamed.set(ref.digest, now);
    if (isNew) blobEvents.push(...(await partsOf(now, content, first)));
  }
  const events = slice.events.map((event) => ({ ...event, data: withRefs(event.data, renamed) }));
  const ordered = [...events, ...blobEvents].sort((one, other) => one.position - other.position);
  return chained(ordered, scrubber, ids);
}

type Unchained = Pick<RecordedEvent, 'stream' | 'type' | 'data' | 'metadata'>;

async function partsOf({ digest }: BlobRef, content: Buffer, { position, type, metadata }: RecordedEvent) {
  const parts = await blobParts(content);
  return parts.map((part, index) => ({
    position,
    stream: `blob-${digest}`,
    type,
    data: { index, parts: parts.length, encoding: 'gzip+base64', content: part },
    metadata,
  }));
}

function withRefs(data: unknown, renamed: ReadonlyMap<string, BlobRef>): unknown {
  if (Array.isArray(data)) return data.map((item) => withRefs(item, renamed));
  if (data === null || typeof data !== 'object') return data;
  const { data: ref } = z.strictObject(BlobRef.shape).safeParse(data);
  const now = ref && renamed.get(ref.digest);
  return now ?? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withRefs(value, renamed)]));
}

function chained(events: readonly Unchained[], scrubber: Scrubber, ids: Ids): ExportedEvent[] {
  const last = new Map<string, ExportedEvent>();
  return events.map(({ stream: name, type, data: full, metadata: before }) => {
    const isBlob = name.startsWith('blob-');
    const stream = scrubber.text(name);
    const data = isBlob ? full : scrubber.json(full);
    const previous = last.get(stream);
    const { previous: _, ...kept } = scrubber.json(before) as EventMetadata;
    const metadata: EventMetadata = { ...kept, ...(previous && { previous: chainDigest(ids, asNew(previous)) }) };
    const revision = (previous?.revision ?? -1) + 1;
    const id = eventId(ids, metadata.$causationId, stream, revision, type);
    const event: ExportedEvent = { stream, revision, id, type, data, metadata };
    last.set(stream, event);
    return event;
  });
}

const asNew = ({ id, type, data, metadata }: ExportedEvent): NewEvent => ({ id, type, data, metadata });

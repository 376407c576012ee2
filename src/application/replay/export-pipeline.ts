import type { BlobRef } from '../../domain/delivery/delivery.events.js';
import { Scrubber } from '../../domain/scrub/scrubber.js';
import type { EventStore } from '../ports/event-store.js';
import { eventsUntil } from '../past/past-events.js';
import type { Ids } from '../ports/ids.js';
import { DamagedBlob } from '../streams/blobs.js';
import { writeExport, type ExportHeader } from './exported-file.js';
import { NothingFound } from './find-streams.js';
import { LogIndex } from './log-index.js';
import { blobRefsIn, scrubEvents, type SlicedBlob } from './scrub-events.js';

/** Reads the texts that are kept beside the events. */
export interface BlobReader {
  get(ref: BlobRef): Promise<string>;
}

export interface ExportRequest {
  /** A stream, the id of a delivery, or a subject. */
  readonly id: string;
  /** Version of this program. */
  readonly program: string;
  /** The operator's own, which must not occur whatever they look like. */
  readonly secrets: readonly string[];
  onProgress?(text: string): void;
}

/**
 * The part of a log that reproduces what happened to one pipeline, without secrets and e-mail addresses. Rejects with
 * `NothingFound`.
 */
export async function exportPipeline(
  store: EventStore,
  blobs: BlobReader,
  ids: Ids,
  { id, program, secrets, onProgress }: ExportRequest,
): Promise<{ readonly header: ExportHeader; readonly content: string }> {
  const index = await LogIndex.of(store, (events) => onProgress?.(`${events} events looked through`));
  const named = index.named(id);
  if (named.length === 0) throw new NothingFound(id, index.events, index.like(id));
  const { streams, leftOut } = index.pipeline(named);
  const events = await eventsUntil(store, streams, undefined, (read) =>
    onProgress?.(`${read} of ${streams.length} streams read`),
  );
  const refs = new Map(events.flatMap(({ data }) => blobRefsIn(data)).map((ref) => [ref.digest, ref]));
  const sliced: SlicedBlob[] = [];
  const missing: string[] = [];
  for (const ref of refs.values()) {
    onProgress?.(`${sliced.length} of ${refs.size} texts read`);
    const [first] = await store.readStream(`blob-${ref.digest}`, { limit: 1 });
    const text = await blobs.get(ref).catch(whenDamaged);
    if (first && text !== undefined) sliced.push({ ref, text, first });
    else missing.push(`blob-${ref.digest}`);
  }
  const scrubber = new Scrubber(secrets);
  onProgress?.(`${events.length} events, ${sliced.length} texts: removing secrets`);
  const scrubbed = await scrubEvents({ events, blobs: sliced }, scrubber, ids);
  const clean = (names: readonly string[]) => names.map((name) => scrubber.text(name));
  const about = { program, pipeline: scrubber.text(id), removed: scrubber.removed };
  return writeExport(ids, { ...about, leftOut: clean(leftOut), missing }, scrubbed);
}

function whenDamaged(error: unknown): undefined {
  if (!(error instanceof DamagedBlob)) throw error;
}

import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import { chainDigest } from '../streams/chain-digest.js';

/** An event that is not what was appended, or is not where it was. */
export interface BrokenPlace {
  readonly stream: string;
  readonly revision: number;
  readonly why: string;
}

export interface VerifiedLog {
  readonly events: number;
  readonly streams: number;
  readonly broken: readonly BrokenPlace[];
  /** What the log is now: a checkpoint to compare a later log with. */
  readonly checkpoint: LogCheckpoint;
}

/** The state of a log at one time. Two logs with the same digest hold the same events, each stream in the same order. */
export interface LogCheckpoint {
  readonly position: number;
  readonly events: number;
  /** SHA-256 over the heads of all streams, in order of their names. */
  readonly digest: string;
  /** Of each stream: revision and digest of its last event. */
  readonly heads: Readonly<Record<string, { readonly revision: number; readonly digest: string }>>;
}

export interface VerifyOptions {
  /** An earlier checkpoint: what it knew must be there unchanged. */
  readonly against?: LogCheckpoint;
  onProgress?(events: number): void;
}

/**
 * Follows the chain of digests through every stream: each event names the digest of the one before it. A changed, missing,
 * moved or foreign event shows at the next one of its stream; at the end of a stream it shows against an earlier checkpoint.
 */
export async function verifyLog(
  store: EventStore,
  ids: Ids,
  { against, onProgress }: VerifyOptions = {},
): Promise<VerifiedLog> {
  const heads = new Map<string, { revision: number; digest: string }>();
  const broken: BrokenPlace[] = [];
  let events = 0;
  let position = 0;
  for await (const event of store.readAll()) {
    events++;
    const { stream, revision } = event;
    const before = heads.get(stream);
    const why = wrongPlace(event, position, before);
    if (why) broken.push({ stream, revision, why });
    position = event.position;
    const digest = chainDigest(ids, event);
    const expected = against?.heads[stream];
    if (expected?.revision === revision && expected.digest !== digest)
      broken.push({ stream, revision, why: 'it is not the event that the checkpoint knows' });
    heads.set(stream, { revision, digest });
    if (events % 10_000 === 0) onProgress?.(events);
  }
  for (const [stream, { revision }] of Object.entries(against?.heads ?? {})) {
    const now = heads.get(stream);
    if (!now || now.revision < revision)
      broken.push({
        stream,
        revision: (now?.revision ?? -1) + 1,
        why: `missing: the checkpoint knows ${revision + 1} events`,
      });
  }
  return { events, streams: heads.size, broken, checkpoint: checkpointOf(ids, heads, events, position) };
}

function wrongPlace(
  event: RecordedEvent,
  position: number,
  before: { revision: number; digest: string } | undefined,
): string | undefined {
  const expected = (before?.revision ?? -1) + 1;
  if (event.position <= position) return `position ${event.position} after ${position}`;
  if (event.revision !== expected)
    return `revision ${event.revision}, expected ${expected}: events are missing or were put in`;
  if (event.metadata.previous !== before?.digest)
    return before
      ? 'the event before it was changed, or this one was put in'
      : 'it names an event before it, and there is none';
  return undefined;
}

function checkpointOf(
  ids: Ids,
  heads: ReadonlyMap<string, { revision: number; digest: string }>,
  events: number,
  position: number,
): LogCheckpoint {
  const sorted = [...heads].sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = Object.fromEntries(sorted.map(([stream, { revision, digest }]) => [stream, { revision, digest }]));
  return { position, events, digest: ids.digest(JSON.stringify(plain)), heads: plain };
}

import { categoryOf, type EventStore, type RecordedEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import { chainDigest } from '../streams/chain-digest.js';
import { diagnoseStream, idAt, type BrokenPlace } from './diagnose-stream.js';
import { legible } from './legible-event.js';
import { checkpointOf, type LogCheckpoint } from './log-checkpoint.js';
import { StreamHeads } from './stream-heads.js';

/** What was found of a log. */
export interface VerifiedLog {
  readonly events: number;
  readonly streams: number;
  /** In order of streams and revisions, of at most so many streams as were asked for; then those that are only misfiled. */
  readonly broken: readonly BrokenPlace[];
  /** Streams with broken places beyond those that are listed. */
  readonly moreBroken: number;
  /** The log ends before the earlier checkpoint: after this position, and so many events are gone. */
  readonly cutOff: { readonly after: number; readonly missing: number } | null;
  /** Categories that are not what the earlier checkpoint knows, where no heads say which stream it is. */
  readonly otherCategories: readonly string[];
  /** Streams that the store may let go after a while, and did. */
  readonly expired: number;
  /** Whether positions mean the same as in the earlier checkpoint; false: the log is a copy of the one that it was taken of. */
  readonly samePositions: boolean;
  /** What the log is now. */
  readonly checkpoint: LogCheckpoint;
  readonly heads: StreamHeads;
}

export interface VerifyOptions {
  /** An earlier checkpoint: what it knew must be there unchanged. `heads`: of its streams, so that places can be named. */
  readonly against?: { readonly checkpoint: LogCheckpoint; readonly heads?: StreamHeads };
  /** The store drops `delivery-` events that were decided before this time, in milliseconds. Undefined: it keeps everything. */
  readonly expiredBefore?: number;
  /** Streams whose broken places are named. */
  readonly most?: number;
  onProgress?(done: { events: number; position: number }): void;
}

/** Nodes write these all the time, with no chain; nothing is decided on old ones. */
const UNCHAINED = 'lease';
const EXPIRING = 'delivery';
const MOST = 1_000;

/**
 * Follows the chain of digests through every stream: each event names the digest of the one before it, and its id says what
 * caused it and where it stands. What is not so is looked at more closely. At the end of a stream, and where a whole stream is
 * gone, only an earlier checkpoint tells.
 */
export async function verifyLog(store: EventStore, ids: Ids, options: VerifyOptions = {}): Promise<VerifiedLog> {
  const { against, onProgress } = options;
  const pass = new Pass(ids, options);
  for await (const event of store.readAll()) {
    pass.take(event);
    if (pass.events % 10_000 === 0) onProgress?.({ events: pass.events, position: event.position });
  }
  const checkpoint = checkpointOf(ids, pass.heads, pass);
  const { damaged, expired, missing } = pass.finish();
  const broken: BrokenPlace[] = [];
  const streams = [...damaged].sort();
  for (const stream of streams.slice(0, options.most ?? MOST)) {
    const head = against?.heads?.get(stream);
    const events = await store.readStream(stream);
    broken.push(
      ...diagnoseStream(ids, stream, events, {
        ...(head && { head }),
        ...(pass.samePositions && against?.heads && { knownUpTo: against.checkpoint.position }),
        mayLackFront: events[0] !== undefined && pass.mayLackFront(legible(events[0]).event),
      }),
    );
  }
  for (const place of await store.misfiled())
    if (!broken.some(({ stream, revision }) => stream === place.stream && revision === place.revision))
      broken.push({
        ...place,
        damage: 'changed',
        why: 'it is noted under another category, so that who reads one category misses it',
      });
  const earlier = against && (pass.earlier ?? checkpoint);
  return {
    events: pass.events,
    streams: pass.heads.size,
    broken,
    moreBroken: Math.max(0, streams.length - (options.most ?? MOST)),
    cutOff: against ? cutOff(against, checkpoint, missing) : null,
    otherCategories: against && earlier && !against.heads ? differing(against.checkpoint, earlier) : [],
    expired,
    samePositions: pass.samePositions,
    checkpoint,
    heads: pass.heads,
  };
}

/** One pass through the log: heads of streams, and which streams need a closer look. */
class Pass {
  readonly heads = new StreamHeads();
  readonly damaged = new Set<string>();
  events = 0;
  position = 0;
  last = '';
  samePositions = false;
  /** The log as it was at the position of the earlier checkpoint; undefined: nothing came after it. */
  earlier: LogCheckpoint | undefined;
  private readonly putIn = new Set<string>();

  constructor(
    private readonly ids: Ids,
    private readonly options: VerifyOptions,
  ) {}

  take(recorded: RecordedEvent): void {
    const { event, illegible } = legible(recorded);
    const { stream, revision, position, metadata } = event;
    if (categoryOf(stream) === UNCHAINED) return;
    const { against } = this.options;
    if (against && !against.heads && !this.earlier && position > against.checkpoint.position)
      this.earlier = checkpointOf(this.ids, this.heads, this);
    const digest = chainDigest(this.ids, event);
    if (illegible.length > 0 || !this.fits(event)) this.damaged.add(stream);
    this.heads.set(stream, revision, digest, Date.parse(metadata.at));
    this.events++;
    this.position = position;
    this.last = `${stream}@${revision}`;
    if (against) this.compare(event, digest, against);
  }

  /** Streams to be looked at; streams that have expired; events of which the earlier checkpoint knows more than there is. */
  finish(): { damaged: ReadonlySet<string>; expired: number; missing: number } {
    const { damaged } = this;
    if (this.samePositions) for (const stream of this.putIn) damaged.add(stream);
    let expired = 0;
    let missing = 0;
    for (const { stream, revision, at } of this.options.against?.heads ?? []) {
      const now = this.heads.revisionOf(stream);
      if (now >= revision) continue;
      if (categoryOf(stream) === EXPIRING && at < (this.options.expiredBefore ?? -Infinity)) expired++;
      else {
        damaged.add(stream);
        missing += revision - now;
      }
    }
    return { damaged, expired, missing };
  }

  private fits(event: RecordedEvent): boolean {
    const { stream, revision, metadata, id } = event;
    if (id !== idAt(this.ids, event, revision)) return false;
    const before = this.heads.get(stream);
    if (before) return revision === before.revision + 1 && metadata.previous === before.digest;
    if (revision === 0) return metadata.previous === undefined;
    return this.mayLackFront(event);
  }

  /** Whether what stood before this event, the first that is left, may have expired. */
  mayLackFront({ stream, metadata }: RecordedEvent): boolean {
    const { expiredBefore = -Infinity } = this.options;
    return categoryOf(stream) === EXPIRING && Date.parse(metadata.at) < expiredBefore + DAY;
  }

  private compare(event: RecordedEvent, digest: string, against: NonNullable<VerifyOptions['against']>): void {
    const { stream, revision, position } = event;
    const { checkpoint, heads } = against;
    if (position === checkpoint.position && this.last === checkpoint.last) this.samePositions = true;
    if (!heads) return;
    const head = heads.get(stream);
    if (head?.revision === revision && head.digest !== digest) this.damaged.add(stream);
    if (position <= checkpoint.position && revision > (head?.revision ?? -1)) this.putIn.add(stream);
  }
}

/** The first events of a delivery may go some time before its last. */
const DAY = 86_400_000;

function cutOff(
  { checkpoint, heads }: NonNullable<VerifyOptions['against']>,
  now: LogCheckpoint,
  missing: number,
): VerifiedLog['cutOff'] {
  if (now.position >= checkpoint.position) return null;
  const gone = heads ? missing : checkpoint.events - now.events;
  return gone > 0 ? { after: now.position, missing: gone } : null;
}

function differing(expected: LogCheckpoint, found: LogCheckpoint): string[] {
  if (expected.digest === found.digest) return [];
  const digestOf = ({ categories }: LogCheckpoint, category: string) =>
    categories.find((candidate) => candidate.category === category)?.digest;
  const names = new Set([...expected.categories, ...found.categories].map(({ category }) => category));
  // A checkpoint from paper has no categories.
  if (expected.categories.length === 0) return ['*'];
  return [...names].filter((name) => digestOf(expected, name) !== digestOf(found, name)).sort();
}

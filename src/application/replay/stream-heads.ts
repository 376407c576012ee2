import type { Ids } from '../ports/ids.js';
import { categoryOf } from '../ports/event-store.js';

/** The last event of a stream. */
export interface StreamHead {
  readonly stream: string;
  readonly revision: number;
  /** Chained digest, hex. */
  readonly digest: string;
  /** When it was decided, in milliseconds. */
  readonly at: number;
}

/** What the streams of one category are: a line of a checkpoint. */
export interface CategoryDigest {
  readonly category: string;
  readonly streams: number;
  readonly digest: string;
}

const DIGEST_BYTES = 32;
/** Heads of one page of the tree of digests. On paper for ever. */
const PAGE = 1_000;

/** The heads of all streams, packed: a log of a million events has hundreds of thousands. */
export class StreamHeads {
  private readonly slots = new Map<string, number>();
  private revisions = new Int32Array(1_024);
  private times = new Float64Array(1_024);
  private digests = Buffer.alloc(1_024 * DIGEST_BYTES);

  get size(): number {
    return this.slots.size;
  }

  /** -1: no such stream. */
  revisionOf(stream: string): number {
    const slot = this.slots.get(stream);
    return slot === undefined ? -1 : this.revisions[slot]!;
  }

  get(stream: string): StreamHead | undefined {
    const slot = this.slots.get(stream);
    return slot === undefined ? undefined : this.at(stream, slot);
  }

  set(stream: string, revision: number, digest: string, at: number): void {
    let slot = this.slots.get(stream);
    if (slot === undefined) {
      slot = this.slots.size;
      this.slots.set(stream, slot);
      if (slot === this.revisions.length) this.grow();
    }
    this.revisions[slot] = revision;
    this.times[slot] = at;
    this.digests.write(digest, slot * DIGEST_BYTES, 'hex');
  }

  /** In order of the streams' names. */
  *sorted(): Iterable<StreamHead> {
    for (const stream of [...this.slots.keys()].sort()) yield this.at(stream, this.slots.get(stream)!);
  }

  /** In any order. */
  *[Symbol.iterator](): Iterator<StreamHead> {
    for (const [stream, slot] of this.slots) yield this.at(stream, slot);
  }

  private at(stream: string, slot: number): StreamHead {
    const digest = this.digests.toString('hex', slot * DIGEST_BYTES, (slot + 1) * DIGEST_BYTES);
    return { stream, revision: this.revisions[slot]!, digest, at: this.times[slot]! };
  }

  private grow(): void {
    const length = this.revisions.length * 2;
    const [revisions, times, digests] = [
      new Int32Array(length),
      new Float64Array(length),
      Buffer.alloc(length * DIGEST_BYTES),
    ];
    revisions.set(this.revisions);
    times.set(this.times);
    this.digests.copy(digests);
    this.revisions = revisions;
    this.times = times;
    this.digests = digests;
  }
}

/** One head as a line of text: what is digested, and what is kept beside a checkpoint. */
export function headLine({ stream, revision, digest, at }: StreamHead): string {
  return `${revision} ${digest} ${at} ${stream}\n`;
}

/** Undefined: no such line. */
export function readHeadLine(line: string): StreamHead | undefined {
  const [, revision = '', digest = '', at = '', stream = ''] = /^(\d+) ([0-9a-f]{64}) (\d+) (.+)$/.exec(line) ?? [];
  return stream ? { stream, revision: Number(revision), digest, at: Number(at) } : undefined;
}

/**
 * A tree of digests over heads in order of their names: pages of 1,000 lines, above them a category. The digests of the categories
 * are few, whatever the number of streams.
 */
export function digestsByCategory(ids: Ids, sorted: Iterable<StreamHead>): CategoryDigest[] {
  const categories = new Map<string, { streams: number; pages: string[]; lines: string[] }>();
  const close = (open: { pages: string[]; lines: string[] }) => {
    open.pages.push(ids.digest(open.lines.join('')));
    open.lines = [];
  };
  for (const head of sorted) {
    const category = categoryOf(head.stream);
    const open = categories.get(category) ?? { streams: 0, pages: [], lines: [] };
    categories.set(category, open);
    open.streams++;
    open.lines.push(headLine(head));
    if (open.lines.length === PAGE) close(open);
  }
  return [...categories]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([category, open]) => {
      if (open.lines.length > 0) close(open);
      return { category, streams: open.streams, digest: ids.digest(open.pages.join('\n')) };
    });
}

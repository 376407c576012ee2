/** What an event carries beside its data. Keys with `$` are EventStoreDB's own, so its tools understand them. */
export interface EventMetadata {
  /** The delivery or command that began it all. */
  readonly $correlationId: string;
  /** The event or command that led to this one. */
  readonly $causationId: string;
  readonly schemaVersion: number;
  /** When the event was decided, ISO 8601 in UTC. */
  readonly at: string;
  /** Name of the operator whose request led to the event directly; absent: none did. */
  readonly actor?: string;
  /** SHA-256 (hex) of the event before it in the same stream; absent on the first. */
  readonly previous?: string;
}

/** An event to be appended. `data` is plain JSON. */
export interface NewEvent {
  /** UUID. Appending the same ids again at the same place changes nothing. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** An event as it is on disk. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** Place in the whole log. Grows from event to event, with gaps. */
  readonly position: number;
  /** When the store took it, ISO 8601 in UTC. */
  readonly recordedAt: string;
  /** As in the metadata, where it can be told without reading all of them. */
  readonly schemaVersion?: number;
}

/** Where an event stands. */
export type EventPlace = Pick<RecordedEvent, 'stream' | 'revision'>;

/** The revision that the last event of the stream must have, or that it must not exist yet, or anything. */
export type ExpectedRevision = number | 'no-stream' | 'any';

export interface AppendResult {
  /** Of the last event appended. */
  readonly revision: number;
  readonly position: number;
}

export interface ReadStreamOptions {
  /** First revision to read; `end` is the last event and goes with `backwards`. Default: 0, or `end` when backwards. */
  readonly from?: number | 'end';
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many events. Default: all. */
  readonly limit?: number;
}

export interface EventFilter {
  /** Only streams of these categories (what stands before the first `-`). */
  readonly categories?: readonly string[];
}

export interface ReadAllOptions {
  /** Only events after this position, which an event has or a checkpoint had. Default: from the beginning. */
  readonly after?: number;
  readonly filter?: EventFilter;
  /** At most so many events. Default: all there are now. */
  readonly limit?: number;
}

export interface ReadPagesOptions extends ReadAllOptions {
  /** Where texts are in the data, such as `body.text`, that the reader does not look at: they may be empty. */
  readonly blank?: readonly string[];
  /** Events that need not all be there. */
  readonly latest?: LatestOnly;
}

/**
 * Each event of this type replaces the one before it in its stream. So of each stream of this category the reader needs the last one
 * only, of those after where it begins and up to `until`. Others may be left out, or come late: before a later event of their stream.
 */
export interface LatestOnly {
  readonly category: string;
  readonly type: string;
  readonly until: number;
}

export interface SubscribeOptions {
  /** The checkpoint: only events after this position. Default: from the beginning. */
  readonly after?: number;
  readonly filter?: EventFilter;
  /** Ends the subscription. */
  readonly signal: AbortSignal;
}

/** A run of events in log order. A batch may be empty and only move the checkpoint. */
export interface SubscriptionBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here that passes the filter has been delivered. */
  readonly checkpoint: number;
  /** True when this batch reached the end of the log as it was then. */
  readonly caughtUp: boolean;
}

/** The last event of the stream was another one. Nothing was written. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** Undefined: there is no such stream. */
    readonly actual: number | undefined,
  ) {
    super(
      `Stream ${stream}: expected revision ${expected}, found ${actual ?? 'no stream'}. Load it again and decide anew.`,
    );
    this.name = 'WrongExpectedRevision';
  }
}

/** The text of an event on disk is not JSON any more: somebody, or the disk, has damaged the log. */
export class DamagedEvent extends Error {
  constructor(
    { stream, revision, type, position }: Pick<RecordedEvent, 'stream' | 'revision' | 'type' | 'position'>,
    part: 'data' | 'metadata',
    cause: unknown,
  ) {
    const found = cause instanceof Error ? cause.message : String(cause);
    super(
      `${stream}@${revision} ${type}, at position ${position} of the log: expected JSON as its ${part}, found text that is none (${found}). The log is damaged: \`packit-service verify\` names every such place; restore it from a backup.`,
      { cause },
    );
    this.name = 'DamagedEvent';
  }
}

/** More than `MAX_APPEND_BYTES` in one append. Nothing was written. */
export class AppendTooLarge extends Error {
  constructor(stream: string, bytes: number) {
    super(
      `Stream ${stream}: an append takes at most ${MAX_APPEND_BYTES} bytes, found ${bytes}. Put big texts into blobs.`,
    );
    this.name = 'AppendTooLarge';
  }
}

/** Bytes of data and metadata of one append, all events together (EventStoreDB refuses 1 MiB). */
export const MAX_APPEND_BYTES = 1_000_000;

/**
 * The log. Two adapters, one contract suite (`test/contracts/event-store.contract.ts`), the same behaviour.
 * A stream that does not exist reads as empty.
 */
export abstract class EventStore {
  /**
   * Durable when it resolves. With the same event ids at the same place (the revisions behind `expected`, or the end of
   * the stream for `any`; the whole beginning for `no-stream`) it answers as the first time and writes nothing.
   * Rejects with `WrongExpectedRevision`, `AppendTooLarge`, or `TransientFailure` when the store is out of reach and
   * whether it was written is unknown.
   */
  abstract append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  abstract readStream(stream: string, options?: ReadStreamOptions): Promise<RecordedEvent[]>;

  /** All events in log order, read in pages behind the scenes. */
  abstract readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * The same a page at a time, for who reads millions. No page is empty. `data` and `metadata` of its events may be made when
   * they are asked for, as long as the store is open: a copy of such an event lacks them.
   */
  abstract readPages(options?: ReadPagesOptions): AsyncIterable<readonly RecordedEvent[]>;

  /**
   * What is there, then what comes, in log order, each event once and without a gap, until `signal` aborts. When the store
   * goes away it opens itself anew from where it was, with back-off. Batches hold at most 1,000 events or so.
   */
  abstract subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionBatch>;

  /**
   * Events that reads with a filter miss, because what the store has noted beside them is damaged: at most a thousand. A store that
   * notes nothing has none.
   */
  async misfiled(): Promise<readonly EventPlace[]> {
    return [];
  }

  /** Position of the last event of the log, 0 when it is empty. */
  abstract head(): Promise<number>;

  /**
   * Positions that divide the log up to `head` into so many runs with about the same number of events: `readPages` can begin
   * after each of them. Fewer of them, where the store cannot tell.
   */
  abstract divide(head: number, runs: number): Promise<number[]>;

  /** Rejects when the store cannot take events now. */
  abstract ping(): Promise<void>;

  abstract close(): Promise<void>;
}

/** The category of a stream: what stands before the first `-`. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
}

import type Database from 'better-sqlite3';
import {
  categoryOf,
  EventStore,
  type AppendResult,
  type EventPlace,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadPagesOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '../../../application/ports/event-store.js';
import { AppendGroup } from './append-group.js';
import { openEventFile } from './event-file.js';
import { LogIterator } from './log-iterator.js';
import { LogReader } from './log-reader.js';
import { LogScan } from './log-scan.js';
import { LogSync } from './log-sync.js';
import { LogWatch } from './log-watch.js';
import { failureOf } from './sqlite-failure.js';
import { followLog } from './subscription.js';

const PAGE_EVENTS = 500;

/**
 * The log in one SQLite file, for one node and the commands beside it. Several processes may have it open.
 *
 * It works in the main thread on one connection: a commit takes a fraction of a millisecond and is shared by all that
 * wait, a page of the log a millisecond. Only the wait for the disk is elsewhere.
 */
export class SqliteEventStore extends EventStore {
  private readonly group: AppendGroup;
  private readonly reader: LogReader;
  private readonly watch: LogWatch;
  private readonly sync: LogSync;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly file: Database.Database,
    path: string,
  ) {
    super();
    // The connection's own commits do not count.
    const dataVersion = file.prepare<[], number>('PRAGMA data_version').pluck();
    this.watch = new LogWatch(() => dataVersion.get() ?? 0);
    this.sync = new LogSync(path);
    this.group = new AppendGroup(file, this.sync, () => this.watch.wake());
    this.reader = new LogReader(file, () => this.sync.durablePosition);
  }

  /** Opens the file, or creates it with its folder. Throws `EventFileUnusable`. */
  static open(path: string, cacheKiB?: number): SqliteEventStore {
    return new SqliteEventStore(openEventFile(path, cacheKiB), path);
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    return this.group.add(stream, expected, events);
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<RecordedEvent[]> {
    const events = this.attempt(() => this.reader.stream(stream, options));
    const newest = Math.max(events[0]?.position ?? 0, events.at(-1)?.position ?? 0);
    if (newest > (this.sync.durablePosition ?? newest)) await this.sync.settled();
    return events;
  }

  readAll({ after = 0, filter, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    let end: number | undefined;
    let position = after;
    let left = limit;
    return new LogIterator(() =>
      this.attempt(() => {
        end ??= this.reader.head();
        const page = this.reader.page(position, end, filter, Math.min(left, PAGE_EVENTS));
        position = page.checkpoint;
        left -= page.events.length;
        return page.events;
      }),
    );
  }

  async *readPages(options: ReadPagesOptions = {}): AsyncIterable<RecordedEvent[]> {
    const { after = 0, filter, limit = Infinity } = options;
    const end = this.attempt(() => this.reader.head());
    const scan = this.attempt(() => new LogScan(this.file, options));
    const wanted = filter?.categories && new Set(filter.categories);
    try {
      for (let position = after, left = limit; left > 0;) {
        const from = position;
        const scanned = this.attempt(() => scan.page(from, end, PAGE_EVENTS));
        const last = scanned.at(-1);
        if (!last) return;
        position = last.position;
        const page = wanted ? scanned.filter(({ stream }) => wanted.has(categoryOf(stream))) : scanned;
        if (page.length > 0) yield page.slice(0, left);
        left -= page.length;
        // Other work of the process goes on between two pages.
        await new Promise(setImmediate);
      }
    } finally {
      if (this.file.open) scan.close();
    }
  }

  subscribe({ after = 0, filter, signal }: SubscribeOptions): AsyncIterable<SubscriptionBatch> {
    const ended = AbortSignal.any([signal, this.closing.signal]);
    return followLog(this.reader, this.watch, { after, filter, signal: ended });
  }

  override async misfiled(): Promise<EventPlace[]> {
    return this.attempt(() => this.reader.misfiled());
  }

  async head(): Promise<number> {
    return this.attempt(() => this.reader.head());
  }

  /** Positions are numbers without gaps here. */
  async divide(head: number, runs: number): Promise<number[]> {
    return Array.from({ length: runs - 1 }, (_, n) => Math.floor((head * (n + 1)) / runs));
  }

  async ping(): Promise<void> {
    this.attempt(() => this.file.transaction(() => undefined).immediate());
    await this.sync.settled();
  }

  /** What waits to be written is written first; subscriptions end. */
  close(): Promise<void> {
    this.closed ??= this.group.close().then(() => {
      this.closing.abort();
      this.file.close();
      this.sync.close();
    });
    return this.closed;
  }

  private attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw failureOf(error);
    }
  }
}

import type Database from 'better-sqlite3';
import {
  EventStore,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '../../../application/ports/event-store.js';
import { AppendGroup } from './append-group.js';
import { openEventFile } from './event-file.js';
import { LogIterator } from './log-iterator.js';
import { LogReader } from './log-reader.js';
import { LogWatch } from './log-watch.js';
import { failureOf } from './sqlite-failure.js';
import { followLog } from './subscription.js';

const PAGE_EVENTS = 500;

/**
 * The log in one SQLite file, for one node and the commands beside it. Several processes may have it open.
 *
 * It works in the main thread on one connection: a commit with its fsync takes a fraction of a millisecond on an SSD and
 * is shared by all that wait, a page of the log a millisecond.
 */
export class SqliteEventStore extends EventStore {
  private readonly group: AppendGroup;
  private readonly reader: LogReader;
  private readonly watch: LogWatch;
  private readonly closing = new AbortController();

  private constructor(private readonly file: Database.Database) {
    super();
    // The connection's own commits do not count.
    const dataVersion = file.prepare<[], number>('PRAGMA data_version').pluck();
    this.watch = new LogWatch(() => dataVersion.get() ?? 0);
    this.group = new AppendGroup(file, () => this.watch.wake());
    this.reader = new LogReader(file);
  }

  /** Opens the file, or creates it with its folder. Throws `EventFileUnusable`. */
  static open(path: string): SqliteEventStore {
    return new SqliteEventStore(openEventFile(path));
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    return this.group.add(stream, expected, events);
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<RecordedEvent[]> {
    return this.attempt(() => this.reader.stream(stream, options));
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

  subscribe({ after = 0, filter, signal }: SubscribeOptions): AsyncIterable<SubscriptionBatch> {
    const ended = AbortSignal.any([signal, this.closing.signal]);
    return followLog(this.reader, this.watch, { after, filter, signal: ended });
  }

  async head(): Promise<number> {
    return this.attempt(() => this.reader.head());
  }

  async ping(): Promise<void> {
    this.attempt(() => this.file.transaction(() => undefined).immediate());
  }

  /** What waits to be written is written first; subscriptions end. */
  async close(): Promise<void> {
    if (!this.file.open) return;
    this.group.close();
    this.closing.abort();
    this.file.close();
  }

  private attempt<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      throw failureOf(error);
    }
  }
}

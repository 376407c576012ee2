import type Database from 'better-sqlite3';
import { categoryOf, WrongExpectedRevision, type AppendResult } from '../../../application/ports/event-store.js';
import type { EncodedAppend, EncodedEvent } from './encoded-append.js';

/** How far back a repeated append to `any` revision is looked for: others may have appended since the first time. */
const REPEAT_WINDOW = 64;

type Written = { readonly revision: number; readonly position: number; readonly id: string };

/** Writes one append inside the transaction of its group. */
export class StreamWriter {
  /** Of the last event. Counted under the write lock, so what a reader sees is never joined by a smaller one later. */
  position = 0;
  /** What `position` was before this transaction. */
  before = 0;
  private readonly last: Database.Statement<[string], number>;
  private readonly head: Database.Statement<[], number>;
  private readonly range: Database.Statement<[string, number, number], Written>;
  private readonly insert: Database.Statement<[number, string, number, string, string, string, string, string, string]>;

  constructor(file: Database.Database) {
    this.last = file
      .prepare<[string], number>('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
      .pluck();
    this.head = file.prepare<[], number>('SELECT coalesce(max(position), 0) FROM events').pluck();
    this.range = file.prepare(
      `SELECT revision, position, id FROM events WHERE stream = ? AND revision >= ? AND revision < ? ORDER BY revision`,
    );
    this.insert = file.prepare(
      `INSERT INTO events (position, stream, revision, category, id, type, recorded_at, metadata, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** To be called under the write lock, before the appends of a transaction. */
  begin(): void {
    this.position = this.head.get() ?? 0;
    this.before = this.position;
  }

  /** Throws `WrongExpectedRevision` before it has written anything. */
  write(append: EncodedAppend): AppendResult {
    const last = this.last.get(append.stream);
    return this.repeated(append, last) ?? this.add(append, last);
  }

  /** The first answer, when the same events are there already; undefined when they are to be written. */
  private repeated({ stream, expected, events }: EncodedAppend, last: number | undefined): AppendResult | undefined {
    if (expected === 'any') return last === undefined ? undefined : this.repeatedAnywhere(stream, events, last);
    const place = expected === 'no-stream' ? 0 : expected + 1;
    const next = last === undefined ? 0 : last + 1;
    if (place === next) return undefined;
    const there = place < next ? this.range.all(stream, place, place + events.length) : [];
    return answerOf(events, there) ?? refuse(stream, expected, last);
  }

  private repeatedAnywhere(stream: string, events: readonly EncodedEvent[], last: number): AppendResult | undefined {
    const recent = this.range.all(stream, last + 1 - events.length - REPEAT_WINDOW, last + 1);
    const place = recent.findIndex(({ id }) => id === events[0]?.id);
    if (place < 0) return undefined;
    return answerOf(events, recent.slice(place, place + events.length)) ?? refuse(stream, 'any', last);
  }

  private add({ stream, events }: EncodedAppend, last: number | undefined): AppendResult {
    const category = categoryOf(stream);
    const recordedAt = new Date().toISOString();
    let revision = last ?? -1;
    for (const { id, type, metadata, data } of events) {
      revision += 1;
      this.position += 1;
      this.insert.run(this.position, stream, revision, category, id, type, recordedAt, metadata, data);
    }
    return { revision, position: this.position };
  }
}

function answerOf(events: readonly EncodedEvent[], there: readonly Written[]): AppendResult | undefined {
  const last = there.at(-1);
  if (last === undefined || there.length !== events.length) return undefined;
  if (!events.every(({ id }, at) => there[at]?.id === id)) return undefined;
  return { revision: last.revision, position: last.position };
}

function refuse(stream: string, expected: EncodedAppend['expected'], actual: number | undefined): never {
  throw new WrongExpectedRevision(stream, expected, actual);
}

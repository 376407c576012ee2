import type Database from 'better-sqlite3';
import type { EventFilter, EventPlace, ReadStreamOptions } from '../../../application/ports/event-store.js';
import { SMALL_DATA } from './log-scan.js';
import { EVENT_COLUMNS, StoredEvent, type EventRow } from './stored-event.js';

const PAGE_BYTES = 8_000_000;

const PAGE_COLUMNS = EVENT_COLUMNS.replace(/data$/, SMALL_DATA);

/** A run of the log. */
export interface LogPage {
  readonly events: StoredEvent[];
  /** Everything up to here that passes the filter has been read. */
  readonly checkpoint: number;
  /** There was no more. */
  readonly atEnd: boolean;
}

type PageStatement = Database.Statement<unknown[], EventRow<string | null>>;

/** Reads the log. Each call is one or a few statements, so no reader holds up a checkpoint of the file. */
export class LogReader {
  private readonly pages = new Map<number, PageStatement>();
  private readonly headStatement: Database.Statement<[], number>;
  private readonly dataStatement: Database.Statement<[number], string>;
  private readonly lastStatement: Database.Statement<[string], number>;
  private readonly forwards: Database.Statement<[string, number, number], EventRow>;
  private readonly backwards: Database.Statement<[string, number, number], EventRow>;

  /** `durable`: position up to which the log is on disk; undefined: all of it. */
  constructor(
    private readonly file: Database.Database,
    private readonly durable: () => number | undefined,
  ) {
    this.headStatement = file.prepare<[], number>('SELECT coalesce(max(position), 0) FROM events').pluck();
    this.dataStatement = file.prepare<[number], string>('SELECT data FROM events WHERE position = ?').pluck();
    this.lastStatement = file
      .prepare<[string], number>('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
      .pluck();
    const stream = `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = ?`;
    this.forwards = file
      .prepare<[string, number, number], EventRow>(`${stream} AND revision >= ? ORDER BY revision LIMIT ?`)
      .raw();
    this.backwards = file
      .prepare<[string, number, number], EventRow>(`${stream} AND revision <= ? ORDER BY revision DESC LIMIT ?`)
      .raw();
  }

  /** What a power cut could still take away does not count yet: nobody is to act on it. */
  head(): number {
    return this.durable() ?? this.headStatement.get() ?? 0;
  }

  stream(stream: string, { direction = 'forwards', from, limit }: ReadStreamOptions): StoredEvent[] {
    const backwards = direction === 'backwards';
    const start = from ?? (backwards ? 'end' : 0);
    const revision = start === 'end' ? (this.lastStatement.get(stream) ?? 0) : start;
    const rows = (backwards ? this.backwards : this.forwards).all(stream, revision, limit ?? -1);
    return rows.map((row) => new StoredEvent(row, row[7]));
  }

  /** Events that are noted under another category than that of their stream. */
  misfiled(): EventPlace[] {
    return this.file
      .prepare<[], EventPlace>(
        `SELECT stream, revision FROM events
         WHERE category <> iif(instr(stream, '-') > 0, substr(stream, 1, instr(stream, '-') - 1), stream) LIMIT 1000`,
      )
      .all();
  }

  /** At most `limit` events after one position and up to another, which is the head or was it once. */
  page(after: number, until: number, filter: EventFilter | undefined, limit: number): LogPage {
    const rows = this.rows(after, until, filter?.categories, limit);
    const events: StoredEvent[] = [];
    let bytes = 0;
    for (const row of rows) {
      if (bytes > PAGE_BYTES) break;
      const data = row[7] ?? this.dataStatement.get(row[0]) ?? '';
      if (row[7] === null) bytes += data.length;
      events.push(new StoredEvent(row, data));
    }
    const atEnd = rows.length < limit && events.length === rows.length;
    const checkpoint = atEnd ? until : (events.at(-1)?.position ?? after);
    return { events, checkpoint: Math.max(after, checkpoint), atEnd };
  }

  private rows(
    after: number,
    until: number,
    categories: EventFilter['categories'],
    limit: number,
  ): EventRow<string | null>[] {
    if (categories === undefined) return this.pageStatement(0).all(after, until, limit);
    const wanted = [...new Set(categories)];
    if (wanted.length === 0) return [];
    return this.pageStatement(wanted.length).all(...wanted.flatMap((category) => [category, after, until]), limit);
  }

  /** One index search a category, merged in the order of the log: neither sorted nor read beyond the page. */
  private pageStatement(categories: number): PageStatement {
    const known = this.pages.get(categories);
    if (known) return known;
    const select = `SELECT ${PAGE_COLUMNS} FROM events`;
    const run = 'position > ? AND position <= ?';
    const searches = Array.from({ length: categories }, () => `${select} WHERE category = ? AND ${run}`);
    const source = categories === 0 ? `${select} WHERE ${run}` : searches.join(' UNION ALL ');
    const statement = this.file
      .prepare<unknown[], EventRow<string | null>>(`${source} ORDER BY position LIMIT ?`)
      .raw();
    this.pages.set(categories, statement);
    return statement;
  }
}

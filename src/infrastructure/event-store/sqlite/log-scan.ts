import type Database from 'better-sqlite3';
import type { LatestOnly, ReadPagesOptions } from '../../../application/ports/event-store.js';
import { KnownTypes, scannedColumns, ScannedEvent, type LeftOut, type ScannedRow } from './scanned-event.js';

/** Data longer than this is read by itself, so that a page of the log never holds a thousand of them. */
const SMALL_BYTES = 16_384;
export const SMALL_DATA = `iif(octet_length(data) <= ${SMALL_BYTES}, data, NULL)`;

const COLUMNS = scannedColumns(SMALL_DATA);

/** A name for the table of each scan. */
let tables = 0;

/**
 * Reads the log for who reads millions: it goes through the file as it stands, which is quicker than by the categories' index
 * unless almost nothing is wanted, and the events are lighter. Long texts are read when they are asked for. What a filter does not
 * want is read too.
 */
export class LogScan {
  private readonly statement: Database.Statement<unknown[], ScannedRow>;
  private readonly latest: LatestEvents | undefined;
  private readonly leftOut: LeftOut;
  private readonly types = new KnownTypes();

  constructor(file: Database.Database, { after = 0, blank = [], latest }: ReadPagesOptions) {
    this.latest = latest && new LatestEvents(file, after, latest);
    this.statement = file
      .prepare<unknown[], ScannedRow>(
        `SELECT ${COLUMNS} FROM events
         WHERE position > ? AND position <= ?${this.latest ? ` AND ${this.latest.condition}` : ''}
         ORDER BY position LIMIT ?`,
      )
      .raw();
    this.leftOut = leavingOut(file, blank);
  }

  /** At most `limit` events after one position and up to another, which is the head or was it once; and late ones. */
  page(after: number, until: number, limit: number): ScannedEvent[] {
    const { latest } = this;
    if (!latest) return this.statement.all(after, until, limit).map((row) => this.event(row));
    const events: ScannedEvent[] = [];
    for (const row of this.statement.all(after, until, latest.wanted.type, latest.wanted.category, limit)) {
      const event = this.event(row);
      const late = latest.leftOutBefore(event);
      if (late) events.push(this.event(late));
      events.push(event);
    }
    return events;
  }

  close(): void {
    this.latest?.close();
  }

  private event(row: ScannedRow): ScannedEvent {
    return new ScannedEvent(row, this.types, this.leftOut);
  }
}

/** Where the events are of which a stream's last is enough. Only the index of streams is read for it, which does not know types. */
class LatestEvents {
  /** True of events that are to be read. Takes the type and the category. */
  readonly condition: string;
  private readonly table = `temp.latest_${(tables += 1)}`;
  private readonly prefix: string;
  private readonly before: Database.Statement<[string, number, string, number], ScannedRow>;

  constructor(
    private readonly file: Database.Database,
    private readonly after: number,
    readonly wanted: LatestOnly,
  ) {
    const { category, until } = wanted;
    this.prefix = `${category}-`;
    // A stream may have the name of its category; it is not in the table.
    this.condition = `NOT (type = ? AND category = ? AND stream <> category AND position NOT IN (SELECT position FROM ${this.table}))`;
    file.exec(`CREATE TABLE ${this.table} (position INTEGER PRIMARY KEY)`);
    // "." is the character after "-".
    const names = [this.prefix, `${category}.`];
    file
      .prepare(
        `INSERT INTO ${this.table} SELECT max(position) FROM events
         WHERE stream >= ? AND stream < ? AND position > ? AND position <= ? GROUP BY stream`,
      )
      .run(names, after, until);
    this.before = file
      .prepare<[string, number, string, number], ScannedRow>(
        `SELECT ${COLUMNS} FROM events
         WHERE stream = ? AND revision < ? AND type = ? AND position > ? ORDER BY revision DESC LIMIT 1`,
      )
      .raw();
  }

  /** The event of this type that an event of another one follows: it may be the last. */
  leftOutBefore({ stream, type, revision, position }: ScannedEvent): ScannedRow | undefined {
    const { wanted } = this;
    if (!stream.startsWith(this.prefix) || type === wanted.type || position > wanted.until) return undefined;
    return this.before.get(stream, revision, wanted.type, this.after);
  }

  close(): void {
    this.file.exec(`DROP TABLE ${this.table}`);
  }
}

/** How a scan reads what it left out. `blank`: where texts are in long data that nobody looks at. */
function leavingOut(file: Database.Database, blank: readonly string[]): LeftOut {
  const paths = blank.map((path) => `$.${path}`);
  const emptied = `json_replace(data${paths.map(() => `, ?, ''`).join('')})`;
  const column = (expression: string, ...given: string[]): ((position: number) => string | undefined) => {
    const statement = file
      .prepare<[...string[], number], string>(`SELECT ${expression} FROM events WHERE position = ?`)
      .pluck();
    return (position) => statement.get(...given, position);
  };
  const [id, recordedAt, metadata] = [column('id'), column('recorded_at'), column('metadata')];
  const data = paths.length > 0 ? column(emptied, ...paths) : column('data');
  return {
    id: (position) => id(position) ?? '',
    recordedAt: (position) => recordedAt(position) ?? '',
    metadata: (position) => metadata(position) ?? '{}',
    data: (position) => data(position) ?? '',
  };
}

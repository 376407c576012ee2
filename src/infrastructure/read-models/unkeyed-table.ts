import type Database from 'better-sqlite3';
import type { TableDefinition, TableRow } from '../../application/ports/read-models.js';
import { RowCodec, type StoredRow } from './row-codec.js';
import { quoted, tableName } from './table-names.js';

/** A table that gets its key when it is full: rows are added, never looked for. */
export abstract class UnkeyedTable {
  protected readonly codec: RowCodec;
  private readonly insertStatement: Database.Statement<unknown[]>;

  /** The table must be there. */
  constructor(
    protected readonly file: Database.Database,
    protected readonly definition: TableDefinition,
  ) {
    this.codec = new RowCodec(definition);
    const places = ', ?'.repeat(Object.keys(definition.columns).length);
    this.insertStatement = file.prepare(`INSERT INTO ${tableName(definition.name)} VALUES (?, ?${places})`);
  }

  /** `isNew`: the key is not there. */
  put(row: TableRow, _isNew: boolean): void {
    // One by one: SQLite's binding takes longer to look into a list.
    this.insertStatement.run(...this.codec.encode(row));
  }

  /** Puts what was written into order, before another connection reads it. */
  abstract settle(): void;

  /** Adds all rows of the same table of an attached file, which are newer. */
  join(from: string): void {
    const name = tableName(this.definition.name);
    this.file.exec(`INSERT INTO main.${name} SELECT * FROM ${from}.${name}`);
  }

  /** Removes what is beside the rows. */
  abstract end(): void;
}

/** One whose last row of a key counts. Keys that may not be new are noted, with the place of their last rows. */
export class LastRowsTable extends UnkeyedTable {
  private readonly noteStatement: Database.Statement<[string]>;

  constructor(file: Database.Database, definition: TableDefinition) {
    super(file, definition);
    const noted = notedName(definition.name);
    file.exec(
      `CREATE TABLE IF NOT EXISTS ${noted} (key TEXT PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    );
    this.noteStatement = file.prepare(
      `INSERT INTO ${noted} VALUES (?, last_insert_rowid()) ON CONFLICT (key) DO UPDATE SET place = excluded.place`,
    );
  }

  override put(row: TableRow, isNew: boolean): void {
    super.put(row, isNew);
    if (!isNew) this.noteStatement.run(row.key);
  }

  settle(): void {
    const noted = notedName(this.definition.name);
    this.file.exec(`DELETE FROM ${tableName(this.definition.name)} AS t
      WHERE EXISTS (SELECT 1 FROM ${noted} AS n WHERE n.key = t.key AND n.place > t.rowid)`);
  }

  override join(from: string): void {
    const { name } = this.definition;
    // The newer file has noted each key that it does not begin.
    this.file.exec(`DELETE FROM main.${tableName(name)} WHERE key IN (SELECT key FROM ${from}.${notedName(name)})`);
    super.join(from);
  }

  end(): void {
    this.file.exec(`DROP TABLE ${notedName(this.definition.name)}`);
  }
}

/** One whose rows of a key are parts of one row. Somebody puts them together in the end. */
export class PartsTable extends UnkeyedTable {
  settle(): void {
    // Each part stays.
  }

  /** Takes out the parts of rows that have several, the earliest first, in pages of so many keys. */
  *take(pageKeys: number): Generator<TableRow[][]> {
    const name = tableName(this.definition.name);
    const parts = quoted(`parts of ${this.definition.name}`);
    this.file.exec(`CREATE TABLE ${parts} AS
      SELECT json_group_array(rowid) AS places FROM ${name} GROUP BY key HAVING count(*) > 1`);
    const places = `SELECT value FROM ${parts} AS p, json_each(p.places) WHERE p.rowid > ? AND p.rowid <= ?`;
    const select = this.file
      .prepare<[number, number], StoredRow>(`SELECT * FROM ${name} WHERE rowid IN (${places}) ORDER BY key, rowid`)
      .raw();
    const remove = this.file.prepare<[number, number]>(`DELETE FROM ${name} WHERE rowid IN (${places})`);
    for (let after = 0; ; after += pageKeys) {
      const rows = select.all(after, after + pageKeys).map((row) => this.codec.decode(row));
      if (rows.length === 0) break;
      remove.run(after, after + pageKeys);
      const byKey = new Map<string, TableRow[]>();
      for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
      yield [...byKey.values()];
    }
    this.file.exec(`DROP TABLE ${parts}`);
  }

  end(): void {
    // Nothing is beside the rows.
  }
}

function notedName(name: string): string {
  return quoted(`noted_${name}`);
}

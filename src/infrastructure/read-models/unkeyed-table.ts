import type Database from 'better-sqlite3';
import type { TableDefinition, TableRow } from '../../application/ports/read-models.js';
import { RowEncoder } from './row-encoder.js';
import { quoted, tableName } from './table-names.js';

/**
 * A table that gets its key when it is full: rows are added, never looked for. Keys that may not be new are noted, with the place
 * of their last rows.
 */
export class UnkeyedTable {
  private readonly encoder: RowEncoder;
  private readonly insertStatement: Database.Statement<unknown[]>;
  private readonly noteStatement: Database.Statement<[string]>;

  /** The table must be there. */
  constructor(
    private readonly file: Database.Database,
    private readonly definition: TableDefinition,
  ) {
    this.encoder = new RowEncoder(definition);
    const places = ', ?'.repeat(Object.keys(definition.columns).length);
    const noted = notedName(definition.name);
    file.exec(
      `CREATE TABLE IF NOT EXISTS ${noted} (key TEXT PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    );
    this.insertStatement = file.prepare(`INSERT INTO ${tableName(definition.name)} VALUES (?, ?${places})`);
    this.noteStatement = file.prepare(
      `INSERT INTO ${noted} VALUES (?, last_insert_rowid()) ON CONFLICT (key) DO UPDATE SET place = excluded.place`,
    );
  }

  /** `isNew`: the key is not there. */
  put(row: TableRow, isNew: boolean): void {
    this.insertStatement.run(...this.encoder.encode(row));
    if (!isNew) this.noteStatement.run(row.key);
  }

  /** Leaves the last row of each key. */
  settle(): void {
    const noted = notedName(this.definition.name);
    this.file.exec(`DELETE FROM ${tableName(this.definition.name)} AS t
      WHERE EXISTS (SELECT 1 FROM ${noted} AS n WHERE n.key = t.key AND n.place > t.rowid)`);
  }

  /** Adds all rows of the same table of an attached file; where that one or this one has noted a key, the row of the `newer` stays. */
  join(from: string, newer: 'mine' | 'theirs'): void {
    const name = tableName(this.definition.name);
    const noted = notedName(this.definition.name);
    const unlessNoted = `WHERE key NOT IN (SELECT key FROM main.${noted})`;
    if (newer === 'theirs') this.file.exec(`DELETE FROM main.${name} WHERE key IN (SELECT key FROM ${from}.${noted})`);
    this.file.exec(`INSERT INTO main.${name} SELECT * FROM ${from}.${name} ${newer === 'mine' ? unlessNoted : ''}`);
  }

  /** Forgets what was noted. */
  end(): void {
    this.file.exec(`DROP TABLE ${notedName(this.definition.name)}`);
  }
}

function notedName(name: string): string {
  return quoted(`noted_${name}`);
}

import type { TableChange, TableDefinition } from '../../application/ports/read-models.js';
import { SqliteReadModels } from './sqlite-read-models.js';
import { createTable, indexTable, keyTable } from './table-schema.js';
import { tableName } from './table-names.js';
import { UnkeyedTable } from './unkeyed-table.js';

/**
 * Read models that are made as a whole: many rows come before many questions. It is one transaction until `finish`, which makes
 * keys and indexes; a crash before it leaves a file of no use.
 */
export class BulkReadModels extends SqliteReadModels {
  private readonly unkeyed = new Map<string, UnkeyedTable>();
  private definitions: readonly TableDefinition[] = [];

  /** Opens the file, which must be empty or new. `keyed`: the tables that are asked for rows before the end. */
  constructor(
    path: string,
    private readonly keyed: readonly string[],
  ) {
    super(path);
    this.file.pragma('journal_mode = OFF');
    this.file.pragma('synchronous = OFF');
    // Pages are filled one after the other, and those of keys are in the kernel's cache.
    this.file.pragma('cache_size = -4096');
  }

  override open(tables: readonly TableDefinition[]): boolean {
    const same = super.open(tables);
    this.definitions = tables;
    this.file.exec('BEGIN IMMEDIATE');
    return same;
  }

  /** Makes keys and indexes; after it, all tables can be asked. */
  finish(): void {
    this.commit();
    for (const table of this.unkeyed.values()) table.end();
    this.unkeyed.clear();
    for (const table of this.definitions) {
      keyTable(this.file, table);
      indexTable(this.file, table);
      super.prepare(table);
    }
  }

  /** Ends the transaction, so that another connection can read what was written. */
  commit(): void {
    if (!this.file.inTransaction) return;
    for (const table of this.unkeyed.values()) table.settle();
    this.file.exec('COMMIT');
  }

  /** Rows of a keyed table whose keys another file has too. That one was made in the same way. */
  inBoth(path: string, table: string): { readonly key: string; readonly mine: unknown; readonly theirs: unknown }[] {
    const [mine, theirs] = [`main.${tableName(table)}`, `attached.${tableName(table)}`];
    const select = `SELECT key, mine.row, theirs.row FROM ${theirs} AS theirs CROSS JOIN ${mine} AS mine USING (key)`;
    const parse = (text: string): unknown => JSON.parse(text);
    return this.attached(path, () => {
      const rows = this.file.prepare<[], [string, string, string]>(select).raw().all();
      return rows.map(([key, mine, theirs]) => ({ key, mine: parse(mine), theirs: parse(theirs) }));
    });
  }

  /**
   * Takes in the rows of another file that was made in the same way; where both have a row of one key, that of the `newer` file
   * stays. Of a table without a key yet, the newer file must have noted such keys: none of them was new.
   */
  join(path: string, newer: 'mine' | 'theirs'): void {
    const insert = `INSERT OR ${newer === 'theirs' ? 'REPLACE' : 'IGNORE'}`;
    this.attached(path, (names) => {
      for (const name of names) {
        const table = this.unkeyed.get(name);
        if (table) table.join('attached', newer);
        else this.file.exec(`${insert} INTO main.${tableName(name)} SELECT * FROM attached.${tableName(name)}`);
      }
    });
  }

  /** Takes over the rows of another file, of tables that are empty here. Both are finished: SQLite copies rows as they are. */
  adopt(path: string): void {
    this.attached(path, (names) => {
      for (const name of names)
        this.file.exec(`INSERT INTO main.${tableName(name)} SELECT * FROM attached.${tableName(name)}`);
    });
  }

  protected override create(table: TableDefinition): void {
    createTable(this.file, table);
    if (this.keyed.includes(table.name)) keyTable(this.file, table);
  }

  protected override prepare(table: TableDefinition): void {
    if (this.keyed.includes(table.name)) super.prepare(table);
    else this.unkeyed.set(table.name, new UnkeyedTable(this.file, table));
  }

  protected override apply(change: TableChange): void {
    const table = this.unkeyed.get(change.table);
    if (!table) super.apply(change);
    else if ('put' in change) table.put(change.put, change.isNew ?? false);
    else throw new Error(`Read models: expected rows for ${change.table}, found the removal of ${change.remove.key}`);
  }

  /** `action` gets the names of the tables that are declared there. */
  private attached<Result>(path: string, action: (tables: readonly string[]) => Result): Result {
    this.commit();
    this.file.prepare('ATTACH ? AS attached').run(path);
    try {
      return action(this.file.prepare<[], string>('SELECT name FROM attached.definitions').pluck().all());
    } finally {
      this.file.exec('DETACH attached');
    }
  }
}

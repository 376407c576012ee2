import type { TableChange, TableDefinition, TableRow } from '../../application/ports/read-models.js';
import { SqliteReadModels } from './sqlite-read-models.js';
import { createTable, indexTable, keyTable } from './table-schema.js';
import { LastRowsTable, PartsTable, type UnkeyedTable } from './unkeyed-table.js';

/** Keys whose parts are in memory at a time. */
const PAGE_KEYS = 500;

/**
 * Read models that are made as a whole: many rows come before many questions. Nothing can be asked before `finish`, which makes keys
 * and indexes. Writing is one transaction until `commit`; a crash before the end leaves a file of no use.
 */
export class BulkReadModels extends SqliteReadModels {
  private readonly unkeyed = new Map<string, UnkeyedTable>();
  private definitions: readonly TableDefinition[] = [];

  /** Opens the file, which must be empty or new. `inParts`: the tables whose rows of one key are parts, which `takeParts` gives out. */
  constructor(
    path: string,
    private readonly inParts: readonly string[],
  ) {
    super(path);
    this.file.pragma('journal_mode = MEMORY');
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

  /** Ends the transaction, so that another connection can read what was written. */
  commit(): void {
    if (!this.file.inTransaction) return;
    for (const table of this.unkeyed.values()) table.settle();
    this.file.exec('COMMIT');
  }

  /** Takes in the rows of another file that was made in the same way, committed and closed, of what came later. */
  join(path: string): void {
    this.commit();
    this.file.prepare('ATTACH ? AS later').run(path);
    for (const table of this.unkeyed.values()) table.join('later');
    this.file.exec('DETACH later');
  }

  /** Takes out the parts of rows that have several, some rows at a time, the earliest part first. A part is what was written at once. */
  takeParts(table: string): Iterable<TableRow[][]> {
    this.commit();
    const unkeyed = this.unkeyed.get(table);
    if (unkeyed instanceof PartsTable) return unkeyed.take(PAGE_KEYS);
    throw new Error(`Read models: expected a table in parts, of ${this.inParts.join(', ')}, found ${table}`);
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

  protected override create(table: TableDefinition): void {
    createTable(this.file, table);
  }

  protected override prepare(table: TableDefinition): void {
    const Unkeyed = this.inParts.includes(table.name) ? PartsTable : LastRowsTable;
    this.unkeyed.set(table.name, new Unkeyed(this.file, table));
  }

  protected override apply(change: TableChange): void {
    const table = this.unkeyed.get(change.table);
    if (!table) super.apply(change);
    else if ('put' in change) table.put(change.put, change.isNew ?? false);
    else throw new Error(`Read models: expected rows for ${change.table}, found the removal of ${change.remove.key}`);
  }
}

import type Database from 'better-sqlite3';
import {
  ReadModels,
  type FindOptions,
  type TableChange,
  type TableDefinition,
  type TableRow,
} from '../../application/ports/read-models.js';
import { ReadModelTable } from './read-model-table.js';
import { openReadModelsFile } from './read-models-file.js';
import { createTable, dropTable, indexTable, keyTable } from './table-schema.js';

/** The read models of a node in one SQLite file. */
export class SqliteReadModels extends ReadModels {
  protected readonly file: Database.Database;
  private readonly tables = new Map<string, ReadModelTable>();
  private readonly readCheckpoint: Database.Statement<[], number>;
  private readonly writeCheckpoint: Database.Statement<[number]>;
  private readonly writeTogether: (changes: readonly TableChange[], checkpoint?: number) => void;

  /** Opens the file, or creates it with its folder. What is damaged or of another format is begun anew. */
  constructor(path: string) {
    super();
    this.file = openReadModelsFile(path);
    this.readCheckpoint = this.file.prepare<[], number>('SELECT position FROM checkpoint').pluck();
    this.writeCheckpoint = this.file.prepare<[number]>('UPDATE checkpoint SET position = ?');
    const together = this.file.transaction((...what: Parameters<SqliteReadModels['put']>) => this.put(...what));
    this.writeTogether = together.immediate;
  }

  open(tables: readonly TableDefinition[]): boolean {
    const same = this.file.transaction(() => this.declare(tables)).immediate();
    this.tables.clear();
    for (const table of tables) this.prepare(table);
    return same;
  }

  get(table: string, key: string): TableRow | undefined {
    return this.table(table).get(key);
  }

  find(table: string, options: FindOptions = {}): TableRow[] {
    return this.table(table).find(options);
  }

  count(table: string, where?: FindOptions['where']): number {
    return this.table(table).count(where);
  }

  checkpoint(): number {
    return this.readCheckpoint.get() ?? 0;
  }

  write(changes: readonly TableChange[], checkpoint?: number): void {
    if (this.file.inTransaction) this.put(changes, checkpoint);
    else this.writeTogether(changes, checkpoint);
  }

  close(): void {
    this.file.close();
  }

  /** Makes a new table, empty. */
  protected create(table: TableDefinition): void {
    createTable(this.file, table);
    keyTable(this.file, table);
    indexTable(this.file, table);
  }

  /** Makes a table of the file fit for questions and changes. */
  protected prepare(table: TableDefinition): void {
    this.tables.set(table.name, new ReadModelTable(this.file, table));
  }

  protected apply(change: TableChange): void {
    const table = this.table(change.table);
    if ('put' in change) table.put(change.put, change.isNew);
    else table.remove(change.remove.key);
  }

  private declare(tables: readonly TableDefinition[]): boolean {
    const held = new Map(
      this.file.prepare<[], [string, string]>('SELECT name, definition FROM definitions').raw().all(),
    );
    const same = tables.every((table) => held.get(table.name) === textOf(table));
    const wanted = new Set(tables.map(({ name }) => name));
    // One that is no longer declared is no longer kept up to date: it must not be found current later.
    for (const name of held.keys()) if (!same || !wanted.has(name)) this.drop(name);
    if (same) return true;
    for (const table of tables) {
      this.create(table);
      this.file.prepare('INSERT INTO definitions VALUES (?, ?)').run(table.name, textOf(table));
    }
    this.writeCheckpoint.run(0);
    return false;
  }

  private drop(name: string): void {
    dropTable(this.file, name);
    this.file.prepare('DELETE FROM definitions WHERE name = ?').run(name);
  }

  private put(changes: readonly TableChange[], checkpoint?: number): void {
    for (const change of changes) this.apply(change);
    if (checkpoint !== undefined) this.writeCheckpoint.run(checkpoint);
  }

  private table(name: string): ReadModelTable {
    const table = this.tables.get(name);
    if (table) return table;
    throw new Error(`Read models: expected a table of ${[...this.tables.keys()].join(', ')}, found ${name}`);
  }
}

function textOf({ version, columns, lookups, flags }: TableDefinition): string {
  return JSON.stringify({ version, columns, lookups, flags });
}

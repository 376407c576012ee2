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

/** The read models of a node in one SQLite file. */
export class SqliteReadModels extends ReadModels {
  private readonly file: Database.Database;
  private readonly tables = new Map<string, ReadModelTable>();
  private definitions: readonly TableDefinition[] = [];
  private readonly readCheckpoint: Database.Statement<[], number>;
  private readonly writeCheckpoint: Database.Statement<[number]>;
  private readonly writeTogether: Database.Transaction<SqliteReadModels['write']>;

  /**
   * Opens the file, or creates it with its folder. What is damaged or of another format is begun anew. `bulk`: many rows
   * come before many questions; indexes that no question has needed are made by `finish`, and a crash before it leaves a
   * file of no use.
   */
  constructor(
    path: string,
    private readonly bulk = false,
  ) {
    super();
    this.file = openReadModelsFile(path);
    if (bulk) {
      this.file.pragma('journal_mode = OFF');
      this.file.pragma('synchronous = OFF');
    }
    this.readCheckpoint = this.file.prepare<[], number>('SELECT position FROM checkpoint').pluck();
    this.writeCheckpoint = this.file.prepare<[number]>('UPDATE checkpoint SET position = ?');
    this.writeTogether = this.file.transaction((changes: readonly TableChange[], checkpoint?: number) => {
      for (const change of changes) this.apply(change);
      if (checkpoint !== undefined) this.writeCheckpoint.run(checkpoint);
    });
  }

  open(tables: readonly TableDefinition[]): boolean {
    const same = this.file.transaction(() => this.declare(tables)).immediate();
    this.tables.clear();
    this.definitions = tables;
    for (const table of tables) this.tables.set(table.name, new ReadModelTable(this.file, table));
    return same;
  }

  get(table: string, key: string): TableRow | undefined {
    return this.table(table).get(key);
  }

  find(table: string, options: FindOptions = {}): TableRow[] {
    this.indexFor(table, options.where);
    return this.table(table).find(options);
  }

  count(table: string, where?: FindOptions['where']): number {
    this.indexFor(table, where);
    return this.table(table).count(where);
  }

  checkpoint(): number {
    return this.readCheckpoint.get() ?? 0;
  }

  write(changes: readonly TableChange[], checkpoint?: number): void {
    this.writeTogether.immediate(changes, checkpoint);
  }

  /** Ends a bulk load: makes the indexes that are missing. */
  finish(): void {
    for (const table of this.definitions) ReadModelTable.index(this.file, table);
  }

  close(): void {
    this.file.close();
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
    for (const table of tables) this.create(table);
    this.writeCheckpoint.run(0);
    return false;
  }

  private create(table: TableDefinition): void {
    ReadModelTable.create(this.file, table);
    if (!this.bulk) ReadModelTable.index(this.file, table);
    this.file.prepare('INSERT INTO definitions VALUES (?, ?)').run(table.name, textOf(table));
  }

  private drop(name: string): void {
    ReadModelTable.drop(this.file, name);
    this.file.prepare('DELETE FROM definitions WHERE name = ?').run(name);
  }

  /** In a bulk load: makes the indexes that a question needs. */
  private indexFor(name: string, where: FindOptions['where'] = {}): void {
    const definition = this.bulk && this.definitions.find((table) => table.name === name);
    if (definition) ReadModelTable.index(this.file, definition, Object.keys(where));
  }

  private apply(change: TableChange): void {
    const table = this.table(change.table);
    if ('put' in change) table.put(change.put);
    else table.remove(change.remove.key);
  }

  private table(name: string): ReadModelTable {
    const table = this.tables.get(name);
    if (table) return table;
    throw new Error(`Read models: expected a table of ${[...this.tables.keys()].join(', ')}, found ${name}`);
  }
}

function textOf({ version, columns }: TableDefinition): string {
  return JSON.stringify({ version, columns });
}

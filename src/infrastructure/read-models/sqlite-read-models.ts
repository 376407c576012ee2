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
  private readonly writeTogether: (changes: readonly TableChange[], checkpoint?: number) => void;

  /**
   * Opens the file, or creates it with its folder. What is damaged or of another format is begun anew. `bulk`: many rows
   * come before many questions; it is one transaction until `finish`, which makes the indexes, and a crash before it
   * leaves a file of no use.
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
      // Keys come in no order: while their index fits, each of its pages is written once.
      this.file.pragma('cache_size = -24576');
    }
    this.readCheckpoint = this.file.prepare<[], number>('SELECT position FROM checkpoint').pluck();
    this.writeCheckpoint = this.file.prepare<[number]>('UPDATE checkpoint SET position = ?');
    const together = this.file.transaction((...what: Parameters<SqliteReadModels['put']>) => this.put(...what));
    this.writeTogether = together.immediate;
  }

  open(tables: readonly TableDefinition[]): boolean {
    const same = this.file.transaction(() => this.declare(tables)).immediate();
    this.tables.clear();
    this.definitions = tables;
    for (const table of tables) this.tables.set(table.name, new ReadModelTable(this.file, table));
    if (this.bulk) this.file.exec('BEGIN IMMEDIATE');
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

  /** Ends a bulk load: makes the indexes. */
  finish(): void {
    if (this.file.inTransaction) this.file.exec('COMMIT');
    for (const table of this.definitions) ReadModelTable.index(this.file, table);
  }

  /**
   * Takes over the rows of another file, of tables that are empty here. Both were made by a bulk load and have their indexes:
   * then SQLite copies rows as they are.
   */
  adopt(path: string): void {
    if (this.file.inTransaction) this.file.exec('COMMIT');
    this.file.prepare('ATTACH ? AS adopted').run(path);
    for (const name of this.file.prepare<[], string>('SELECT name FROM adopted.definitions').pluck().all())
      ReadModelTable.adopt(this.file, name, 'adopted');
    this.file.exec('DETACH adopted');
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

  private put(changes: readonly TableChange[], checkpoint?: number): void {
    for (const change of changes) this.apply(change);
    if (checkpoint !== undefined) this.writeCheckpoint.run(checkpoint);
  }

  private apply(change: TableChange): void {
    const table = this.table(change.table);
    if ('put' in change) table.put(change.put, change.isNew);
    else table.remove(change.remove.key);
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

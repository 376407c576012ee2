import type Database from 'better-sqlite3';
import type { TableDefinition } from '../../application/ports/read-models.js';
import { columnName, quoted, tableName } from './table-names.js';

/** Creates the table, without its key and what else it is looked up by. */
export function createTable(file: Database.Database, { name, columns }: TableDefinition): void {
  const declared = Object.entries(columns).map(
    ([column, type]) => `, ${columnName(column)} ${type === 'text' ? 'TEXT' : 'REAL'}`,
  );
  file.exec(`CREATE TABLE ${tableName(name)} (key TEXT NOT NULL, row TEXT NOT NULL${declared.join('')}) STRICT`);
}

/** Makes the key of a table, if it has none. */
export function keyTable(file: Database.Database, { name }: TableDefinition): void {
  file.exec(`CREATE UNIQUE INDEX IF NOT EXISTS ${quoted(`${name} by its key`)} ON ${tableName(name)} (key)`);
}

/** Makes what `find` and `count` look things up by. */
export function indexTable(file: Database.Database, { name, lookups = [], flags = [] }: TableDefinition): void {
  const create = (column: string, rows: string): void => {
    const index = quoted(`${name} by ${column}`);
    file.exec(`CREATE INDEX IF NOT EXISTS ${index} ON ${tableName(name)} (${columnName(column)})${rows}`);
  };
  for (const column of lookups) create(column, '');
  for (const column of flags) create(column, ` WHERE ${columnName(column)} IS NOT NULL`);
}

export function dropTable(file: Database.Database, name: string): void {
  file.exec(`DROP TABLE IF EXISTS ${tableName(name)}`);
}

import type Database from 'better-sqlite3';
import type { ColumnValue, FindOptions, TableDefinition, TableRow } from '../../application/ports/read-models.js';
import { columnName, tableName } from './table-names.js';
import { RowCodec, type StoredRow } from './row-codec.js';

type Values = ColumnValue[];
type Where = NonNullable<FindOptions['where']>;

/** One table of the file: a key, the row as JSON, and its columns, some with an index. */
export class ReadModelTable {
  private readonly table: string;
  private readonly columns: readonly string[];
  private readonly codec: RowCodec;
  private readonly selected: string;
  private readonly getStatement: Database.Statement<[string], StoredRow>;
  private readonly insertStatement: Database.Statement<unknown[]>;
  private readonly putStatement: Database.Statement<unknown[]>;
  private readonly removeStatement: Database.Statement<[string]>;
  private readonly prepared = new Map<string, Database.Statement<Values, unknown>>();

  /** The table must be there. */
  constructor(
    private readonly file: Database.Database,
    definition: TableDefinition,
  ) {
    this.table = definition.name;
    this.columns = Object.keys(definition.columns);
    this.codec = new RowCodec(definition);
    const columns = this.columns.map(columnName);
    this.selected = ['key', 'row', ...columns].join(', ');
    const name = tableName(this.table);
    this.getStatement = file.prepare<[string], StoredRow>(`SELECT ${this.selected} FROM ${name} WHERE key = ?`).raw();
    this.removeStatement = file.prepare(`DELETE FROM ${name} WHERE key = ?`);
    const updates = ['row', ...columns].map((column) => `${column} = excluded.${column}`).join(', ');
    const insert = `INSERT INTO ${name} (${this.selected}) VALUES (?, ?${', ?'.repeat(columns.length)})`;
    this.insertStatement = file.prepare(insert);
    this.putStatement = file.prepare(`${insert} ON CONFLICT (key) DO UPDATE SET ${updates}`);
  }

  get(key: string): TableRow | undefined {
    const row = this.getStatement.get(key);
    return row && this.codec.decode(row);
  }

  /** `isNew`: the key is not there. */
  put(row: TableRow, isNew = false): void {
    const statement = isNew ? this.insertStatement : this.putStatement;
    statement.run(this.codec.encode(row));
  }

  remove(key: string): void {
    this.removeStatement.run(key);
  }

  find({ where = {}, orderBy = [], limit, offset = 0 }: FindOptions): TableRow[] {
    const { condition, values } = this.conditions(where);
    const order = [...orderBy.map((term) => this.orderTerm(term)), 'key'].join(', ');
    const sql = `SELECT ${this.selected} FROM ${tableName(this.table)}${condition} ORDER BY ${order} LIMIT ? OFFSET ?`;
    const rows = this.statement(sql, (statement) => statement.raw()).all(...values, limit ?? -1, offset);
    return (rows as StoredRow[]).map((row) => this.codec.decode(row));
  }

  count(where: Where = {}): number {
    const { condition, values } = this.conditions(where);
    const sql = `SELECT count(*) FROM ${tableName(this.table)}${condition}`;
    return Number(this.statement(sql, (statement) => statement.pluck()).get(...values));
  }

  private conditions(where: Where): { condition: string; values: Values } {
    const terms: string[] = [];
    const values: Values = [];
    const add = (term: string, value: ColumnValue): void => {
      terms.push(term);
      values.push(value);
    };
    for (const [name, wanted] of Object.entries(where)) {
      const column = columnName(this.codec.known(name));
      if (wanted === undefined)
        throw new TypeError(`Read model ${this.table}: ${name} must be a value, found undefined`);
      // Only `=` tells SQLite that an index without nulls will do.
      if (wanted === null) terms.push(`${column} IS NULL`);
      else if (typeof wanted !== 'object') add(`${column} = ?`, wanted);
      else {
        if (wanted.min !== undefined) add(`${column} >= ?`, wanted.min);
        if (wanted.max !== undefined) add(`${column} <= ?`, wanted.max);
      }
    }
    return { condition: terms.length > 0 ? ` WHERE ${terms.join(' AND ')}` : '', values };
  }

  private orderTerm(term: string): string {
    const descending = term.startsWith('-');
    return `${columnName(this.codec.known(descending ? term.slice(1) : term))}${descending ? ' DESC' : ''}`;
  }

  private statement(
    sql: string,
    configure: (statement: Database.Statement<Values, unknown>) => Database.Statement<Values, unknown>,
  ): Database.Statement<Values, unknown> {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = configure(this.file.prepare<Values, unknown>(sql));
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}

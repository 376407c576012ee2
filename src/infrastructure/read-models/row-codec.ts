import type { ColumnValue, TableDefinition, TableRow } from '../../application/ports/read-models.js';

/** A row as statements take and answer it: the key, the row as JSON, and the columns in the order of the table. */
export type StoredRow = [key: string, row: string, ...columns: ColumnValue[]];

/** Turns rows of a table into what is stored, and back. */
export class RowCodec {
  private readonly columns: readonly string[];

  constructor(private readonly definition: TableDefinition) {
    this.columns = Object.keys(definition.columns);
  }

  encode({ key, columns, row }: TableRow): StoredRow {
    const text = row === null ? 'null' : (JSON.stringify(row) as string | undefined);
    if (text === undefined)
      throw new TypeError(`Read model ${this.definition.name}: ${key} must be JSON, found ${typeof row}`);
    const stored: StoredRow = [key, text];
    // As a rule the columns come in this order already.
    let inOrder = 0;
    for (const name in columns) {
      if (name !== this.columns[inOrder]) break;
      stored.push(columns[name] ?? null);
      inOrder += 1;
    }
    if (inOrder < this.columns.length || Object.keys(columns).length > inOrder)
      return [key, text, ...this.valuesOf(columns)];
    return stored;
  }

  decode([key, row, ...values]: StoredRow): TableRow {
    const columns: Record<string, ColumnValue> = {};
    for (const [n, column] of this.columns.entries()) columns[column] = values[n] ?? null;
    return { key, columns, row: JSON.parse(row) as unknown };
  }

  private valuesOf(columns: TableRow['columns']): ColumnValue[] {
    for (const name of Object.keys(columns)) this.known(name);
    return this.columns.map((column) => columns[column] ?? null);
  }

  /** Answers the column; throws when the table has none of this name. */
  known(column: string): string {
    if (this.columns.includes(column)) return column;
    throw new Error(
      `Read model ${this.definition.name}: expected a column of ${this.columns.join(', ')}, found ${column}`,
    );
  }
}

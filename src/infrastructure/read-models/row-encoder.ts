import type { ColumnValue, TableDefinition, TableRow } from '../../application/ports/read-models.js';

/** Rows as statements take them: the key, the row as JSON, and the columns in the order of the table. */
export class RowEncoder {
  private readonly columns: readonly string[];

  constructor(private readonly definition: TableDefinition) {
    this.columns = Object.keys(definition.columns);
  }

  encode({ key, columns, row }: TableRow): ColumnValue[] {
    const text = row === null ? 'null' : (JSON.stringify(row) as string | undefined);
    if (text === undefined)
      throw new TypeError(`Read model ${this.definition.name}: ${key} must be JSON, found ${typeof row}`);
    return [key, text, ...this.valuesOf(columns)];
  }

  private valuesOf(columns: TableRow['columns']): ColumnValue[] {
    const names = Object.keys(columns);
    // As a rule they come in this order already.
    if (names.length === this.columns.length && names.every((name, at) => name === this.columns[at]))
      return Object.values(columns);
    for (const name of names) this.known(name);
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

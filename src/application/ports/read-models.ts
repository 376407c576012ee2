/** A table of a read model: rows of JSON by key, with some columns to look them up by. */
export interface TableDefinition {
  readonly name: string;
  /** A new number: the table is built anew from the first event. */
  readonly version: number;
  /** Columns beside the key that `find` may ask for and sort by. Text, number or null. */
  readonly columns: Readonly<Record<string, 'text' | 'number'>>;
  /** Columns by which rows are found without looking through the table. */
  readonly lookups?: readonly string[];
  /** The same of columns that are null in most rows: rows with null are found by looking through the table. */
  readonly flags?: readonly string[];
}

export type ColumnValue = string | number | null;
type Bound = string | number;

export interface TableRow {
  readonly key: string;
  readonly columns: Readonly<Record<string, ColumnValue>>;
  /** JSON. */
  readonly row: unknown;
}

/** A row to be written (whole) or removed. `isNew`: its key is not in the table, so nobody needs to look. */
export type TableChange = { readonly table: string } & (
  { readonly put: TableRow; readonly isNew?: boolean } | { readonly remove: { readonly key: string } }
);

export interface FindOptions {
  /** Equal to the value, or at most (`max`) or at least (`min`) it. */
  readonly where?: Readonly<Record<string, ColumnValue | { readonly max?: Bound; readonly min?: Bound }>>;
  /** Column names, most significant first; `-` in front: descending. Ties are in order of the key. */
  readonly orderBy?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
}

/**
 * One file per node: tables, checkpoint and work to do. A cache of the log: deleted and rebuilt at will.
 * All calls are synchronous: the file is local.
 */
export abstract class ReadModels {
  /** Declares the tables. Answers false when the file did not hold them in these versions, so that they are empty now and the checkpoint is 0. */
  abstract open(tables: readonly TableDefinition[]): boolean;
  abstract get(table: string, key: string): TableRow | undefined;
  abstract find(table: string, options?: FindOptions): TableRow[];
  abstract count(table: string, where?: FindOptions['where']): number;
  /** Position up to which the log is in the tables. */
  abstract checkpoint(): number;
  /** Changes and checkpoint in one transaction. Without a checkpoint: local bookkeeping that a rebuild may forget. */
  abstract write(changes: readonly TableChange[], checkpoint?: number): void;
  abstract close(): void;
}

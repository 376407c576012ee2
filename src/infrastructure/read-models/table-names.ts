/** A name as SQL takes it, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The prefixes keep names of tables and columns apart from our own. */
export function tableName(name: string): string {
  return quoted(`rows_${name}`);
}

export function columnName(column: string): string {
  return quoted(`by_${column}`);
}

import { clipped } from './clipped.js';

/** Characters of a cell. */
const LONGEST_CELL = 500;

/** A Markdown table of at most `most` rows, with a line below that says how many are left out; what would end a cell or a line is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], most: number): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`;
  const shown = [line(head), line(head.map(() => '---')), ...rows.slice(0, most).map(line)].join('\n');
  const missing = rows.length - most;
  return missing > 0 ? `${shown}\n\n… and ${missing} more.` : shown;
}

function cellText(text: string): string {
  return clipped(text, LONGEST_CELL).replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}

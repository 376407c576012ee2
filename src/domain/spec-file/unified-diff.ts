import type { LineChange } from './text-edits.js';

const CONTEXT = 3;

const printed = (mark: string, line: string): string =>
  line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;

const rangeOf = (first: number, count: number): string =>
  count === 1 ? `${first}` : `${count === 0 ? first - 1 : first},${count}`;

/** Changes of lines that follow each other are one change. */
function merged(changes: readonly LineChange[]): LineChange[] {
  const all: LineChange[] = [];
  for (const change of changes) {
    const last = all.at(-1);
    if (last && last.line + last.removed.length === change.line) {
      const { line, removed, added } = last;
      all[all.length - 1] = {
        line,
        removed: [...removed, ...change.removed],
        added: [...added, ...change.added],
      };
    } else all.push(change);
  }
  return all;
}

/** Changes so near to each other that their context touches. */
function groups(changes: readonly LineChange[]): LineChange[][] {
  const all: LineChange[][] = [];
  let reached = -Infinity;
  for (const change of changes) {
    if (change.line - reached > 2 * CONTEXT) all.push([]);
    all.at(-1)!.push(change);
    reached = change.line + change.removed.length;
  }
  return all;
}

/** The changes of a text in the form of `diff -u`, with the name of the file before and after. */
export function unifiedDiff(text: string, changes: readonly LineChange[], before: string, after: string): string {
  if (changes.length === 0) return '';
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const pieces = [`--- ${before}\n+++ ${after}\n`];
  let grown = 0;
  for (const group of groups(merged(changes))) {
    const last = group.at(-1)!;
    const from = Math.max(1, group[0]!.line - CONTEXT);
    const to = Math.min(lines.length + 1, last.line + last.removed.length + CONTEXT);
    const growth = group.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0);
    const counts = [to - from, to - from + growth] as const;
    pieces.push(`@@ -${rangeOf(from, counts[0])} +${rangeOf(from + grown, counts[1])} @@\n`);
    let at = from;
    for (const { line, removed, added } of group) {
      pieces.push(...lines.slice(at - 1, line - 1).map((kept) => printed(' ', kept)));
      pieces.push(...removed.map((gone) => printed('-', gone)), ...added.map((put) => printed('+', put)));
      at = line + removed.length;
    }
    pieces.push(...lines.slice(at - 1, to - 1).map((kept) => printed(' ', kept)));
    grown += growth;
  }
  return pieces.join('');
}

import type { Range } from './spec-document.js';

/** Another text in place of a part of the document. */
export interface TextEdit extends Range {
  readonly text: string;
}

/** Lines of the text before in whose place others stand now. */
export interface LineChange {
  /** The first line of a file is 1. Where nothing is removed, others are put in before it. */
  readonly line: number;
  /** With their line ends. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const inOrder = (edits: readonly TextEdit[]): TextEdit[] =>
  [...edits].sort((a, b) => a.start - b.start || a.end - b.end);

/** The text with edits made that do not overlap; all else stays as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of inOrder(edits)) {
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...pieces, text.slice(at)].join('');
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What edits make of whole lines. */
export function lineChanges(text: string, edits: readonly TextEdit[]): LineChange[] {
  const changes: LineChange[] = [];
  let [line, counted] = [1, 0];
  const ordered = inOrder(edits);
  for (let i = 0; i < ordered.length;) {
    const group = [ordered[i]!];
    const start = text.lastIndexOf('\n', ordered[i]!.start - 1) + 1;
    let end = endOfLines(text, start, ordered[i]!);
    const sameLines = ({ start: at }: TextEdit): boolean => at < end || (at === end && at > 0 && text[at - 1] !== '\n');
    for (i += 1; i < ordered.length && sameLines(ordered[i]!); i += 1) {
      group.push(ordered[i]!);
      end = Math.max(end, endOfLines(text, start, ordered[i]!));
    }
    for (let at = text.indexOf('\n', counted); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line += 1;
    counted = start;
    const moved = group.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const before = text.slice(start, end);
    changes.push({ line, removed: linesOf(before), added: linesOf(applyEdits(before, moved)) });
  }
  return changes;
}

/** Where the lines end that an edit touches. One that only puts whole lines in before a line does not touch that line. */
function endOfLines(text: string, start: number, edit: TextEdit): number {
  if (edit.start === start && edit.end === start && edit.text.endsWith('\n')) return start;
  if (edit.end > edit.start && text[edit.end - 1] === '\n' && (edit.text === '' || edit.text.endsWith('\n')))
    return edit.end;
  const feed = text.indexOf('\n', edit.end);
  return feed === -1 ? text.length : feed + 1;
}

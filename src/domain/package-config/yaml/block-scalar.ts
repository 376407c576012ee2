import { code, type Cursor } from './cursor.js';

interface Header {
  readonly folded: boolean;
  readonly chomping: '' | '+' | '-';
  readonly increment: number | undefined;
}

const header = /([|>])(?:([-+])([0-9])?|([0-9])([-+])?)?/y;

function readHeader(cursor: Cursor): Header {
  header.lastIndex = cursor.position;
  const [found = '', style, sign, digitAfter, digit, signAfter] = header.exec(cursor.text) ?? [];
  const increment = digitAfter ?? digit;
  cursor.position += found.length;
  if (increment === '0') throw cursor.error('the indentation of a block scalar is from 1 to 9');
  if (cursor.character() === code.hash) throw cursor.error('a space is missing before the comment');
  cursor.skipSpaces();
  if (cursor.character() === code.hash) {
    const end = cursor.text.indexOf('\n', cursor.position);
    cursor.position = end === -1 ? cursor.text.length : end;
  }
  if (cursor.character() === code.lineFeed) cursor.newLine();
  else if (!cursor.atEnd) throw cursor.error('expected a comment or a line break after the block scalar indicator');
  return {
    folded: style === '>',
    chomping: (sign ?? signAfter ?? '') as Header['chomping'],
    increment: increment === undefined ? undefined : Number(increment),
  };
}

/** Reads empty lines, and up to `indentation` spaces of the line after them. */
function readBreaks(cursor: Cursor, indentation: number): number {
  let breaks = 0;
  for (;;) {
    while (cursor.column < indentation && cursor.character() === code.space) cursor.position += 1;
    if (cursor.character() !== code.lineFeed) return breaks;
    cursor.newLine();
    breaks += 1;
  }
}

function detectIndentation(cursor: Cursor, least: number): { breaks: number; indentation: number } {
  let breaks = 0;
  let widest = 0;
  for (;;) {
    if (cursor.character() === code.space) {
      cursor.position += 1;
      widest = Math.max(widest, cursor.column);
    } else if (cursor.character() === code.lineFeed) {
      cursor.newLine();
      breaks += 1;
    } else return { breaks, indentation: Math.max(least, widest) };
  }
}

/** Reads a literal or folded scalar below a collection indented by `parentIndentation` columns. */
export function readBlockScalar(cursor: Cursor, parentIndentation: number): string {
  const { folded, chomping, increment } = readHeader(cursor);
  const least = Math.max(1, parentIndentation + 1);
  let indentation: number;
  let breaks: number;
  if (increment === undefined) ({ indentation, breaks } = detectIndentation(cursor, least));
  else {
    indentation = least + increment - 1;
    breaks = readBreaks(cursor, indentation);
  }
  const lines: string[] = [];
  let lineBreak = '';
  while (cursor.column === indentation && !cursor.atEnd) {
    lines.push('\n'.repeat(breaks));
    const beginsDark = !isIndented(cursor);
    const newline = cursor.text.indexOf('\n', cursor.position);
    const end = newline === -1 ? cursor.text.length : newline;
    lines.push(cursor.text.slice(cursor.position, end));
    cursor.position = end;
    lineBreak = newline === -1 ? '' : '\n';
    if (newline !== -1) cursor.newLine();
    breaks = readBreaks(cursor, indentation);
    if (cursor.column !== indentation || cursor.atEnd) break;
    if (folded && lineBreak === '\n' && beginsDark && !isIndented(cursor)) {
      if (breaks === 0) lines.push(' ');
    } else lines.push(lineBreak);
  }
  cursor.fresh = true;
  if (chomping !== '-') lines.push(lineBreak);
  if (chomping === '+') lines.push('\n'.repeat(breaks));
  return lines.join('');
}

function isIndented(cursor: Cursor): boolean {
  return cursor.character() === code.space || cursor.character() === code.tab;
}

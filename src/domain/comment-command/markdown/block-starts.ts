import type { MarkdownLine } from './markdown-line.js';

/** A fence of code: the same character, at least as often, ends it. */
export interface Fence {
  readonly char: string;
  readonly length: number;
}

/** The fence that a line opens; undefined: it opens none. Between backticks and the end of the line there are no more backticks. */
export function openingFence(rest: string): Fence | undefined {
  const [char] = rest;
  if (char !== '`' && char !== '~') return undefined;
  const length = runLength(rest, char);
  if (length < 3 || (char === '`' && rest.indexOf('`', length) >= 0)) return undefined;
  return { char, length };
}

export function closesFence(rest: string, { char, length }: Fence): boolean {
  const run = runLength(rest, char);
  return run >= length && isBlankFrom(rest, run);
}

export function isHeading(rest: string): boolean {
  const length = runLength(rest, '#');
  return length >= 1 && length <= 6 && (length === rest.length || isBlank(rest[length]));
}

/** A line of `=` or `-` below a paragraph, which makes it a heading. */
export function isHeadingUnderline(rest: string): boolean {
  const [char] = rest;
  return (char === '=' || char === '-') && isBlankFrom(rest, runLength(rest, char));
}

/** A line of at least three `*`, `-` or `_`, with blanks between them or not. */
export function isThematicBreak(rest: string): boolean {
  const [char] = rest;
  if (char !== '*' && char !== '-' && char !== '_') return false;
  let count = 0;
  for (const other of rest) {
    if (other === char) count += 1;
    else if (!isBlank(other)) return false;
  }
  return count >= 3;
}

/**
 * Takes the marker of a list item and the blanks after it. Answers how many columns what belongs to the item is indented; undefined:
 * the line begins no item. `interrupts`: it would end a paragraph, which an empty item and one that does not count from 1 may not.
 */
export function takeListMarker(line: MarkdownLine, interrupts: boolean): number | undefined {
  const { first, indent } = line;
  const length = markerLength(line, first, interrupts);
  if (length === 0) return undefined;
  const after = line.rest.slice(length);
  if (after !== '' && !isBlank(after[0])) return undefined;
  if (interrupts && isBlankFrom(after, 0)) return undefined;
  line.skipBlanks();
  line.skip(length);
  // Five columns of blanks begin indented code one column behind the marker.
  const blanks = line.isBlank || line.indent >= 5 ? 1 : line.indent;
  line.skipColumns(blanks);
  return indent + length + blanks;
}

function markerLength(line: MarkdownLine, first: number, interrupts: boolean): number {
  const char = line.charAt(first);
  if (char === '-' || char === '+' || char === '*') return 1;
  let digits = 0;
  while (digits < 10 && isDigit(line.charAt(first + digits))) digits += 1;
  if (digits === 0 || digits > 9) return 0;
  const delimiter = line.charAt(first + digits);
  if (delimiter !== '.' && delimiter !== ')') return 0;
  let value = 0;
  for (let at = 0; at < digits; at++) value = value * 10 + Number(line.charAt(first + at));
  return interrupts && value !== 1 ? 0 : digits + 1;
}

function runLength(text: string, char: string): number {
  let length = 0;
  while (text[length] === char) length += 1;
  return length;
}

function isBlankFrom(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) if (!isBlank(text[at])) return false;
  return true;
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';
const isDigit = (char: string): boolean => char >= '0' && char <= '9';

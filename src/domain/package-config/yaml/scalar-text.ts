import { code, type Cursor } from './cursor.js';

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'], ['a', '\x07'], ['b', '\b'], ['t', '\t'], ['\t', '\t'], ['n', '\n'], ['v', '\v'], ['f', '\f'],
  ['r', '\r'], ['e', '\x1B'], [' ', ' '], ['"', '"'], ['\\', '\\'], ['/', '/'], ['N', '\x85'], ['_', '\xA0'],
  ['L', '\u2028'], ['P', '\u2029'],
]); // prettier-ignore
const escapeLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Reads over the line breaks at the cursor, with the indentation after them, and gives what they fold to. */
function foldedBreaks(cursor: Cursor, alsoTabs: boolean): string {
  let breaks = 0;
  for (;;) {
    const character = cursor.character();
    if (character === code.lineFeed) {
      cursor.newLine();
      breaks += 1;
      if (cursor.atDocumentMarker) break;
    } else if (character === code.space || (alsoTabs && character === code.tab)) cursor.position += 1;
    else break;
  }
  return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
}

function endOfPlainWord(cursor: Cursor, inFlow: boolean): boolean {
  switch (cursor.character()) {
    case code.colon: {
      if (cursor.blank(1)) return true;
      return inFlow && ',[]{}'.includes(cursor.text.charAt(cursor.position + 1));
    }
    case code.comma:
    case code.question:
    case code.openBracket:
    case code.closeBracket:
    case code.openBrace:
    case code.closeBrace:
      return inFlow;
    default:
      return cursor.blank();
  }
}

/** Reads an unquoted scalar; outside flow collections its further lines begin at `leastColumn` or right of it. */
export function readPlain(cursor: Cursor, leastColumn: number, inFlow: boolean): string {
  let text = '';
  let gap = '';
  for (;;) {
    const start = cursor.position;
    if (cursor.character() === code.hash) return text;
    while (!endOfPlainWord(cursor, inFlow)) cursor.position += 1;
    if (cursor.position === start) return text;
    text += gap + cursor.text.slice(start, cursor.position);
    cursor.fresh = false;
    const gapStart = cursor.position;
    cursor.skipSpaces();
    gap = cursor.text.slice(gapStart, cursor.position);
    if (cursor.character() === code.lineFeed) {
      gap = foldedBreaks(cursor, false);
      cursor.fresh = true;
      if (cursor.atDocumentMarker || (!inFlow && cursor.column < leastColumn)) return text;
    } else if (gap === '') return text;
  }
}

function readEscape(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.position + 1);
  if (letter === '\n') {
    cursor.position += 1;
    const folded = foldedBreaks(cursor, true);
    return folded === ' ' ? '' : folded;
  }
  const length = escapeLengths.get(letter);
  if (length === undefined) {
    const character = escapes.get(letter);
    if (character === undefined) throw cursor.error(`unknown escape \\${letter} in a double-quoted text`);
    cursor.position += 2;
    return character;
  }
  const digits = cursor.text.slice(cursor.position + 2, cursor.position + 2 + length);
  const point = parseInt(digits, 16);
  if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || point > 0x10ffff)
    throw cursor.error(`expected ${length} hexadecimal digits after \\${letter}`);
  cursor.position += 2 + length;
  return String.fromCodePoint(point);
}

/** Reads a scalar in single or double quotes. */
export function readQuoted(cursor: Cursor): string {
  const start = cursor.position;
  const quote = cursor.character();
  const double = quote === code.doubleQuote;
  const special = double ? /["\\ \t\n]/g : /[' \t\n]/g;
  cursor.position += 1;
  cursor.fresh = false;
  let text = '';
  for (;;) {
    special.lastIndex = cursor.position;
    const next = special.exec(cursor.text);
    if (!next) throw cursor.error('found no closing quote', start);
    text += cursor.text.slice(cursor.position, next.index);
    cursor.position = next.index;
    const character = cursor.character();
    if (character === quote) {
      if (double || cursor.character(1) !== quote) {
        cursor.position += 1;
        return text;
      }
      text += "'";
      cursor.position += 2;
    } else if (character === code.backslash) text += readEscape(cursor);
    else {
      const blanks = cursor.position;
      while (cursor.character() === code.space || cursor.character() === code.tab) cursor.position += 1;
      text +=
        cursor.character() === code.lineFeed ? foldedBreaks(cursor, true) : cursor.text.slice(blanks, cursor.position);
      if (cursor.atDocumentMarker) throw cursor.error('found a document marker inside a quoted text');
    }
  }
}

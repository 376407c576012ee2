import { isUtf8 } from 'node:buffer';

/** The bytes are not JSON that we take. The message is meant for the sender. */
export class NotJson extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotJson';
  }
}

/** Levels of `[` and `{`. Real messages have less than ten; thousands exhaust the stack of whoever walks them. */
const MAX_DEPTH = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Values in a body, unless somebody knows better: as many take a second or two to parse and to look through. */
const MAX_VALUES = 1_000_000;

/**
 * Parses bytes from a stranger: UTF-8 only, of limited depth, with a limited number of values. Answers the text as it came beside its
 * value. Throws `NotJson`.
 */
export function parseJson(bytes: Buffer, maxValues = MAX_VALUES): { text: string; value: unknown } {
  if (!isUtf8(bytes)) throw new NotJson('The body is not UTF-8.');
  checkShape(bytes, maxValues);
  const text = bytes.toString('utf8');
  try {
    return { text, value: JSON.parse(text) };
  } catch (error) {
    throw new NotJson(`The body is not JSON: ${(error as Error).message}`);
  }
}

/** Each value but the first stands behind a comma, a colon or an opening bracket. */
function checkShape(bytes: Buffer, maxValues: number): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      if (at < 0) return;
    } else if (byte === COMMA || byte === COLON) values++;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values++;
      if (++depth > MAX_DEPTH) throw new NotJson(`The body is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    if (values > maxValues) throw new NotJson(`The body has more than ${maxValues} values.`);
  }
}

/** Where the quote is that ends the string beginning at `start`; -1: nowhere. */
function endOfString(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

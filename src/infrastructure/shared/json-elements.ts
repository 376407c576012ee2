import { AnswerTooLarge } from './unusable-answer.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [LIST, END_OF_LIST, OBJECT, END_OF_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** One element may have so many bytes. */
const LARGEST_ELEMENT = 8 * 1024 * 1024;

/**
 * The elements of a JSON list that is being sent: one element is in memory, never the list. Rejects with `SyntaxError` where it is
 * none, and with `AnswerTooLarge` where an element has more than 8 MiB.
 */
export async function* jsonElements(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<unknown, void> {
  const list = new ListScanner();
  for await (const piece of pieces) yield* list.scan(piece);
  if (!list.isComplete) throw new SyntaxError('expected a JSON list, found one that does not end');
}

/** Cuts a list into its elements, by brackets and quotes alone; what is between them is for `JSON.parse` to judge. */
class ListScanner {
  private state: 'before' | 'inside' | 'after' = 'before';
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  private pieces: Uint8Array[] = [];
  private size = 0;
  private isFirst = true;

  get isComplete(): boolean {
    return this.state === 'after';
  }

  *scan(piece: Uint8Array): Generator<unknown, void> {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]!;
      if (this.inText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.inText = false;
      } else if (this.state !== 'inside') {
        if (isBlank(byte)) continue;
        if (this.state === 'after' || byte !== LIST)
          throw new SyntaxError('expected a JSON list, found something else');
        this.state = 'inside';
        from = at + 1;
      } else if (byte === QUOTE) this.inText = true;
      else if (byte === OBJECT || byte === LIST) this.depth++;
      else if (this.depth > 0) {
        if (byte === END_OF_OBJECT || byte === END_OF_LIST) this.depth--;
      } else if (byte === COMMA || byte === END_OF_LIST) {
        this.keep(piece.subarray(from, at));
        from = at + 1;
        yield* this.element(byte === END_OF_LIST);
      }
    }
    if (this.state === 'inside') this.keep(piece.subarray(from));
  }

  private keep(part: Uint8Array): void {
    this.size += part.length;
    if (this.size > LARGEST_ELEMENT) throw new AnswerTooLarge(LARGEST_ELEMENT);
    if (part.length > 0) this.pieces.push(part);
  }

  private *element(isLast: boolean): Generator<unknown, void> {
    const text = Buffer.concat(this.pieces).toString('utf8');
    this.pieces = [];
    this.size = 0;
    if (isLast) this.state = 'after';
    const isEmptyList = isLast && this.isFirst && text.trim() === '';
    this.isFirst = false;
    if (!isEmptyList) yield JSON.parse(text) as unknown;
  }
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

import { YamlError } from './yaml-error.js';

export const code = {
  tab: 9, lineFeed: 10, space: 32, doubleQuote: 34, hash: 35, ampersand: 38, singleQuote: 39, asterisk: 42, comma: 44,
  dash: 45, colon: 58, greater: 62, question: 63, openBracket: 91, backslash: 92, closeBracket: 93, openBrace: 123,
  pipe: 124, closeBrace: 125, exclamation: 33,
} as const; // prettier-ignore

/** A place in a text; past the end every character is NaN. */
export class Cursor {
  position = 0;
  lineStart = 0;
  /** Whether a block collection may begin here: nothing but indicators stands before on the line. */
  fresh = true;

  constructor(readonly text: string) {}

  get column(): number {
    return this.position - this.lineStart;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  character(ahead = 0): number {
    return this.text.charCodeAt(this.position + ahead);
  }

  /** Whether the character is a space, a tab, a line break or the end. */
  blank(ahead = 0): boolean {
    const character = this.character(ahead);
    return character === code.space || character === code.lineFeed || character === code.tab || Number.isNaN(character);
  }

  newLine(): void {
    this.position += 1;
    this.lineStart = this.position;
  }

  skipSpaces(): void {
    while (this.character() === code.space) this.position += 1;
  }

  /** Goes on to the next token, over spaces, comments and line breaks; tabs separate nothing in YAML 1.1. */
  skipToToken(): void {
    for (;;) {
      this.skipSpaces();
      if (this.character() === code.hash) {
        const end = this.text.indexOf('\n', this.position);
        this.position = end === -1 ? this.text.length : end;
      }
      if (this.character() !== code.lineFeed) return;
      this.newLine();
      this.fresh = true;
    }
  }

  /** Whether `---` or `...` stands here. */
  get atDocumentMarker(): boolean {
    if (this.position !== this.lineStart || !this.blank(3)) return false;
    return this.text.startsWith('---', this.position) || this.text.startsWith('...', this.position);
  }

  /** Whether an indicator stands here: the character, and blank after it. */
  atIndicator(character: number): boolean {
    return this.character() === character && this.blank(1);
  }

  error(message: string, offset: number = this.position): YamlError {
    return new YamlError('syntax', message, offset);
  }
}

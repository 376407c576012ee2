const TAB_STOP = 4;

/** One line of a Markdown text, read from left to right in columns: a tab reaches to the next multiple of four. */
export class MarkdownLine {
  /** Place in the text of what is read next; a tab that is used up in part is still before it. */
  private at: number;
  private column = 0;
  private firstAt = -1;
  private firstColumn = 0;

  /** From `start` to before `end`, where the line end or the end of the text is. */
  constructor(
    private readonly text: string,
    readonly start: number,
    readonly end: number,
  ) {
    this.at = start;
  }

  /** Place of the first character that is neither a space nor a tab. */
  get first(): number {
    this.findFirst();
    return this.firstAt;
  }

  /** Columns of blanks before that character. */
  get indent(): number {
    this.findFirst();
    return this.firstColumn - this.column;
  }

  get isBlank(): boolean {
    return this.first >= this.end;
  }

  /** The rest of the line from its first character on. */
  get rest(): string {
    return this.text.slice(this.first, this.end);
  }

  charAt(place: number): string {
    return place < this.end ? this.text[place]! : '';
  }

  skipBlanks(): void {
    this.findFirst();
    this.at = this.firstAt;
    this.column = this.firstColumn;
  }

  /** Skips characters that are no tabs. */
  skip(count: number): void {
    this.at += count;
    this.column += count;
  }

  /** Skips blanks of so many columns, as far as there are any. */
  skipColumns(count: number): void {
    for (let left = count; left > 0 && this.at < this.end;) {
      const char = this.text[this.at];
      if (char !== ' ' && char !== '\t') return;
      const width = char === '\t' ? TAB_STOP - (this.column % TAB_STOP) : 1;
      const used = Math.min(width, left);
      this.column += used;
      left -= used;
      if (used === width) this.at += 1;
    }
  }

  private findFirst(): void {
    if (this.firstAt >= this.at) return;
    this.firstAt = this.at;
    this.firstColumn = this.column;
    for (; this.firstAt < this.end; this.firstAt++) {
      const char = this.text[this.firstAt];
      if (char === '\t') this.firstColumn += TAB_STOP - (this.firstColumn % TAB_STOP);
      else if (char === ' ') this.firstColumn += 1;
      else return;
    }
  }
}

const LETTER = /[A-Za-z]/;
const NAME = /[A-Za-z0-9-]*/y;
const BLANKS = /[ \t\r\n]*/y;
const ATTRIBUTE_NAME = /[A-Za-z_:][A-Za-z0-9_.:-]*/y;
const UNQUOTED_VALUE = /[^ \t\r\n"'=<>`]+/y;

/**
 * Finds complete tags in a text (CommonMark 0.31, section 6.6). A tag holds another one only inside of a quoted value; a value that was
 * entered and led to no end is not entered again, so all questions about a text together take time linear in it.
 */
export class HtmlTags {
  private readonly deadEnds = new Set<number>();

  constructor(private readonly text: string) {}

  /** Place behind the tag that begins at `<`; undefined: no complete tag begins there. */
  endOfTag(start: number): number | undefined {
    const isClosing = this.text[start + 1] === '/';
    const name = start + (isClosing ? 2 : 1);
    if (!LETTER.test(this.text[name] ?? '')) return undefined;
    const afterName = this.skip(NAME, name);
    return isClosing ? this.behindEnd(this.skip(BLANKS, afterName)) : this.endOfAttributes(afterName);
  }

  private endOfAttributes(from: number): number | undefined {
    const entered: number[] = [];
    let at: number | undefined = from;
    while (at !== undefined) {
      const next: number = this.skip(BLANKS, at);
      const afterName = next > at ? this.skip(ATTRIBUTE_NAME, next) : next;
      if (afterName === next) {
        const end = this.behindEnd(this.text[next] === '/' ? next + 1 : next);
        if (end !== undefined) return end;
        break;
      }
      at = this.endOfValue(afterName, entered);
    }
    for (const place of entered) this.deadEnds.add(place);
    return undefined;
  }

  /** Behind the attribute's value, or behind its name where it has none; undefined: a value is missing, or never ends. */
  private endOfValue(afterName: number, entered: number[]): number | undefined {
    const equals = this.skip(BLANKS, afterName);
    if (this.text[equals] !== '=') return afterName;
    const value = this.skip(BLANKS, equals + 1);
    const quote = this.text[value];
    if (quote !== '"' && quote !== "'") {
      const end = this.skip(UNQUOTED_VALUE, value);
      return end > value ? end : undefined;
    }
    if (this.deadEnds.has(value)) return undefined;
    entered.push(value);
    const close = this.text.indexOf(quote, value + 1);
    return close < 0 ? undefined : close + 1;
  }

  private behindEnd(at: number): number | undefined {
    return this.text[at] === '>' ? at + 1 : undefined;
  }

  private skip(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.test(this.text) ? pattern.lastIndex : from;
  }
}

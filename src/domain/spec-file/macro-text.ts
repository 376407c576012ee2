import type { Range } from './spec-document.js';

/** A piece of a text with macros. */
export type Piece =
  | (Range & { readonly kind: 'text'; readonly text: string })
  | (Range & MacroCall)
  /** Lua, shell, expressions, parameters of macros: what is not expanded here. */
  | (Range & { readonly kind: 'opaque' });

/** `%name`, `%{name}`, `%{?name}`, `%{!?name:text}`, `%{name argument}`. */
export interface MacroCall {
  readonly kind: 'macro';
  readonly name: string;
  /** `?` yields nothing where the macro is not defined; `!?` its text only then. */
  readonly test: '' | '?' | '!?';
  /** The text after the colon of `%{?name:text}`. */
  readonly alternative?: Range;
  /** What follows the name of a macro that takes arguments. */
  readonly argument?: Range;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const TEST = /[!?]*/y;

/** Partners of the brackets of a text, each kind for itself: found once, so that nested macros cost no more than others. */
function partnersIn(text: string): Map<number, number> {
  const partners = new Map<number, number>();
  const open: Record<string, number[]> = { '}': [], ')': [], ']': [] };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '\\') at += 1;
    else if (character === '{') open['}']!.push(at);
    else if (character === '(') open[')']!.push(at);
    else if (character === '[') open[']']!.push(at);
    else {
      const start = open[character]?.pop();
      if (start !== undefined) partners.set(start, at);
    }
  }
  return partners;
}

/** A text with macros, taken apart on demand. */
export class MacroText {
  readonly #partners: Map<number, number>;

  constructor(readonly text: string) {
    this.#partners = text.includes('%') ? partnersIn(text) : new Map();
  }

  /** The pieces of a part of the text, in order and without gaps. */
  pieces({ start, end }: Range = { start: 0, end: this.text.length }): Piece[] {
    const pieces: Piece[] = [];
    let plain = start;
    const flush = (until: number): void => {
      if (plain < until) pieces.push({ kind: 'text', start: plain, end: until, text: this.text.slice(plain, until) });
    };
    for (let at = this.text.indexOf('%', start); at !== -1 && at < end; at = this.text.indexOf('%', at)) {
      const piece = this.#pieceAt(at, end);
      if (!piece) {
        at += 1;
        continue;
      }
      flush(at);
      pieces.push(piece);
      at = piece.end;
      plain = at;
    }
    flush(end);
    return pieces;
  }

  #pieceAt(start: number, limit: number): Piece | undefined {
    const next = this.text[start + 1];
    if (start + 1 >= limit || next === undefined) return undefined;
    if (next === '%') return { kind: 'text', start, end: start + 2, text: '%' };
    if (next === '{' || next === '(' || next === '[') {
      const partner = this.#partners.get(start + 1);
      if (partner === undefined || partner >= limit) return undefined;
      const whole = { start, end: partner + 1 };
      return (next === '{' && this.#braced(whole)) || { kind: 'opaque', ...whole };
    }
    if (/[*#0-9-]/.test(next)) return { kind: 'opaque', start, end: start + 2 };
    return this.#bare(start, limit);
  }

  /** `%name` and `%?name`. What follows on the line is its argument, should it take one. */
  #bare(start: number, limit: number): Piece | undefined {
    const { test, name, after } = this.#nameAt(start + 1);
    if (name === undefined || after > limit) return undefined;
    return { kind: 'macro', start, end: after, name, test };
  }

  #braced(whole: Range): Piece | undefined {
    const { test, name, after } = this.#nameAt(whole.start + 2);
    const inside = { start: after, end: whole.end - 1 };
    if (name === undefined || after > inside.end) return undefined;
    const piece = { kind: 'macro', ...whole, name, test } as const;
    if (inside.start === inside.end) return piece;
    const separator = this.text[after];
    if (separator === ':' && test !== '') return { ...piece, alternative: { start: after + 1, end: inside.end } };
    if (separator === ':' || separator === ' ' || separator === '\t')
      return { ...piece, argument: { start: after + 1, end: inside.end } };
    return undefined;
  }

  #nameAt(at: number): { test: MacroCall['test']; name?: string; after: number } {
    TEST.lastIndex = at;
    const marks = TEST.exec(this.text)![0];
    NAME.lastIndex = at + marks.length;
    const name = NAME.exec(this.text)?.[0];
    const negated = marks.split('!').length % 2 === 0;
    const test = marks.includes('?') ? (negated ? '!?' : '?') : '';
    return { test, name, after: at + marks.length + (name?.length ?? 0) };
  }
}

import type { Steps } from './steps.js';

/** What rpm reads at once: a line, or several that a macro's brackets or a definition's backslashes hold together. */
export interface LogicalLine {
  /** Number of its first line; the first line of a file is 1. */
  readonly number: number;
  readonly start: number;
  /** Where its content ends, before the line end; a carriage return before the line feed is part of the line end. */
  readonly end: number;
  /** Where the next one starts. */
  readonly next: number;
}

const DEFINITION = /[ \t]*(?:#[# \t]*|%dnl[ \t]+)?%{1,2}(?:global|define)[ \t]/y;
const [BACKSLASH, PERCENT] = [0x5c, 0x25];
const kinds = ['{}', '()', '[]'];
const opening = new Map(kinds.map((kind) => [kind.charCodeAt(0), kind]));
const closing = new Map(kinds.map((kind) => [kind.charCodeAt(1), kind]));

/** Which brackets of macros are open. As in rpm, `%{` opens, then every `{` counts; brackets of other kinds are counted apart. */
class OpenBrackets {
  readonly #open = new Map(kinds.map((kind) => [kind, 0]));
  #sum = 0;
  /** Whether the content scanned last ended in a backslash. */
  continued = false;

  get any(): boolean {
    return this.#sum > 0;
  }

  #count(kind: string, difference: 1 | -1): void {
    this.#open.set(kind, this.#open.get(kind)! + difference);
    this.#sum += difference;
  }

  constructor(private readonly steps: Steps) {}

  scan(text: string, start: number, end: number): void {
    this.steps.take(end - start + 1);
    this.continued = false;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        this.continued = at + 1 === end;
        at += 1;
      } else if (code === PERCENT) {
        const next = at + 1 < end ? text.charCodeAt(at + 1) : 0;
        const kind = opening.get(next);
        if (kind !== undefined) this.#count(kind, 1);
        if (kind !== undefined || next === PERCENT) at += 1;
      } else if (this.#sum > 0) {
        const opened = opening.get(code);
        if (opened !== undefined && this.#open.get(opened)! > 0) this.#count(opened, 1);
        const closed = closing.get(code);
        if (closed !== undefined && this.#open.get(closed)! > 0) this.#count(closed, -1);
      }
    }
  }
}

/** Where the content of the line that starts at `start` ends, and where the next one starts. */
function lineAt(text: string, start: number): { end: number; next: number } {
  const feed = text.indexOf('\n', start);
  if (feed === -1) return { end: text.length, next: text.length };
  return { end: feed > start && text[feed - 1] === '\r' ? feed - 1 : feed, next: feed + 1 };
}

/**
 * The logical lines of a text, in order and without gaps. A bracket that is never closed, which rpm refuses, holds nothing together;
 * `unclosed` is the number of its line.
 */
export function logicalLinesOf(text: string, steps: Steps): { lines: LogicalLine[]; unclosed?: number } {
  const lines: LogicalLine[] = [];
  let number = 1;
  let unclosed: number | undefined;
  let percent = text.indexOf('%');
  for (let start = 0; start < text.length;) {
    const first = lineAt(text, start);
    let { end, next } = first;
    let count = 1;
    if (percent !== -1 && percent < start) percent = text.indexOf('%', start);
    // Most lines hold no macro, so that nothing can hold them and the next one together.
    if (percent !== -1 && percent < end) {
      const open = new OpenBrackets(steps);
      open.scan(text, percent, end);
      DEFINITION.lastIndex = start;
      const defines = open.continued && DEFINITION.test(text);
      while (next < text.length && ((open.any && unclosed === undefined) || (open.continued && defines))) {
        const more = lineAt(text, next);
        open.scan(text, next, more.end);
        ({ end, next } = more);
        count += 1;
      }
      if (open.any && unclosed === undefined) {
        // The end of the text came first. From here on, no bracket can be trusted: lines stand for themselves.
        unclosed = number;
        ({ end, next } = first);
        count = 1;
      }
    }
    lines.push({ number, start, end, next });
    number += count;
    start = next;
  }
  return { lines, unclosed };
}

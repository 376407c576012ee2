import type { Environment } from './environment.js';
import { expandDistributionMacro, takesArguments } from './distribution-macros.js';
import { truthOfExpression } from './expression.js';
import { MacroText, type MacroCall, type Piece } from './macro-text.js';
import type { Range } from './spec-document.js';
import type { Steps } from './steps.js';

/** What became of a text with macros. */
export interface Expansion {
  /** What cannot be expanded stands as it was. */
  readonly text: string;
  /** Everything was expanded. */
  readonly complete: boolean;
  /** It does not depend on what only the place of the build knows. */
  readonly certain: boolean;
}

const DEPTH_LIMIT = 32;
/** In characters; longer than any value of a tag. */
const LENGTH_LIMIT = 65_536;

/** Macros that tell distributions apart: that nobody gave one does not mean that it is not defined where the package is built. */
const DISTRIBUTION =
  /^(fedora|rhel|epel|eln|centos|centos_ver|dist|disttag|vendor|flatpak|bootstrap|amzn|suse_version|sle_version|is_opensuse|mageia|mdkversion|fc\d+|el\d+(_\d+)?)$/;

/** Expands simple macros: `%{name}`, `%{?name}`, `%{?name:text}`, `%{with name}`. Nothing is ever run: no Lua, no shell. */
export class Expander {
  constructor(
    readonly environment: Environment,
    readonly steps: Steps,
  ) {}

  /** Expands a text as it would be at a line. */
  expand(text: string, line: number, depth = 0): Expansion {
    this.steps.take(text.length + 1);
    if (!text.includes('%')) return { text, complete: true, certain: true };
    const whole = new MacroText(text);
    return this.#expandPieces(whole, whole.pieces(), line, depth);
  }

  /** Whether an expression holds at a line; undefined where only the place of the build knows. */
  truthOf(expression: string, line: number): boolean | undefined {
    const { text, complete, certain } = this.expand(expression, line);
    return complete && certain ? truthOfExpression(text) : undefined;
  }

  #expandPieces(whole: MacroText, pieces: readonly Piece[], line: number, depth: number): Expansion {
    let [text, complete, certain] = ['', true, true];
    for (const found of pieces) {
      const piece = this.#withRest(whole, found, pieces.at(-1)!.end, line);
      const part = this.#expandPiece(whole, piece, line, depth);
      this.steps.take(part.text.length + 1);
      text += part.text;
      complete &&= part.complete;
      certain &&= part.certain;
      if (text.length > LENGTH_LIMIT) return { text: text.slice(0, LENGTH_LIMIT), complete: false, certain };
      if (piece !== found) break;
    }
    return { text, complete, certain };
  }

  /** Without braces, the rest of the line is the argument of a macro that takes one. */
  #withRest(whole: MacroText, piece: Piece, end: number, line: number): Piece {
    if (piece.kind !== 'macro' || whole.text[piece.start + 1] === '{' || whole.text[piece.end] !== ' ') return piece;
    if (!takesArguments(piece.name) || this.environment.at(piece.name, line)) return piece;
    return { ...piece, end, argument: { start: piece.end, end } };
  }

  #expandPiece(whole: MacroText, piece: Piece, line: number, depth: number): Expansion {
    if (piece.kind === 'text') return { text: piece.text, complete: true, certain: true };
    const verbatim = { text: whole.text.slice(piece.start, piece.end), complete: false, certain: true };
    if (piece.kind === 'opaque' || depth >= DEPTH_LIMIT) return verbatim;
    const argument = piece.argument && whole.text.slice(piece.argument.start, piece.argument.end);
    const truth = this.#buildCondition(piece, argument, line);
    if (truth) return truth;
    const meaning = this.environment.at(piece.name, line);
    if (piece.test !== '') return this.#expandTest(whole, piece, line, depth);
    if (meaning?.text === undefined) {
      const words = argument === undefined ? [] : this.#words(argument, line, depth);
      const known = words && expandDistributionMacro(piece.name, words, (name) => this.#plain(name, line, depth));
      return known === undefined ? verbatim : { text: known, complete: true, certain: true };
    }
    if (meaning.parametric || argument !== undefined) return verbatim;
    const value = this.expand(meaning.text, line, depth + 1);
    return { ...value, certain: value.certain && meaning.presence === 'yes' };
  }

  /** `%{?name}`, `%{?name:text}`, `%{!?name:text}`. */
  #expandTest(whole: MacroText, piece: MacroCall & Range, line: number, depth: number): Expansion {
    const meaning = this.environment.at(piece.name, line);
    const known = meaning ? meaning.presence === 'yes' : !DISTRIBUTION.test(piece.name);
    const defined = meaning?.text !== undefined;
    const { alternative } = piece;
    if (defined !== (piece.test === '?')) return { text: '', complete: true, certain: known };
    if (alternative) {
      const part = this.#expandPieces(whole, whole.pieces(alternative), line, depth + 1);
      return { ...part, certain: part.certain && known };
    }
    if (!defined) return { text: '', complete: true, certain: known };
    const verbatim = { text: whole.text.slice(piece.start, piece.end), complete: false, certain: known };
    if (meaning.parametric || piece.argument) return verbatim;
    const value = this.expand(meaning.text!, line, depth + 1);
    return { ...value, certain: value.certain && known };
  }

  /** `%{with name}`, `%{without name}`, `%{defined name}`, `%{undefined name}`: 1 or 0. */
  #buildCondition(piece: MacroCall, argument: string | undefined, line: number): Expansion | undefined {
    if (argument === undefined || !/^(with|without|defined|undefined)$/.test(piece.name)) return undefined;
    const about = piece.name.startsWith('with') ? `with_${argument.trim()}` : argument.trim();
    const meaning = this.environment.at(about, line);
    const negated = piece.name === 'without' || piece.name === 'undefined';
    return {
      text: (meaning?.text !== undefined) === negated ? '0' : '1',
      complete: true,
      certain: meaning ? meaning.presence === 'yes' : !DISTRIBUTION.test(about),
    };
  }

  #words(argument: string, line: number, depth: number): string[] | undefined {
    const { text, complete } = this.expand(argument, line, depth + 1);
    return complete ? text.split(/\s+/).filter((word) => word !== '') : undefined;
  }

  /** The value of a macro without arguments, or undefined. */
  #plain(name: string, line: number, depth: number): string | undefined {
    const meaning = this.environment.at(name, line);
    if (meaning?.text === undefined || meaning.parametric) return undefined;
    const { text, complete } = this.expand(meaning.text, line, depth + 1);
    return complete ? text : undefined;
  }
}

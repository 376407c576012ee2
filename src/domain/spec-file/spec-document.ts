import type { LogicalLine } from './logical-lines.js';

/** A part of the text, from `start` up to but without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** `%if` and what belongs to it. */
export type DirectiveName =
  'if' | 'ifarch' | 'ifnarch' | 'ifos' | 'ifnos' | 'elif' | 'elifarch' | 'elifos' | 'else' | 'endif' | 'include';

/** What a line is. What is opaque to us (text, scripts, Lua) is `text`. */
export type LineContent =
  | { readonly kind: 'blank' | 'comment' | 'text' }
  | { readonly kind: 'section'; readonly name: string; readonly options: Range }
  | { readonly kind: 'directive'; readonly name: DirectiveName; readonly argument: Range }
  | Definition
  | { readonly kind: 'undefine'; readonly name: string }
  | { readonly kind: 'build-condition'; readonly name: string; readonly standard: Range | boolean }
  | Tag
  /** An entry of `%sourcelist` or `%patchlist`. */
  | { readonly kind: 'listed'; readonly value: Range };

/** `%global name body` or `%define name(options) body`. */
export interface Definition {
  readonly kind: 'definition';
  readonly name: string;
  readonly body: Range;
  /** `%global` is expanded where it stands, `%define` where it is used. */
  readonly eager: boolean;
  /** Has options, like a function. */
  readonly parametric: boolean;
  /** `#global name body`, or after `%dnl`: it defines nothing. */
  readonly commentedOut: boolean;
  /** What stands before `global` or `define`: `%`, `#` or `%dnl %`. */
  readonly prefix: Range;
  /** `%{!?name: %global name body}`: only where this is not defined yet. */
  readonly unless?: string;
}

/** `Name(qualifier): value`. */
export interface Tag {
  readonly kind: 'tag';
  /** In small letters, without number. */
  readonly name: string;
  /** As in `Source10`. */
  readonly number?: number;
  readonly qualifier?: string;
  /** Without the blanks around it. */
  readonly value: Range;
}

export type SpecLine = LogicalLine & {
  readonly content: LineContent;
  /** Index of its section; the header of a section belongs to it. */
  readonly section: number;
};

export interface Section {
  /** In small letters. What stands before the first header is a `package`, too: the preamble. */
  readonly name: string;
  /** Index of its header in the lines; of the preamble, -1. */
  readonly header: number;
  /** Index of the line after its last one. */
  readonly end: number;
}

/** A spec file as a sequence of lines without gaps; nothing of its text is lost or made anew. */
export interface SpecDocument {
  readonly text: string;
  readonly lines: readonly SpecLine[];
  readonly sections: readonly Section[];
  /** Indices of the lines that conditions, macros and tags are made of. */
  readonly active: readonly number[];
  /** Number of the line of a bracket such as `%{` that is never closed: rpm refuses such a file. */
  readonly unclosed?: number;
}

/** The text of a part of a document. */
export const textOf = ({ text }: SpecDocument, { start, end }: Range): string => text.slice(start, end);

/** The whole text again, from its lines. */
export const printSpec = ({ text, lines }: SpecDocument): string =>
  lines.map(({ start, next }) => text.slice(start, next)).join('');

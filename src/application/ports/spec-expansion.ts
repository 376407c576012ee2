import type { GivenMacros } from '../../domain/spec-file/evaluation.js';

/** A spec file to be read by rpm itself. */
export interface SpecToExpand {
  readonly text: string;
  /** Macros that hold where the package is built; null: not defined there. */
  readonly macros?: GivenMacros;
  /** Files beside it that it may load, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export type SpecExpansionOutcome =
  /** The spec file with its macros expanded and its conditions decided, and what rpm warned of. */
  | { readonly outcome: 'expanded'; readonly text: string; readonly warnings: string }
  /** rpm cannot read it. */
  | { readonly outcome: 'refused'; readonly errors: string }
  | { readonly outcome: 'unavailable'; readonly reason: string };

/** Asks rpm what a spec file says. Its Lua and its shell commands run, isolated. */
export abstract class SpecExpansion {
  abstract expandSpec(spec: SpecToExpand): Promise<SpecExpansionOutcome>;
}

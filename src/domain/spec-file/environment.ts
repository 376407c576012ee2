import { lastBefore } from './by-line.js';

/** Whether rpm would read a line: what is `maybe` depends on something that only the place of the build knows. */
export type Presence = 'yes' | 'maybe' | 'no';

/** What a macro holds from a line on. */
export interface Meaning {
  /** Index of the line that gives it; -1 where it came with the call. */
  readonly line: number;
  /** Undefined: the macro is not defined from here on. */
  readonly text?: string;
  /** Takes arguments, so that it cannot be expanded here. */
  readonly parametric?: boolean;
  readonly presence: Exclude<Presence, 'no'>;
}

/** The macros of a spec file, as they are at each of its lines. */
export class Environment {
  readonly #meanings = new Map<string, Meaning[]>();

  /** Lines come in order. */
  add(name: string, meaning: Meaning): void {
    const known = this.#meanings.get(name);
    if (known) known.push(meaning);
    else this.#meanings.set(name, [meaning]);
  }

  /** What a macro holds just before a line is read, or undefined when nothing was said about it. */
  at(name: string, line: number): Meaning | undefined {
    const meanings = this.#meanings.get(name);
    return meanings && lastBefore(meanings, line);
  }
}

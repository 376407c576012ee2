import type { Presence } from './environment.js';
import type { DirectiveName } from './spec-document.js';

/** Whether a condition holds; undefined where only the place of the build knows. */
type Truth = boolean | undefined;

interface OpenCondition {
  /** Presence of the lines around it. */
  readonly around: Presence;
  /** Whether one of its earlier branches was taken. */
  taken: Truth;
  presence: Presence;
}

/** Follows `%if` … `%endif` line by line, and says whether rpm would read the present one. */
export class ConditionStack {
  readonly #open: OpenCondition[] = [];

  constructor(private readonly evaluate: (expression: string, line: number) => Truth) {}

  /** Of the line after the last directive met. */
  get presence(): Presence {
    return this.#open.at(-1)?.presence ?? 'yes';
  }

  get depth(): number {
    return this.#open.length;
  }

  meet(name: DirectiveName, argument: string, line: number): void {
    switch (name) {
      case 'if':
        return this.#begin(() => this.evaluate(argument, line));
      case 'ifarch':
      case 'ifnarch':
      case 'ifos':
      case 'ifnos':
        return this.#begin(() => undefined);
      case 'elif':
        return this.#continue(() => this.evaluate(argument, line));
      case 'elifarch':
      case 'elifos':
        return this.#continue(() => undefined);
      case 'else':
        return this.#continue(() => true);
      case 'endif':
        this.#open.pop();
        return;
      case 'include':
        return;
    }
  }

  #begin(condition: () => Truth): void {
    const around = this.presence;
    this.#open.push({ around, taken: false, presence: 'no' });
    this.#continue(condition);
  }

  /** As in rpm, what does not matter is not evaluated. */
  #continue(condition: () => Truth): void {
    const open = this.#open.at(-1);
    if (!open) return;
    const holds = open.around === 'no' || open.taken === true ? false : condition();
    if (holds === false) open.presence = 'no';
    else open.presence = holds && open.taken === false ? open.around : 'maybe';
    if (holds === true) open.taken = true;
    else if (holds === undefined && open.taken === false) open.taken = undefined;
  }
}

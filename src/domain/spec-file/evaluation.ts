import { lastBefore } from './by-line.js';
import { ConditionStack } from './condition-stack.js';
import { Environment, type Presence } from './environment.js';
import { Expander, type Expansion } from './expansion.js';
import type { LineContent, Range, SpecDocument } from './spec-document.js';
import { textOf } from './spec-document.js';
import { Steps } from './steps.js';

/** What the place of the build says of macros; null: surely not defined there. */
export type GivenMacros = Readonly<Record<string, string | null>>;

/** Edits that are being thought about, by the index of the line. */
export interface Replacements {
  /** New bodies of definitions; null: commented out. A body makes a definition that was commented out live. */
  readonly bodies: ReadonlyMap<number, string | null>;
  /** New values of tags. */
  readonly values: ReadonlyMap<number, string>;
}

/** From a line on: whether lines count, and how many conditions are open. */
interface Turn {
  readonly line: number;
  readonly presence: Presence;
  readonly depth: number;
}

/** Tags that are macros from their line on. */
const NAMED_TAGS = new Set(['name', 'version', 'release', 'epoch', 'url']);

/** A spec file as far as it can be known without running anything: which lines count, and what macros hold. */
export class Evaluation {
  readonly environment = new Environment();
  readonly #turns: Turn[] = [];
  readonly #expander: Expander;

  constructor(
    readonly document: SpecDocument,
    private readonly given: GivenMacros = {},
    readonly replacements: Replacements = { bodies: new Map(), values: new Map() },
    readonly steps: Steps = Steps.forText(document.text),
  ) {
    this.#expander = new Expander(this.environment, steps);
    for (const [name, text] of Object.entries(given))
      this.environment.add(name, { line: -1, text: text ?? undefined, presence: 'yes' });
    const conditions = new ConditionStack((expression, line) => this.#expander.truthOf(expression, line));
    for (const index of document.active) {
      const { content } = document.lines[index]!;
      if (content.kind === 'directive') {
        conditions.meet(content.name, textOf(document, content.argument), index);
        this.#turns.push({ line: index, presence: conditions.presence, depth: conditions.depth });
      } else if (conditions.presence !== 'no') this.#learn(content, index, conditions.presence);
    }
  }

  /** The same file with edits made. What is spent on it counts together. */
  with(replacements: Replacements): Evaluation {
    return new Evaluation(this.document, this.given, replacements, this.steps);
  }

  presence(line: number): Presence {
    return lastBefore(this.#turns, line + 1)?.presence ?? 'yes';
  }

  /** Whether a line stands between `%if` and `%endif`. */
  conditional(line: number): boolean {
    return (lastBefore(this.#turns, line + 1)?.depth ?? 0) > 0;
  }

  /** Expands a text as it would be at a line. */
  expand(text: string, line: number): Expansion {
    return this.#expander.expand(text, line);
  }

  /** The value of a tag or of an entry of a list as it stands, or as it is going to be. */
  valueOf({ value }: { readonly value: Range }, line: number): string {
    return this.replacements.values.get(line) ?? textOf(this.document, value);
  }

  /** The body of a definition as it stands, or as it is going to be; null while it is commented out. */
  bodyOf(line: number): string | null {
    const { content } = this.document.lines[line]!;
    if (content.kind !== 'definition') return null;
    const replaced = this.replacements.bodies.get(line);
    if (replaced !== undefined) return replaced;
    return content.commentedOut ? null : textOf(this.document, content.body);
  }

  #learn(content: LineContent, line: number, presence: Exclude<Presence, 'no'>): void {
    switch (content.kind) {
      case 'definition': {
        const body = this.bodyOf(line);
        if (body === null || (content.unless && this.environment.at(content.unless, line)?.text !== undefined)) return;
        const text = content.eager && !content.parametric ? this.expand(body, line).text : body;
        this.environment.add(content.name, { line, text, parametric: content.parametric, presence });
        return;
      }
      case 'undefine':
        this.environment.add(content.name, { line, presence });
        return;
      case 'build-condition':
        this.#learnBuildCondition(content.name, content.standard, line, presence);
        return;
      case 'tag':
        if (!NAMED_TAGS.has(content.name)) return;
        this.environment.add(content.name, {
          line,
          text: this.expand(this.valueOf(content, line), line).text,
          presence,
        });
        return;
      default:
    }
  }

  /** `%bcond name default`: `with_name` is defined where it is on. */
  #learnBuildCondition(name: string, standard: boolean | Range, line: number, presence: Exclude<Presence, 'no'>): void {
    const off = this.environment.at(`_without_${name}`, line)?.text !== undefined;
    const on = this.environment.at(`_with_${name}`, line)?.text !== undefined;
    const wanted =
      typeof standard === 'boolean' ? standard : this.#expander.truthOf(textOf(this.document, standard), line);
    const enabled = on || (wanted !== false && !off);
    const known = on || off || wanted !== undefined;
    this.environment.add(`with_${name}`, {
      line,
      text: enabled ? '1' : undefined,
      presence: known ? presence : 'maybe',
    });
  }
}

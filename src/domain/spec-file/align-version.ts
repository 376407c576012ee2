import type { Evaluation } from './evaluation.js';
import { partsOf, type Part } from './version-parts.js';

type Reference = Part & { readonly kind: 'reference' };

const DEPTH_LIMIT = 8;

/** Parts that stand between two dots. */
type Component = readonly Part[];

const sourceOf = (parts: readonly Part[]): string => parts.map(({ source }) => source).join('');

/** Divides parts at the first `~` or `^`: what follows the numbers. */
function splitTail(parts: readonly Part[]): [head: Part[], tail: Part[]] {
  const index = parts.findIndex(({ kind, source }) => kind === 'text' && /[~^]/.test(source));
  if (index === -1) return [[...parts], []];
  const { source } = parts[index]!;
  const at = source.search(/[~^]/);
  const before: Part[] = at === 0 ? [] : [{ kind: 'text', source: source.slice(0, at) }];
  return [
    [...parts.slice(0, index), ...before],
    [{ kind: 'text', source: source.slice(at) }, ...parts.slice(index + 1)],
  ];
}

function componentsOf(parts: readonly Part[]): Component[] {
  const components: Part[][] = [[]];
  for (const part of parts) {
    if (part.kind !== 'text') {
      components.at(-1)!.push(part);
      continue;
    }
    for (const [i, source] of part.source.split('.').entries()) {
      if (i > 0) components.push([]);
      if (source !== '') components.at(-1)!.push({ kind: 'text', source });
    }
  }
  return components;
}

/**
 * Makes values that are composed of macros say another text, as a packager does: `%{major}.%{minor}` stays, and each macro gets its
 * part. What does not fit is written out. Collects new bodies of definitions; the document stays as it is.
 */
export class VersionAlignment {
  readonly bodies = new Map<number, string>();
  readonly #wanted = new Map<number, string>();

  constructor(
    private readonly evaluation: Evaluation,
    /** What to do with a value that cannot be taken apart: a new one, or undefined. */
    private readonly rewrite: (value: string, target: string, line: number) => string | undefined,
  ) {}

  /** The new value, or undefined where this one cannot be taken apart. */
  align(value: string, target: string, line: number, depth = 0): string | undefined {
    if (depth > DEPTH_LIMIT) return undefined;
    const parts = partsOf(this.evaluation, value, line);
    const after = this.#takeFixed(parts, target);
    if (after === undefined) return undefined;
    const { text, ending } = after;
    if (parts.some(({ kind }) => kind === 'fixed' || kind === 'unknown')) return undefined;
    if (parts.every(({ kind }) => kind === 'text')) return text + ending;
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'reference') return this.#assign(only, text, depth) ? value : undefined;
    return this.#alignComposed(parts, text, line, depth) + ending;
  }

  /** Takes known endings off the parts and off the target, so `%{?prerelease:~%{prerelease}}` after its macro is right. */
  #takeFixed(parts: Part[], target: string): { text: string; ending: string } | undefined {
    let [text, ending] = [target, ''];
    for (let last = parts.at(-1); last?.kind === 'fixed'; last = parts.at(-1)) {
      if (!text.endsWith(last.text)) return undefined;
      text = text.slice(0, text.length - last.text.length);
      ending = last.source + ending;
      parts.pop();
    }
    return { text, ending };
  }

  #alignComposed(parts: readonly Part[], target: string, line: number, depth: number): string {
    const [head, tail] = splitTail(parts);
    const at = target.search(/[~^]/);
    const [numbers, rest] = at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at)];
    const wanted = numbers.split('.');
    const components: string[] = [];
    for (const component of componentsOf(head)) {
      if (wanted.length === 0) break;
      const text = wanted.splice(0, this.#lengthOf(component, line)).join('.');
      components.push(this.#alignComponent(component, text, depth));
    }
    return [...components, ...wanted].join('.') + (rest === '' ? '' : this.#alignComponent(tail, rest, depth));
  }

  /** How many components a macro stands for: `2.1` of `%{series}` two. */
  #lengthOf(component: Component, line: number): number {
    const [only] = component;
    if (component.length !== 1 || only?.kind !== 'reference') return 1;
    const { text, complete } = this.evaluation.expand(only.source, line);
    return complete ? text.split('.').length : 1;
  }

  /** A component that is one macro, with text around it at most, keeps it; any other is written out. */
  #alignComponent(component: Component, target: string, depth: number): string {
    const index = component.findIndex(({ kind }) => kind === 'reference');
    const others = component.filter((_, i) => i !== index);
    if (index === -1 || others.some(({ kind }) => kind !== 'text')) return target;
    const [before, after] = [sourceOf(component.slice(0, index)), sourceOf(component.slice(index + 1))];
    const fits = target.startsWith(before) && target.endsWith(after) && target.length > before.length + after.length;
    if (!fits) return target;
    const text = target.slice(before.length, target.length - after.length);
    return this.#assign(component[index] as Reference, text, depth) ? sourceOf(component) : target;
  }

  /** Whether a macro can be given this text. */
  #assign({ definition }: Reference, text: string, depth: number): boolean {
    const wanted = this.#wanted.get(definition);
    if (wanted !== undefined) return wanted === text;
    const body = this.evaluation.bodyOf(definition) ?? '';
    this.#wanted.set(definition, text);
    const expansion = this.evaluation.expand(body, definition);
    if (expansion.complete && expansion.text === text) return true;
    const aligned = this.align(body, text, definition, depth + 1) ?? this.rewrite(body, text, definition) ?? text;
    if (aligned !== body) this.bodies.set(definition, aligned);
    return true;
  }
}

import type { Evaluation } from './evaluation.js';

/** A tag of the main package. */
export interface MainTag {
  /** Index of its line. */
  readonly index: number;
  /** As it is written. */
  readonly value: string;
  /** With its macros expanded; undefined where that is not known without running something. */
  readonly expanded?: string;
}

/** A tag of the main package that is in effect: undefined when there is none, or when conditions leave open which; and all that may be. */
export function mainTag(evaluation: Evaluation, name: string): { chosen?: MainTag; candidates: readonly MainTag[] } {
  const candidates: MainTag[] = [];
  const { active, lines } = evaluation.document;
  for (const index of active) {
    const { content, section } = lines[index]!;
    if (section !== 0 || content.kind !== 'tag' || content.name !== name || evaluation.presence(index) === 'no')
      continue;
    const value = evaluation.valueOf(content, index);
    const { text, complete } = evaluation.expand(value, index);
    candidates.push({ index, value, expanded: complete ? text : undefined });
  }
  const sure = candidates.find(({ index }) => evaluation.presence(index) === 'yes');
  return { chosen: sure ?? (candidates.length === 1 ? candidates[0] : undefined), candidates };
}

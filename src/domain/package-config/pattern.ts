import { RE2JS, RE2JSException } from 're2js';

/** What became of a pattern of a user: invalid ones are said to be so, they never match and never throw. */
export type PatternMatch =
  | { readonly kind: 'match'; readonly matched: string }
  | { readonly kind: 'no-match' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Steps for each character of the text that a pattern may take; no real one comes near. */
const MOST_STEPS = 10_000;
/** RE2 takes no more repetitions within each other. */
const MOST_REPETITIONS = 1000;

/**
 * Matches a pattern at the start of a text, not to its end: `main` matches `main-next`. RE2 decides, in linear time;
 * what it does not know (look-around, back references) is invalid.
 */
export function matchesAtStart(pattern: string, text: string): PatternMatch {
  if (isPlainText(pattern))
    return text.startsWith(pattern) ? { kind: 'match', matched: pattern } : { kind: 'no-match' };
  const steps = patternCost(pattern);
  if (steps > MOST_STEPS)
    return { kind: 'invalid', reason: `it takes up to ${steps} steps for each character, and may take ${MOST_STEPS}` };
  try {
    // Python writes the end of the text \Z, RE2 \z.
    const matcher = RE2JS.compile(
      pattern.replace(/\\([\s\S])/g, (escape, letter) => (letter === 'Z' ? '\\z' : escape)),
    ).matcher(text);
    return matcher.lookingAt() ? { kind: 'match', matched: matcher.group() ?? '' } : { kind: 'no-match' };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { kind: 'invalid', reason: error.message.replace(/^error parsing regexp: /, '') };
  }
}

/** Whether every character of a pattern stands for itself. */
export function isPlainText(pattern: string): boolean {
  return /^[\w/-]*$/.test(pattern);
}

/** At most so many steps RE2 takes for each character of a text: what is repeated is compiled as often as it may occur. */
export function patternCost(pattern: string): number {
  let repetitions = 1;
  for (const [, least, most] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g))
    repetitions = Math.min(MOST_REPETITIONS, repetitions * Math.max(1, Number(most || least)));
  return pattern.length * repetitions;
}

import { RE2JS, RE2JSException } from 're2js';

/** What became of a pattern of a user: invalid ones are said to be so, they never match and never throw. */
export type PatternMatch =
  | { readonly kind: 'match'; readonly matched: string }
  | { readonly kind: 'no-match' }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Matches a pattern at the start of a text, not to its end: `main` matches `main-next`. RE2 decides, in linear time;
 * what it does not know (look-around, back references) is invalid.
 */
export function matchesAtStart(pattern: string, text: string): PatternMatch {
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

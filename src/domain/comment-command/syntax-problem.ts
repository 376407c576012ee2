import { clipped } from './clipped.js';

/** Characters of a word that are repeated to whoever wrote it. */
const LONGEST_WORD = 100;

/** What is wrong with a command line, for the record and for `explain`. */
export type SyntaxProblem =
  | { readonly code: 'unknown-command'; readonly word: string }
  | { readonly code: 'unknown-option'; readonly word: string }
  | { readonly code: 'ambiguous-option'; readonly word: string; readonly couldBe: readonly string[] }
  | { readonly code: 'option-without-value'; readonly word: string }
  | { readonly code: 'option-takes-no-value'; readonly word: string }
  | { readonly code: 'value-not-allowed'; readonly word: string; readonly allowed: readonly string[] }
  | { readonly code: 'superfluous-word'; readonly word: string }
  | { readonly code: 'package-after-command'; readonly word: string }
  | { readonly code: 'command-missing'; readonly word: string }
  | { readonly code: 'command-not-here'; readonly word: string }
  | { readonly code: 'quote-left-open'; readonly word: string }
  | { readonly code: 'line-too-long'; readonly word: string; readonly length: number; readonly most: number }
  | { readonly code: 'too-many-values'; readonly word: string; readonly count: number; readonly most: number };

/** The problem in one sentence. */
export function describeProblem(problem: SyntaxProblem): string {
  const word = `\`${clipped(problem.word.replaceAll('`', "'"), LONGEST_WORD)}\``;
  switch (problem.code) {
    case 'unknown-command':
      return `${word} is not a command.`;
    case 'unknown-option':
      return `${word} is not an option of this command.`;
    case 'ambiguous-option':
      return `${word} could be ${problem.couldBe.map((flag) => `\`${flag}\``).join(' or ')}.`;
    case 'option-without-value':
      return `${word} needs a value.`;
    case 'option-takes-no-value':
      return `${word} takes no value.`;
    case 'value-not-allowed':
      return `${word} is not one of ${problem.allowed.map((value) => `\`${value}\``).join(', ')}.`;
    case 'superfluous-word':
      return `${word} is one word too many.`;
    case 'package-after-command':
      return `${word} has to stand before the command.`;
    case 'command-missing':
      return `No command follows ${word}.`;
    case 'command-not-here':
      return `${word} works only in a comment on a GitHub issue.`;
    case 'quote-left-open':
      return `A quote is left open in ${word}.`;
    case 'line-too-long':
      return `${word} is the beginning of a command of ${problem.length} characters; at most ${problem.most} are read.`;
    case 'too-many-values':
      return `${word} is given ${problem.count} times; at most ${problem.most} are taken.`;
  }
}

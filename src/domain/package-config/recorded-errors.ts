import { clipped } from '../comment-command/clipped.js';
import type { ConfigError } from './package-config.js';

/** Errors of one configuration that are kept in the log, and characters of each of their texts. */
const MOST_ERRORS = 20;
const LONGEST_TEXT = 500;
const MOST_SEGMENTS = 10;

/** What is recorded of the errors of a configuration: the first of them, their texts not longer than a person reads. */
export function recordedErrors(errors: readonly ConfigError[]): {
  readonly errors: readonly ConfigError[];
  readonly moreErrors?: number;
} {
  const more = errors.length - MOST_ERRORS;
  return { errors: errors.slice(0, MOST_ERRORS).map(short), ...(more > 0 && { moreErrors: more }) };
}

function short(error: ConfigError): ConfigError {
  const text = (long: string | null) => long && clipped(long, LONGEST_TEXT);
  return {
    ...error,
    path: clipped(error.path, LONGEST_TEXT),
    segments: error.segments.slice(0, MOST_SEGMENTS),
    message: clipped(error.message, LONGEST_TEXT),
    found: text(error.found),
    expected: text(error.expected),
    didYouMean: text(error.didYouMean),
  };
}

/** What can be wrong with a spec file, or with what is asked of it. */
export type SpecProblem =
  | 'too-large'
  | 'too-complex'
  | 'no-version'
  | 'undecided-version'
  | 'invalid-version'
  | 'entangled-macro'
  | 'invalid-entry';

/** A spec file that cannot be edited. The message says what was expected, what was found, and what to do. */
export class SpecFileError extends Error {
  override readonly name = 'SpecFileError';

  constructor(
    readonly problem: SpecProblem,
    message: string,
    /** Lines that the message is about; the first line of a file is 1. */
    readonly lines: readonly number[] = [],
  ) {
    super(message);
  }
}

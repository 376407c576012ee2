import { SpecFileError } from './spec-error.js';

/**
 * Counts what reading a spec file costs, about one step a character. Macros can be nested so that their text grows without end:
 * beyond the limit the file is refused.
 */
export class Steps {
  taken = 0;

  constructor(readonly limit: number) {}

  /** Enough for what people write, by far: a file is read a few times, its macros are short. */
  static forText(text: string): Steps {
    return new Steps(2_000_000 + 10 * text.length);
  }

  take(count: number): void {
    this.taken += count;
    if (this.taken <= this.limit) return;
    throw new SpecFileError(
      'too-complex',
      `expected macros whose expansion takes no more than ${this.limit} steps, found some that take more; write out the macros that refer to each other`,
    );
  }
}

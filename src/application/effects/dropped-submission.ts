import type { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';

/** Nothing is outside under the key of the submission, or the outside refuses to say. */
export interface NeverSubmitted {
  readonly type: 'RecordNeverSubmitted';
  readonly refusal: string | null;
  readonly at: string;
}

/**
 * What was cancelled before its submission was recorded may be outside all the same: the process died, or the answer got lost.
 * Answers what is to be recorded: the submission as `find` tells it, or that there was none.
 */
export async function droppedSubmission<Submission>(
  clock: Clock,
  find: () => Promise<Submission | undefined>,
): Promise<(Submission & { readonly at: string }) | NeverSubmitted> {
  const at = () => clock.now().toISOString();
  try {
    const found = await find();
    return found ? { ...found, at: at() } : { type: 'RecordNeverSubmitted', refusal: null, at: at() };
  } catch (error) {
    if (!(error instanceof PermanentFailure)) throw error;
    return { type: 'RecordNeverSubmitted', refusal: error.message, at: at() };
  }
}

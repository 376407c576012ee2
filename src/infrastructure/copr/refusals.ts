import { CoprRefused } from '../../application/ports/copr.js';
import { PermanentFailure } from '../../application/ports/failure.js';
import type { CoprRefusal } from '../../domain/build/copr-refusal.js';

/** Sentences of Copr that say why it refuses. Parts of them are matched, for names stand in between. */
const NOT_A_BUILDER = ["You don't have permissions to build in this copr.", 'is not allowed to build in the copr'];
const NOT_AN_ADMIN = 'Only owners and admins may update their projects.';
const NOT_LISTED = "can't build in this Copr via Packit.";
const BUSY = "Can't drop chroot";
const RACE = ['already exists', 'You already have a project', 'already has a project'];

/** Whether the failure is this refusal of Copr. */
export const isNotABuilder = (error: unknown) => NOT_A_BUILDER.some((text) => says(error, text, 403));
export const isNotAnAdmin = (error: unknown) => says(error, NOT_AN_ADMIN, 403);
export const isNotListed = (error: unknown) => says(error, NOT_LISTED, 403);
/** Another job with the same project has added chroots since we read it, or builds run in those that would go. */
export const isBusy = (error: unknown) => says(error, BUSY);
/** Two creations at once make Copr complain in spite of `exist_ok`. */
export const isCreationRace = (error: unknown) => RACE.some((text) => says(error, text, 400));

/** Whether a failure is one of Copr's and carries this text. */
export function says(error: unknown, text: string, status?: number): boolean {
  if (!(error instanceof PermanentFailure) || !error.message.includes(text)) return false;
  return status === undefined || error.status === status;
}

/** The failure as a refusal that people can do something about; a login that Copr does not accept is none of theirs. */
export function refused(error: unknown, refusal: (answer: string) => CoprRefusal): unknown {
  if (!(error instanceof PermanentFailure) || error instanceof CoprRefused) return error;
  if (error.status === undefined || error.kind === 'unauthorized') return error;
  return new CoprRefused(refusal(answerOf(error)), error);
}

/** What Copr says to people; empty: nothing. */
export function answerOf({ body, reason }: PermanentFailure): string {
  if (typeof body === 'string') return body;
  const { error } = (body ?? {}) as { error?: unknown };
  return typeof error === 'string' ? error : (reason ?? '');
}

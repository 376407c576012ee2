import { z } from 'zod';

/** A repository that a delivery names, and what the delivery says about who may see it. */
export const ShownRepository = z.object({
  /** Its key, in small letters: `github.com/ns/repo`. */
  project: z.string(),
  /** Absent: it does not say. */
  visibility: z.enum(['public', 'private']).optional(),
  /** When the forge had last changed what it knows of the repository, ISO 8601 in UTC; absent: it does not say. */
  changedAt: z.string().optional(),
  /** Its present key, where this is a name that it had before. */
  movedTo: z.string().optional(),
  /** Whoever vouches for the delivery may not speak for this repository: what it says counts for this delivery alone. */
  unvouched: z.literal(true).optional(),
});
export type ShownRepository = z.infer<typeof ShownRepository>;

/** What all deliveries so far say about who may see a repository. Plain JSON. */
export interface KnownVisibility {
  /** The last delivery that called it private; `changedAt` null: it did not say. */
  readonly hidden: { readonly changedAt: string | null } | null;
  /** The greatest `changedAt` of those since then that called it public; null: there are none. */
  readonly shown: string | null;
  /** The key that it has now. */
  readonly movedTo: string | null;
}

export const nothingKnown: KnownVisibility = { hidden: null, shown: null, movedTo: null };

/** Later than every time: what says *public* without a date counts from its receipt on. */
const NEWEST = '9';

/** The key by which visibility is known: forges take names in any case. */
export const visibilityKey = (project: string): string => project.toLowerCase();

/**
 * Takes in what the next delivery says. *Private* counts at once. *Public* counts unless the forge's own dates say that the delivery
 * is older than the one that said *private*: it was late, or was fed again. What is said by who may not speak for the repository does
 * not count.
 */
export function withShown(known: KnownVisibility, shown: ShownRepository): KnownVisibility {
  if (shown.unvouched) return known;
  const movedTo = shown.movedTo ?? null;
  switch (shown.visibility) {
    case 'private':
      return { hidden: { changedAt: shown.changedAt ?? null }, shown: null, movedTo };
    case 'public':
      return { ...known, shown: newer(known.shown, shown.changedAt ?? NEWEST), movedTo };
    case undefined:
      return { ...known, movedTo };
  }
}

/** What two runs of deliveries say together, the earlier run first. */
export function joinVisibility(earlier: KnownVisibility, later: KnownVisibility): KnownVisibility {
  if (later.hidden) return later;
  return { hidden: earlier.hidden, shown: newer(earlier.shown, later.shown), movedTo: later.movedTo };
}

/** Whether everybody may see the repository, or nobody but its members; undefined: no delivery has said so. */
export function visibilityOf({ hidden, shown }: KnownVisibility): 'public' | 'private' | undefined {
  if (!hidden) return shown === null ? undefined : 'public';
  return shown !== null && shown >= (hidden.changedAt ?? '') ? 'public' : 'private';
}

/** The same without what cannot matter any more, so that most deliveries change nothing. */
export function settledVisibility(known: KnownVisibility): KnownVisibility {
  return visibilityOf(known) === 'public' ? { ...known, shown: NEWEST } : known;
}

function newer(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one;
}

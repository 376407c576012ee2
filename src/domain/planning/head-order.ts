import { z } from 'zod';

/** A head of a pull request, as a delivery or an answer of the forge showed it. */
export const SeenHead = z.object({
  commitSha: z.string(),
  /** The head that it took the place of; null: nobody said. */
  before: z.string().nullable(),
  /** When the pull request had last changed then, by the forge's clock (GitHub: whole seconds); null: nobody said. */
  updatedAt: z.string().nullable(),
});
export type SeenHead = z.infer<typeof SeenHead>;

/** A head that another delivery about the same pull request showed. */
export interface KnownHead extends SeenHead {
  readonly delivery: string;
}

/** What it is decided on whether a pull request had moved on before a delivery about it was looked at. */
export interface HeadFacts {
  readonly own: SeenHead;
  /** Heads that are not certainly older than the delivery's own. */
  readonly others: readonly KnownHead[];
  /** The head that the forge named when it was asked; null: it does not know the pull request. */
  readonly present: SeenHead | null;
}

/** A newer head, and how it is known to be newer. */
export interface NewerHead {
  readonly commitSha: string;
  readonly because: 'the forge names it as the head' | 'it is dated later' | 'it replaced this commit';
}

type Order = 'older' | 'newer' | 'unknown';

/** How one head stands to another: by the forge's dates and by what each took the place of. Where these differ, nobody knows. */
export function orderOf(one: SeenHead, other: SeenHead): Order {
  const dates = byDate(one, other);
  const pushes = byPushes(one, other);
  if (dates === 'unknown') return pushes;
  return pushes === 'unknown' || pushes === dates ? dates : 'unknown';
}

/** Of each other commit the first in the list that is not certainly older: with none of them nobody has to be asked. */
export function doubtfulHeads(own: SeenHead, known: readonly KnownHead[]): KnownHead[] {
  const doubtful = new Map<string, KnownHead>();
  for (const head of known)
    if (head.commitSha !== own.commitSha && !doubtful.has(head.commitSha) && orderOf(own, head) !== 'newer')
      doubtful.set(head.commitSha, head);
  return [...doubtful.values()];
}

/** The head to which the pull request had moved on already; undefined: as far as is known, the delivery's own is the newest. */
export function newerHead(facts: HeadFacts): NewerHead | undefined {
  const { own, others } = facts;
  const named = namedByForge(facts);
  if (named?.commitSha === own.commitSha) return undefined;
  if (named) return { commitSha: named.commitSha, because: 'the forge names it as the head' };
  const newer = others.filter((other) => orderOf(own, other) === 'older');
  const newest = newer.find((one) => !newer.some((other) => orderOf(one, other) === 'older')) ?? newer[0];
  if (!newest) return undefined;
  const dated = byDate(own, newest) === 'older';
  return { commitSha: newest.commitSha, because: dated ? 'it is dated later' : 'it replaced this commit' };
}

/** The forge's answer, unless it came from a copy that had not heard of what its own webhooks told already. */
function namedByForge({ own, others, present }: HeadFacts): SeenHead | undefined {
  if (!present || [own, ...others].some((head) => byDate(present, head) === 'older')) return undefined;
  // What the delivery's own head took the place of may be the head again.
  const mayBeBack = others.some(({ commitSha }) => commitSha === present.commitSha);
  return !mayBeBack && orderOf(present, own) === 'older' ? undefined : present;
}

interface Claim {
  readonly attempt: string;
  /** Null: nobody noted it. */
  readonly head: SeenHead | null;
}

/**
 * Whether a run for another commit is to end because of a push. `facts`: what was found out about the push. Once the forge has
 * named its commit as the head, everything that was asked for before gives way; where it gave no answer that counts, nothing
 * ends in doubt.
 */
export function givesWay(run: Claim, push: Claim, facts: HeadFacts | undefined): boolean {
  const receivedBefore = run.attempt < push.attempt;
  if (!run.head || !push.head) return receivedBefore;
  if (facts && namedByForge(facts)?.commitSha === facts.own.commitSha) return receivedBefore;
  const order = orderOf(run.head, push.head);
  return order === 'unknown' ? receivedBefore && !facts : order === 'older';
}

/** Why something ended for the sake of a newer commit. */
export const supersededBy = (commitSha: string): string => `superseded by ${commitSha.slice(0, 7)}`;

function byDate(one: SeenHead, other: SeenHead): Order {
  const [time, otherTime] = [Date.parse(one.updatedAt ?? ''), Date.parse(other.updatedAt ?? '')];
  if (time < otherTime) return 'older';
  return time > otherTime ? 'newer' : 'unknown';
}

function byPushes(one: SeenHead, other: SeenHead): Order {
  const replaced = one.before === other.commitSha;
  const wasReplaced = other.before === one.commitSha;
  if (replaced === wasReplaced) return 'unknown';
  return replaced ? 'newer' : 'older';
}

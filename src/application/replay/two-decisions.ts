/** What a decision was about: a job, what a delivery means, what a person is told, what gives way, whether somebody may end it. */
export type DecisionKind = 'job' | 'reading' | 'answer' | 'supersession' | 'cancellation';

/** A recorded decision and today's; null: there is none. Plain JSON. */
export interface TwoDecisions {
  readonly about: DecisionKind;
  /** Place of a job among those of its delivery, from 0. */
  readonly job: number | null;
  readonly then: unknown;
  readonly now: unknown;
}

/** Equal as JSON: the order of keys does not count, for recorded decisions went through a schema; nor does what is undefined. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((part, at) => isSameJson(part, other[at]))
    );
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  for (const key of Object.keys(left)) if (!isSameJson(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

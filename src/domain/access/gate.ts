import type { SkipReason } from '../planning/reasons.js';

/** Gates in the order in which they are asked. */
export const gateNames = ['served', 'denied', 'approved', 'permitted', 'may-merge'] as const;
export type GateName = (typeof gateNames)[number];

/** The verdict of a gate that does not let an input through. */
export interface Closed<Reason extends string = string> {
  readonly reason: Reason;
  /** What the gate looked at. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One rule about who may do what: a pure function of facts. */
export interface Gate<Facts, Reason extends string = string> {
  readonly name: GateName;
  /** Undefined: the gate is open. */
  closed(facts: Facts): Closed<Reason> | undefined;
}

/** Reason codes of the gates about namespaces and persons. They are on disk: add, never rename. */
const accessReasons = [
  'user-denied',
  'project-denied',
  'namespace-not-allowed',
  'not-permitted',
  'internal-tests-not-permitted',
] as const satisfies SkipReason[];
export type AccessReason = (typeof accessReasons)[number];

/** Whether a reason code is that of a gate about namespaces and persons. */
export function isAccessReason(reason: string): reason is AccessReason {
  return accessReasons.some((known) => known === reason);
}

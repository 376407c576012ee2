import { waivableGates, type AccessQuestion } from './access-facts.js';
import { approved } from './approved.js';
import { denied } from './denied.js';
import type { AccessReason, Closed, Gate, GateName } from './gate.js';
import { mayMerge, permitted } from './permitted.js';
import { served, type RepositoryFacts } from './served.js';

/** Every gate, in the order in which they are asked. */
export interface Gates {
  /** About the repository: nobody waives them. */
  readonly ofRepository: readonly Gate<RepositoryFacts, 'private-repository' | 'forge-not-configured'>[];
  /** About the namespace and the person. */
  readonly ofAccess: readonly Gate<AccessQuestion, AccessReason>[];
  /** Asked in addition for jobs in the internal Testing Farm. */
  readonly ofInternalTests: readonly Gate<AccessQuestion, AccessReason>[];
}

export const GATES: Gates = {
  ofRepository: [served],
  ofAccess: [denied, approved, permitted],
  ofInternalTests: [mayMerge],
};

/** The verdict of the first gate that is closed and that nothing waives; undefined: all are open. */
export function firstClosed(
  gates: readonly Gate<AccessQuestion, AccessReason>[],
  question: AccessQuestion,
): (Closed<AccessReason> & { readonly gate: GateName }) | undefined {
  for (const gate of gates) {
    if (isWaived(gate.name, question)) continue;
    const closed = gate.closed(question);
    if (closed) return { ...closed, gate: gate.name };
  }
  return undefined;
}

function isWaived(name: GateName, { access }: AccessQuestion): boolean {
  return waivableGates.some((gate) => gate === name) && access.waivers.some(({ gate }) => gate === name);
}

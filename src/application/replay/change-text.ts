import type { ChangedDecision } from './decide-again.js';

/** A changed decision in one line for people. */
export function changeText({ delivery, about, job, then, now }: ChangedDecision): string {
  return `${delivery} ${about}${job === null ? '' : ` ${job}`}: then ${brief(then)}, now ${brief(now)}`;
}

interface DecisionLike {
  readonly type?: string;
  readonly data?: { readonly reason?: string; readonly action?: { readonly do?: string } };
}

function brief(decision: unknown): string {
  if (decision === null || decision === undefined) return 'nothing';
  if (typeof decision !== 'object') return JSON.stringify(decision);
  const { type, data } = decision as DecisionLike;
  if (type === 'JobSkipped') return `skipped (${data?.reason})`;
  if (type === 'JobPlanned') return `planned (${data?.action?.do})`;
  return JSON.stringify(decision);
}

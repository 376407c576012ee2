import type { CheckContribution } from '../check/contribution.js';
import type { Verdict } from './delivery.events.js';
import type { ReceivedDelivery } from './delivery-state.js';

/** What the planning itself says about checks: accepted, or why not. Runs that exist speak for themselves. */
export function checksOfDelivery({ origin, planned, skipped }: ReceivedDelivery): CheckContribution[] {
  if (!origin) return [];
  const { project, commitSha, attempt } = origin;
  const contribution = (
    name: string,
    { state, title, url, summary }: Pick<Verdict, 'state' | 'title' | 'url' | 'summary'>,
  ): CheckContribution => {
    const link = url === null ? null : { url };
    const said = { project, commitSha, name, attempt, stage: 0, state, title, link, summary, links: {} } as const;
    return state === 'neutral' ? { ...said, inconclusive: true } : said;
  };
  const checks = new Map<string, CheckContribution>();
  for (const job of planned) for (const name of job.checks) checks.set(name, contribution(name, ACCEPTED));
  for (const { verdicts } of [...skipped, ...planned])
    for (const verdict of verdicts) checks.set(verdict.check, contribution(verdict.check, verdict));
  return [...checks.values()];
}

const ACCEPTED = { state: 'pending', title: 'The task was accepted.', url: null, summary: '' } as const;

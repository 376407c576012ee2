import type { CheckContribution } from '../check/contribution.js';
import type { ReceivedDelivery } from './delivery-state.js';

/** What the planning itself says about checks: accepted, or why not. Runs that exist speak for themselves. */
export function checksOfDelivery({ origin, planned, skipped }: ReceivedDelivery): CheckContribution[] {
  if (!origin) return [];
  const { project, commitSha, attempt } = origin;
  const base = { project, commitSha, attempt, stage: 0 as const, links: {} };
  const checks = new Map<string, CheckContribution>();
  for (const job of planned)
    for (const name of job.checks)
      checks.set(name, { ...base, name, state: 'pending', title: 'The task was accepted.', link: null, summary: '' });
  for (const { check, state, title, url, summary } of [...skipped, ...planned].flatMap(({ verdicts }) => verdicts))
    checks.set(check, { ...base, name: check, state, title, link: url === null ? null : { url }, summary });
  return [...checks.values()];
}

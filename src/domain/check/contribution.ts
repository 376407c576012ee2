import type { z } from 'zod';
import type { CheckStateData, ProjectData } from '../planning/job.js';

export type CheckState = z.infer<typeof CheckStateData>;

/** What people find behind a check: a page of the dashboard, or any other address. */
export type CheckLink =
  | { readonly kind: 'srpm' | 'copr' | 'testing-farm' | 'propose-downstream'; readonly id: number }
  | { readonly url: string }
  | null;

/**
 * What one run says about one check. Several runs may speak about the same check: the newest attempt decides, and within an
 * attempt the latest stage (0 planned, 1 build, 2 tests).
 */
export interface CheckContribution {
  readonly project: ProjectData;
  readonly commitSha: string;
  readonly name: string;
  readonly attempt: string;
  readonly stage: 0 | 1 | 2;
  readonly state: CheckState;
  readonly title: string;
  readonly link: CheckLink;
  /** Markdown: what happened, the next step, links. */
  readonly summary: string;
  /** Named links, e.g. `Testing Farm`. */
  readonly links: Readonly<Record<string, string>>;
  /** Neutral because nothing was tried, or because it was ended from outside: what an earlier attempt came to stands. */
  readonly inconclusive?: true;
}

/** Key of a check: one for each repository, commit and name. */
export function checkKey(check: Pick<CheckContribution, 'project' | 'commitSha' | 'name'>): string {
  const { host, namespace, repo } = check.project;
  return `${host}/${namespace}/${repo}|${check.commitSha}|${check.name}`;
}

/** True when nothing more is expected to happen in this state. */
export function isTerminal(state: CheckState): boolean {
  return state !== 'pending' && state !== 'running';
}

/** Whether one contribution decides what the check says, and not the other. */
export function outranks(one: CheckContribution, other: CheckContribution): boolean {
  return one.attempt > other.attempt || (one.attempt === other.attempt && one.stage > other.stage);
}

/**
 * What a check says whose newest attempt came to nothing: the words of that attempt, in the state of the newest one before it that
 * came to something. Neutral satisfies a required check, and must not take the place of a failure. `said`: all that is said about
 * the check; of two with the same attempt and stage the first counts.
 */
export function whatStands(newest: CheckContribution, said: readonly CheckContribution[]): CheckContribution {
  const ofAttempts = new Map<string, CheckContribution>();
  for (const one of said) {
    const known = ofAttempts.get(one.attempt);
    if (one.attempt < newest.attempt && (!known || outranks(one, known))) ofAttempts.set(one.attempt, one);
  }
  const conclusive = [...ofAttempts.values()].filter(({ inconclusive }) => !inconclusive);
  const [first] = conclusive;
  if (!first) return newest;
  const before = conclusive.reduce((best, one) => (outranks(one, best) ? one : best), first);
  return isTerminal(before.state) ? inStateOf(before, newest) : before;
}

function inStateOf({ state }: CheckContribution, said: CheckContribution): CheckContribution {
  if (state === 'success' || state === 'neutral') return said;
  const note = `Nothing else was found out about this commit, so the check keeps the state that it had: ${state}.`;
  return { ...said, state, summary: said.summary ? `${said.summary}\n\n${note}` : note };
}

import type { z } from 'zod';
import type { CheckStateData, ProjectData } from '../planning/job.js';

export type CheckState = z.infer<typeof CheckStateData>;

/** What people find behind a check: a page of the dashboard, or any other address. */
export type CheckLink =
  { readonly kind: 'srpm' | 'copr' | 'testing-farm'; readonly id: number } | { readonly url: string } | null;

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

import type { SeenHead } from '../planning/head-order.js';
import type { PullRequest } from './input.js';
import { textAt } from './payload.js';

/** The head of a pull request that a delivery shows, at a glance; undefined: it shows none. Never throws. */
export function seenHead(source: string, event: string, body: unknown): SeenHead | undefined {
  if (source !== 'github' || event !== 'pull_request') return undefined;
  const commitSha = textAt(body, 'pull_request', 'head', 'sha');
  if (commitSha === undefined) return undefined;
  const before = textAt(body, 'before') ?? null;
  return { commitSha, before, updatedAt: textAt(body, 'pull_request', 'updated_at') ?? null };
}

/** The same of a delivery that was read in full. */
export function headOf({ headSha, previousHeadSha, updatedAt }: PullRequest): SeenHead {
  return { commitSha: headSha, before: previousHeadSha ?? null, updatedAt: updatedAt ?? null };
}

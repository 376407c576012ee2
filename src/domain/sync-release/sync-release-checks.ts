import type { CheckContribution } from '../check/contribution.js';
import { syncTargetId, type BranchState, type RequestedSync } from './sync-release-state.js';

type Saying = Pick<CheckContribution, 'state' | 'title' | 'summary'>;

/** What the synchronisation of a release says about the check of each branch. */
export function checksOfSyncRelease(sync: RequestedSync): CheckContribution[] {
  const { origin, order } = sync;
  const { project, commitSha, attempt } = origin;
  return order.branches.flatMap(({ branch, check }) => {
    const state = sync.branches[branch];
    const saying = state && sayingOf(sync, branch, state);
    if (!saying) return [];
    const waits = saying.state === 'pending';
    const link = waits ? null : ({ kind: 'propose-downstream', id: syncTargetId(sync, branch) } as const);
    const links = Object.fromEntries(
      state.pullRequests.map(({ targetBranch, url }) => [`Pull request for ${targetBranch}`, url]),
    );
    return [{ project, commitSha, name: check, attempt, stage: 1, ...saying, link, links }];
  });
}

/** Undefined: the planning has said that the task was accepted, and there is nothing to add. */
function sayingOf(sync: RequestedSync, branch: string, { progress }: BranchState): Saying | undefined {
  const again = `${sync.deployment === 'stg' ? '/packit-stg' : '/packit'} propose-downstream`;
  switch (progress.phase) {
    case 'queued':
      return undefined;
    case 'running':
      return { state: 'running', title: 'Starting propose downstream...', summary: '' };
    case 'awaiting-archive':
      return {
        state: 'pending',
        title: 'Propose downstream is being retried because we were not able yet to download the archive. ',
        summary: `Nothing needs to be done: it is tried again at ${progress.retryAt}, six times in all.`,
      };
    case 'succeeded':
      return {
        state: 'success',
        title: 'Propose downstream finished successfully.',
        summary: 'Review and merge the pull request in dist-git; the build and the update follow from there.',
      };
    case 'already-there':
      return {
        state: 'success',
        title: 'Propose downstream finished successfully.',
        summary: `The branch \`${branch}\` holds this version already: nothing was left to do.`,
      };
    case 'skipped':
      return {
        state: 'neutral',
        title: `Propose downstream failed: ${progress.text}`,
        summary:
          'The branch was left as it is, and nothing is wrong. The configuration decides whether it is left out.',
      };
    case 'failed':
      return {
        state: 'failure',
        title: `Propose downstream failed: ${progress.error}`,
        summary: `The log behind *Details* says what was done and what went wrong. Press *Re-run* to try this branch again, or comment \`${again}\` in an issue to try all.`,
      };
    case 'cancelled':
      return {
        state: 'canceled',
        title: `Cancelled: ${progress.reason}`,
        summary: `Nothing was done for this branch. Comment \`${again}\` in an issue to start again.`,
      };
  }
}

import { assertNever } from '../event.js';
import { evolveComments } from '../requested-comments.js';
import type { SyncReleaseEvent } from './sync-release.events.js';
import {
  isBranchOver,
  queuedBranch,
  type BranchProgress,
  type BranchState,
  type RequestedSync,
  type SyncRelease,
} from './sync-release-state.js';

/** Folds one event into the state of the synchronisation of a release. */
export function evolveSyncRelease(sync: SyncRelease, event: SyncReleaseEvent): SyncRelease {
  if (event.type === 'ReleaseSyncRequested') return requested(event.data);
  if (sync.status === 'unknown') return sync;
  const { data } = event;
  switch (event.type) {
    case 'BranchSyncStarted': {
      const { branch, at } = event.data;
      return withBranch(sync, branch, (now) => ({
        ...now,
        progress: { phase: 'running' },
        startedAt: now.startedAt ?? at,
      }));
    }
    case 'DownstreamPullRequestOpened': {
      const { branch, pullRequest } = event.data;
      return withBranch(sync, branch, (now) => ({
        ...now,
        pullRequests: [...now.pullRequests.filter(({ number }) => number !== pullRequest.number), pullRequest],
      }));
    }
    case 'BranchSyncSucceeded':
      return ended(sync, { phase: event.data.alreadyThere ? 'already-there' : 'succeeded' }, event.data);
    case 'BranchSyncSkipped': {
      const { reason, text } = event.data;
      return ended(sync, { phase: 'skipped', reason, text }, event.data);
    }
    case 'BranchSyncFailed':
      return ended(sync, { phase: 'failed', error: event.data.error }, event.data);
    case 'ReleaseArchiveAwaited':
      return awaiting(sync, event.data);
    case 'ReleaseSyncCancelled': {
      const { branches, reason, at } = event.data;
      return branches.reduce<RequestedSync>(
        (now, branch) => ended(now, { phase: 'cancelled', reason }, { branch, log: null, at }),
        sync,
      );
    }
    case 'ReleaseSyncCompleted':
      return { ...sync, completedAt: event.data.at };
    case 'ReleaseInformed': {
      const { about } = event.data;
      const informed = about.reduce<RequestedSync>(
        (now, branch) => withBranch(now, branch, (state) => ({ ...state, isReported: true })),
        sync,
      );
      return { ...informed, isNoted: true };
    }
    case 'CommentRequested':
    case 'CommentPosted':
    case 'CommentSkipped':
      return { ...sync, comments: evolveComments(sync.comments, event) };
    default:
      return data === undefined ? sync : assertNever(event);
  }
}

function requested({
  origin,
  order,
  deployment,
  at,
}: Extract<SyncReleaseEvent, { type: 'ReleaseSyncRequested' }>['data']): RequestedSync {
  return {
    status: 'requested',
    origin,
    order,
    deployment,
    requestedAt: at,
    branches: Object.fromEntries(order.branches.map(({ branch }) => [branch, queuedBranch])),
    archiveTries: 0,
    completedAt: null,
    isNoted: false,
    comments: {},
  };
}

function withBranch(sync: RequestedSync, branch: string, change: (state: BranchState) => BranchState): RequestedSync {
  const state = sync.branches[branch];
  return state ? { ...sync, branches: { ...sync.branches, [branch]: change(state) } } : sync;
}

function ended(
  sync: RequestedSync,
  progress: BranchProgress,
  { branch, log, at }: { branch: string; log: BranchState['log']; at: string },
): RequestedSync {
  return withBranch(sync, branch, (now) => ({ ...now, progress, endedAt: at, log: log ?? now.log }));
}

function awaiting(
  sync: RequestedSync,
  { branch, tries, retryAt, log }: Extract<SyncReleaseEvent, { type: 'ReleaseArchiveAwaited' }>['data'],
): RequestedSync {
  const branches = Object.entries(sync.branches).map(([name, state]): [string, BranchState] => [
    name,
    isBranchOver(state)
      ? state
      : {
          ...state,
          progress: { phase: 'awaiting-archive', retryAt },
          log: name === branch ? (log ?? state.log) : state.log,
        },
  ]);
  return { ...sync, archiveTries: tries, branches: Object.fromEntries(branches) };
}

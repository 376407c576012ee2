import { plusSeconds } from '../durations.js';
import { assertNever, type Decider } from '../event.js';
import type { RunOrigin } from '../planning/job.js';
import { decideComment } from '../requested-comments.js';
import type { Ending, RunCommand } from '../run/run-type.js';
import type { DownstreamPullRequest, SyncOrder, SyncSkipReason } from './sync-order.js';
import type { SyncReleaseEvent } from './sync-release.events.js';
import { evolveSyncRelease } from './sync-release-evolve.js';
import { isBranchOver, type BranchState, type RequestedSync, type SyncRelease } from './sync-release-state.js';

/** What the work on a branch came to. */
export type BranchOutcome =
  | { readonly outcome: 'succeeded'; readonly alreadyThere: boolean }
  | { readonly outcome: 'skipped'; readonly reason: SyncSkipReason; readonly text: string }
  | { readonly outcome: 'failed'; readonly error: string }
  /** An archive of the release cannot be downloaded: it may appear later than the tag. */
  | { readonly outcome: 'archive-missing'; readonly error: string };

/** Commands of the synchronisation of a release. `at` is when it happened, ISO 8601 in UTC. */
export type SyncReleaseCommand =
  | { type: 'RequestSync'; origin: RunOrigin; order: SyncOrder; deployment: 'prod' | 'stg'; at: string }
  | { type: 'StartBranch'; branch: string; at: string }
  | { type: 'RecordPullRequest'; branch: string; pullRequest: DownstreamPullRequest; at: string }
  | { type: 'RecordBranchOutcome'; branch: string; outcome: BranchOutcome; log: BranchState['log']; at: string }
  | { type: 'RecordInformed'; about: readonly string[]; at: string }
  /** Ends the branches that have not begun. */
  | ({ type: 'Cancel' } & Ending)
  | RunCommand;

/** How often an archive is waited for: after 1, 2, 4, 8, 16 and 32 minutes. */
const ARCHIVE_TRIES = 6;
const FIRST_ARCHIVE_PAUSE_SECONDS = 60;

/** Rules of the synchronisation of a release: each branch by itself, and the first word about what became of it counts. */
export const syncReleaseDecider: Decider<SyncRelease, SyncReleaseCommand, SyncReleaseEvent> = {
  initialState: { status: 'unknown' },
  evolve: evolveSyncRelease,
  decide(command, sync) {
    if (command.type === 'RequestSync') {
      if (sync.status !== 'unknown') return [];
      const { type: _, ...data } = command;
      return [{ type: 'ReleaseSyncRequested', data }];
    }
    if (sync.status === 'unknown') throw new Error(`${command.type} before ReleaseSyncRequested`);
    const events = decideRequested(command, sync);
    return [...events, ...completion(sync, events)];
  },
};

type LaterCommand = Exclude<SyncReleaseCommand, { type: 'RequestSync' }>;

function decideRequested(command: LaterCommand, sync: RequestedSync): readonly SyncReleaseEvent[] {
  switch (command.type) {
    case 'StartBranch': {
      const phase = sync.branches[command.branch]?.progress.phase;
      if (phase !== 'queued' && phase !== 'awaiting-archive') return [];
      return [{ type: 'BranchSyncStarted', data: { branch: command.branch, at: command.at } }];
    }
    case 'RecordPullRequest': {
      const { branch, pullRequest, at } = command;
      const state = sync.branches[branch];
      if (!state || isBranchOver(state)) return [];
      const known = state.pullRequests.some(({ number, how }) => number === pullRequest.number && how !== 'unchanged');
      return known ? [] : [{ type: 'DownstreamPullRequestOpened', data: { branch, pullRequest, at } }];
    }
    case 'RecordBranchOutcome':
      return recordOutcome(command, sync);
    case 'RecordInformed': {
      const { about, at } = command;
      const news = about.filter((branch) => sync.branches[branch]?.isReported === false);
      return sync.isNoted && news.length === 0 ? [] : [{ type: 'ReleaseInformed', data: { about: news, at } }];
    }
    case 'Supersede':
    case 'Cancel': {
      const { reason, at } = command;
      const waiting = Object.entries(sync.branches)
        .filter(([, { progress }]) => progress.phase === 'queued' || progress.phase === 'awaiting-archive')
        .map(([branch]) => branch);
      return waiting.length === 0 ? [] : [{ type: 'ReleaseSyncCancelled', data: { branches: waiting, reason, at } }];
    }
    case 'RecordComment':
    case 'SkipComment':
      return decideComment(command, sync.comments);
    default:
      return assertNever(command);
  }
}

function recordOutcome(
  { branch, outcome, log, at }: Extract<LaterCommand, { type: 'RecordBranchOutcome' }>,
  sync: RequestedSync,
): readonly SyncReleaseEvent[] {
  const state = sync.branches[branch];
  if (!state || isBranchOver(state)) return [];
  switch (outcome.outcome) {
    case 'succeeded':
      return [{ type: 'BranchSyncSucceeded', data: { branch, alreadyThere: outcome.alreadyThere, log, at } }];
    case 'skipped': {
      const { reason, text } = outcome;
      return [{ type: 'BranchSyncSkipped', data: { branch, reason, text, log, at } }];
    }
    case 'archive-missing': {
      const { error } = outcome;
      const tries = sync.archiveTries + 1;
      if (tries > ARCHIVE_TRIES) return [{ type: 'BranchSyncFailed', data: { branch, error, log, at } }];
      const retryAt = plusSeconds(at, FIRST_ARCHIVE_PAUSE_SECONDS * 2 ** (tries - 1));
      return [{ type: 'ReleaseArchiveAwaited', data: { branch, error, tries, retryAt, log, at } }];
    }
    case 'failed':
      return [{ type: 'BranchSyncFailed', data: { branch, error: outcome.error, log, at } }];
    default:
      return assertNever(outcome);
  }
}

/** With the last branch the run is complete. */
function completion(sync: RequestedSync, events: readonly SyncReleaseEvent[]): SyncReleaseEvent[] {
  if (events.length === 0 || sync.completedAt !== null) return [];
  const after = events.reduce<SyncRelease>(evolveSyncRelease, sync);
  if (after.status === 'unknown' || !Object.values(after.branches).every(isBranchOver)) return [];
  const at = Object.values(after.branches).reduce(
    (latest, { endedAt }) => (endedAt !== null && endedAt > latest ? endedAt : latest),
    sync.requestedAt,
  );
  return [{ type: 'ReleaseSyncCompleted', data: { at } }];
}

import { itemId } from '../item-id.js';
import type { RequestedRun, RunState } from '../run/run-type.js';
import type { DownstreamPullRequest, SyncOrder, SyncSkipReason } from './sync-order.js';

interface LogRef {
  readonly digest: string;
  readonly bytes: number;
}

/** How far a branch is, or what became of it. */
export type BranchProgress =
  | { readonly phase: 'queued' | 'running' | 'succeeded' | 'already-there' }
  | { readonly phase: 'awaiting-archive'; readonly retryAt: string }
  | { readonly phase: 'skipped'; readonly reason: SyncSkipReason; readonly text: string }
  | { readonly phase: 'failed'; readonly error: string }
  | { readonly phase: 'cancelled'; readonly reason: string };

export interface BranchState {
  readonly progress: BranchProgress;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly pullRequests: readonly DownstreamPullRequest[];
  readonly log: LogRef | null;
  /** Whether the stream of the release knows what became of it. */
  readonly isReported: boolean;
}

export interface RequestedSync extends RequestedRun {
  readonly order: SyncOrder;
  /** By name, in the order in which they are worked on. */
  readonly branches: Readonly<Record<string, BranchState>>;
  /** How often an archive was waited for. */
  readonly archiveTries: number;
  readonly completedAt: string | null;
  /** Whether the stream of the release knows of the run. */
  readonly isNoted: boolean;
}

/** What a rule about the synchronisation of a release asks about. Plain JSON. */
export type SyncRelease = RunState<RequestedSync>;

export const queuedBranch: BranchState = {
  progress: { phase: 'queued' },
  startedAt: null,
  endedAt: null,
  pullRequests: [],
  log: null,
  isReported: false,
};

/** True when nothing more happens to a branch in this run. */
export function isBranchOver({ progress: { phase } }: BranchState): boolean {
  return phase !== 'queued' && phase !== 'running' && phase !== 'awaiting-archive';
}

export function isOver({ branches }: RequestedSync): boolean {
  return Object.values(branches).every(isBranchOver);
}

/** Over, and the stream of the release knows everything. */
export function isSettled(sync: RequestedSync): boolean {
  return isOver(sync) && sync.isNoted && Object.values(sync.branches).every(({ isReported }) => isReported);
}

/** Number of a branch of this run in links and in the read API. */
export function syncTargetId({ origin }: RequestedSync, branch: string): number {
  const { index, package: packageName } = origin.job;
  return itemId(`${origin.delivery}/${index}/${packageName ?? ''}`, `propose-downstream/${branch}`);
}

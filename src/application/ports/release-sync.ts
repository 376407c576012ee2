import type { ProjectData } from '../../domain/planning/job.js';
import type { DownstreamPullRequest, SyncBranch, SyncOrder } from '../../domain/sync-release/sync-order.js';
import type { BranchOutcome } from '../../domain/sync-release/sync-release.js';

/** One branch of dist-git that is to get a release. */
export interface BranchSync {
  /** Our own id of the run. */
  readonly run: string;
  readonly order: SyncOrder;
  readonly branch: SyncBranch;
  readonly upstream: {
    readonly project: ProjectData;
    /** Commit of the tag. */
    readonly commitSha: string;
    /** Text of the release on the forge, where the configuration wants it in the changelog. */
    readonly description: string | null;
  };
  /** Page of this branch, which the pull request links to. */
  readonly dashboardUrl: string;
}

/** What became of the branch, and the complete log of the work: capped and without secrets. */
export interface BranchSyncReport {
  readonly outcome: BranchOutcome;
  readonly log: string;
}

/**
 * Brings releases to dist-git: clones, edits, uploads, pushes to our fork, opens the pull requests. Doing it twice does no harm:
 * what is there already is left alone. Rejects with `TransientFailure` where dist-git or the forge does not answer.
 */
export abstract class ReleaseSync {
  /** Name of the default branch of a package; undefined: dist-git has no such package, or did not say. */
  abstract defaultBranch(namespace: string, packageName: string): Promise<string | undefined>;
  /** `onPullRequest` is told of each pull request before the work goes on. */
  abstract syncBranch(
    sync: BranchSync,
    onPullRequest: (pullRequest: DownstreamPullRequest) => Promise<void>,
  ): Promise<BranchSyncReport>;
}

import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';
import { RunOrigin } from '../planning/job.js';
import { DownstreamPullRequest, SyncOrder, SyncSkipReason } from './sync-order.js';

const at = z.iso.datetime();
/** The complete log of the work on a branch, scrubbed and capped: stream `blob-{digest}`. */
const log = z.object({ digest: z.string(), bytes: z.int() }).nullable();

/** One release brought to dist-git: one job, one package, branch by branch. These names and shapes are on disk for ever: add, never edit. */
export const syncReleaseEvents = defineEvents('syncRelease', {
  ReleaseSyncRequested: z.object({ origin: RunOrigin, order: SyncOrder, deployment: z.enum(['prod', 'stg']), at }),
  BranchSyncStarted: z.object({ branch: z.string(), at }),
  DownstreamPullRequestOpened: z.object({ branch: z.string(), pullRequest: DownstreamPullRequest, at }),
  /** `alreadyThere`: the branch held this version before. */
  BranchSyncSucceeded: z.object({ branch: z.string(), alreadyThere: z.boolean(), log, at }),
  BranchSyncSkipped: z.object({ branch: z.string(), reason: SyncSkipReason, text: z.string(), log, at }),
  BranchSyncFailed: z.object({ branch: z.string(), error: z.string(), log, at }),
  /** An archive cannot be downloaded yet: every branch that is not done waits until `retryAt`. */
  ReleaseArchiveAwaited: z.object({ branch: z.string(), error: z.string(), tries: z.int(), retryAt: at, log, at }),
  /** These branches will not be worked on. */
  ReleaseSyncCancelled: z.object({ branches: z.array(z.string()), reason: z.string(), at }),
  /** No branch is left. */
  ReleaseSyncCompleted: z.object({ at }),
  /** The stream of the release knows of the run (`about` empty) or of what became of these branches. */
  ReleaseInformed: z.object({ about: z.array(z.string()), at }),
  CommentRequested: z.object({ purpose: z.string(), body: z.string() }),
  CommentPosted: z.object({ purpose: z.string(), commentId: z.string() }),
  CommentSkipped: z.object({ purpose: z.string(), reason: z.string() }),
});
export type SyncReleaseEvent = EventOf<typeof syncReleaseEvents>;

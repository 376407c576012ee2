import { Injectable } from '@nestjs/common';
import { syncReleaseDecider, type SyncReleaseCommand } from '../../domain/sync-release/sync-release.js';
import { syncReleaseEvents } from '../../domain/sync-release/sync-release.events.js';
import { isBranchOver, syncTargetId, type RequestedSync } from '../../domain/sync-release/sync-release-state.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges } from '../ports/forge.js';
import { ReleaseSync, type BranchSyncReport } from '../ports/release-sync.js';
import { Settings } from '../ports/settings.js';
import { Blobs } from '../streams/blobs.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Brings a release to one branch of dist-git. One branch fails alone. */
@Injectable()
export class SyncBranchEffect extends Effect<'sync-branch'> {
  readonly type = 'sync-branch';

  constructor(
    private readonly releases: ReleaseSync,
    private readonly stillAllowed: StillAllowed,
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly blobs: Blobs,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo<'sync-branch'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { branch } = todo.data;
    const { state: sync } = await this.streams.load(stream, syncReleaseEvents, syncReleaseDecider);
    if (sync.status === 'unknown') return;
    const state = sync.branches[branch];
    if (!state || isBranchOver(state)) return;
    const record = (command: SyncReleaseCommand) =>
      this.streams.handle(stream, syncReleaseEvents, syncReleaseDecider, command, cause);
    const now = () => this.clock.now().toISOString();
    // What has begun is ended as it began: half a synchronisation helps nobody.
    const refused = state.progress.phase === 'running' ? undefined : await this.stillAllowed.refusal(sync.origin);
    if (refused) {
      await record({ type: 'Cancel', reason: refused.title, at: now() });
      return;
    }
    await record({ type: 'StartBranch', branch, at: now() });
    const { outcome, log } = await this.work(stream, sync, branch, async (pullRequest) => {
      await record({ type: 'RecordPullRequest', branch, pullRequest, at: now() });
    });
    const kept = log === '' ? null : await this.blobs.put(log, cause);
    await record({ type: 'RecordBranchOutcome', branch, outcome, log: kept, at: now() });
  }

  private async work(
    run: string,
    sync: RequestedSync,
    name: string,
    onPullRequest: Parameters<ReleaseSync['syncBranch']>[1],
  ): Promise<BranchSyncReport> {
    const { order, origin } = sync;
    const branch = order.branches.find((each) => each.branch === name)!;
    try {
      return await this.releases.syncBranch(
        {
          run,
          order,
          branch,
          upstream: {
            project: origin.project,
            commitSha: origin.commitSha,
            description: await this.description(sync),
          },
          dashboardUrl: `${this.settings.dashboardUrl}/jobs/propose-downstream/${syncTargetId(sync, name)}`,
        },
        onPullRequest,
      );
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { outcome: { outcome: 'failed', error: error.message }, log: '' };
    }
  }

  private async description({ order, origin }: RequestedSync): Promise<string | null> {
    if (!order.settings.copyUpstreamReleaseDescription) return null;
    const forge = this.forges.forHost(origin.project.host);
    return (await forge?.releaseDescription(origin.project, order.tag)) ?? null;
  }
}

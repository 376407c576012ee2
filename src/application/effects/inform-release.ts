import { Injectable } from '@nestjs/common';
import { releaseDecider, type ReleaseCommand } from '../../domain/release/release.js';
import { releaseEvents } from '../../domain/release/release.events.js';
import { subjectKey } from '../../domain/planning/job.js';
import { syncReleaseDecider } from '../../domain/sync-release/sync-release.js';
import { syncReleaseEvents } from '../../domain/sync-release/sync-release.events.js';
import {
  isBranchOver,
  syncTargetId,
  type BranchState,
  type RequestedSync,
} from '../../domain/sync-release/sync-release-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** When a run for a release was requested, or is through with a branch, then the stream of the release hears of it. */
@Injectable()
export class InformRelease extends Effect<'inform-release'> {
  readonly type = 'inform-release';

  constructor(
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'inform-release'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { state: sync } = await this.streams.load(stream, syncReleaseEvents, syncReleaseDecider);
    if (sync.status === 'unknown') return;
    const at = this.clock.now().toISOString();
    const over = Object.entries(sync.branches).filter(([, state]) => isBranchOver(state) && !state.isReported);
    const release = `release-${subjectKey(sync.origin.project, sync.origin.subject)}`;
    const commands = [
      noteRun(stream, sync, at),
      ...over.map(([branch, state]) => noteOutcome(stream, sync, branch, state, at)),
    ];
    for (const command of commands) await this.streams.handle(release, releaseEvents, releaseDecider, command, cause);
    const about = over.map(([branch]) => branch);
    await this.streams.handle(
      stream,
      syncReleaseEvents,
      syncReleaseDecider,
      { type: 'RecordInformed', about, at },
      cause,
    );
  }
}

function noteRun(run: string, { origin, order, deployment }: RequestedSync, at: string): ReleaseCommand {
  return {
    type: 'NoteRun',
    project: origin.project,
    tag: order.tag,
    deployment,
    run,
    attempt: origin.attempt,
    job: jobKey(origin.job),
    package: order.settings.downstreamPackageName,
    packageUrl: order.packageUrl,
    branches: order.branches.map(({ branch }) => branch),
    expected: order.expected,
    failureIssue: order.failureIssue,
    askedIn: order.askedIn,
    at,
  };
}

function noteOutcome(run: string, sync: RequestedSync, branch: string, state: BranchState, at: string): ReleaseCommand {
  return {
    type: 'NoteOutcome',
    run,
    attempt: sync.origin.attempt,
    job: jobKey(sync.origin.job),
    branch,
    outcome: outcomeOf(state),
    target: syncTargetId(sync, branch),
    at,
  };
}

function outcomeOf({ progress: { phase } }: BranchState): 'succeeded' | 'skipped' | 'failed' | 'cancelled' {
  switch (phase) {
    case 'succeeded':
    case 'already-there':
      return 'succeeded';
    case 'skipped':
    case 'failed':
    case 'cancelled':
      return phase;
    default:
      throw new Error(`a branch that is over was expected, found ${phase}`);
  }
}

function jobKey({ index, package: packageName }: RequestedSync['origin']['job']): string {
  return `${index}/${packageName ?? ''}`;
}

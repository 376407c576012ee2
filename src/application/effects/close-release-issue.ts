import { Injectable } from '@nestjs/common';
import { releaseDecider, type ReleaseCommand } from '../../domain/release/release.js';
import { releaseEvents } from '../../domain/release/release.events.js';
import { issuesToClose, type KnownRelease } from '../../domain/release/release-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges } from '../ports/forge.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Closes an issue that asked for a release, or told that it failed, because every branch has it now. */
@Injectable()
export class CloseReleaseIssue extends Effect<'close-release-issue'> {
  readonly type = 'close-release-issue';

  constructor(
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo<'close-release-issue'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { number } = todo.data;
    const { state: release } = await this.streams.load(stream, releaseEvents, releaseDecider);
    if (release.status === 'unknown' || !issuesToClose(release).includes(number)) return;
    const command = await this.close(release, number, this.clock.now().toISOString());
    await this.streams.handle(stream, releaseEvents, releaseDecider, command, cause);
  }

  private async close({ project }: KnownRelease, number: number, at: string): Promise<ReleaseCommand> {
    const forge = this.forges.forHost(project.host);
    if (!forge)
      return { type: 'RecordIssueNotClosed', number, reason: `no forge is configured for ${project.host}`, at };
    try {
      // Closing an issue that is closed is fine.
      await forge.closeIssue(project, number);
      return { type: 'RecordIssueClosed', number, at };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { type: 'RecordIssueNotClosed', number, reason: error.message, at };
    }
  }
}

import { Injectable } from '@nestjs/common';
import { buildDecider, type BuildCommand } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import type { RequestedBuild } from '../../domain/build/build-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { Copr } from '../ports/copr.js';
import { PermanentFailure } from '../ports/failure.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/**
 * A build that was cancelled before its submission was recorded may be in Copr all the same: the process died, or the answer
 * got lost. If it is there, then it is recorded, and cancelled like any other.
 */
@Injectable()
export class FindDroppedBuild extends Effect {
  readonly type = 'find-dropped-build';

  constructor(
    private readonly copr: Copr,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo, { stream, cause }: EffectContext): Promise<undefined> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown' || build.submission.phase !== 'dropped' || build.submission.lookedFor) return;
    await this.streams.handle(stream, buildEvents, buildDecider, await this.look(stream, build), cause);
  }

  private async look(key: string, { order: { owner, project } }: RequestedBuild): Promise<BuildCommand> {
    const now = () => this.clock.now().toISOString();
    try {
      const found = await this.copr.findBuild({ key, owner, project });
      if (!found) return { type: 'RecordNeverSubmitted', refusal: null, at: now() };
      return { type: 'RecordSubmission', coprBuildId: found.buildId, url: found.url, at: now() };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { type: 'RecordNeverSubmitted', refusal: error.message, at: now() };
    }
  }
}

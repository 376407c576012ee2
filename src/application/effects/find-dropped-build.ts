import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { Copr } from '../ports/copr.js';
import { Streams } from '../streams/streams.js';
import { droppedSubmission } from './dropped-submission.js';
import { Effect, type EffectContext } from './effect.js';

/**
 * Looks in Copr for a build that was cancelled before its submission was recorded. If it is there, then it is cancelled like
 * any other.
 */
@Injectable()
export class FindDroppedBuild extends Effect<'find-dropped-build'> {
  readonly type = 'find-dropped-build';

  constructor(
    private readonly copr: Copr,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'find-dropped-build'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown' || build.submission.phase !== 'dropped' || build.submission.lookedFor) return;
    const { owner, project } = build.order;
    const { requestedAt: since } = build;
    const command = await droppedSubmission(this.clock, async () => {
      const found = await this.copr.findBuild({ key: stream, owner, project, since });
      return found && ({ type: 'RecordSubmission', coprBuildId: found.buildId, url: found.url } as const);
    });
    await this.streams.handle(stream, buildEvents, buildDecider, command, cause);
  }
}

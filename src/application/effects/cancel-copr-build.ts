import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { Copr } from '../ports/copr.js';
import { PermanentFailure } from '../ports/failure.js';
import { Log } from '../ports/log.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Tells Copr that a build is not wanted any more. */
@Injectable()
export class CancelCoprBuild extends Effect<'cancel-copr-build'> {
  readonly type = 'cancel-copr-build';

  constructor(
    private readonly copr: Copr,
    private readonly streams: Streams,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async perform(_todo: Todo<'cancel-copr-build'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown' || build.coprCancellation !== 'wanted') return;
    if (build.submission.phase === 'submitted') {
      try {
        await this.copr.cancelBuild(build.submission.coprBuildId);
      } catch (error) {
        if (!(error instanceof PermanentFailure)) throw error;
        this.log.warn('Copr does not cancel', { stream, error: error.message });
      }
    }
    const at = this.clock.now().toISOString();
    await this.streams.handle(stream, buildEvents, buildDecider, { type: 'RecordCoprCancellation', at }, cause);
  }
}

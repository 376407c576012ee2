import { Injectable } from '@nestjs/common';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { TestingFarm } from '../ports/testing-farm.js';
import { Streams } from '../streams/streams.js';
import { droppedSubmission } from './dropped-submission.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';

/**
 * Looks at Testing Farm for tests that were cancelled before their submission was recorded. If they are there, then they are
 * cancelled like any other.
 */
@Injectable()
export class FindDroppedRequest extends Effect<'find-dropped-request'> {
  override readonly type = 'find-dropped-request';

  constructor(
    private readonly streams: Streams,
    private readonly testingFarm: TestingFarm,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async perform(_todo: Todo<'find-dropped-request'>, { stream, cause }: EffectContext): Promise<EffectResult> {
    const { state: run } = await this.streams.load(stream, testRunEvents, testRunDecider);
    if (run.status === 'unknown' || run.submission.phase !== 'dropped' || run.submission.lookedFor) return undefined;
    const { ranch } = run.order;
    const { requestedAt: since } = run;
    const command = await droppedSubmission(this.clock, async () => {
      const requestId = await this.testingFarm.findRequest({ key: stream, ranch, since });
      // Whether it only installs the packages is told with a verdict, and there will be none.
      return requestId === undefined
        ? undefined
        : ({ type: 'RecordSubmission', requestId, installability: false } as const);
    });
    await this.streams.handle(stream, testRunEvents, testRunDecider, command, cause);
    return undefined;
  }
}

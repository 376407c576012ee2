import { Injectable } from '@nestjs/common';
import { testRunDecider, type TestRunCommand } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import type { RequestedTestRun } from '../../domain/test-run/test-run-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { TestingFarm } from '../ports/testing-farm.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';

/**
 * Tests that were cancelled before their submission was recorded may run at Testing Farm all the same: the process died, or
 * the answer got lost. If the request is there, then it is recorded, and cancelled like any other.
 */
@Injectable()
export class FindDroppedRequest extends Effect {
  override readonly type = 'find-dropped-request';

  constructor(
    private readonly streams: Streams,
    private readonly testingFarm: TestingFarm,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async perform(_todo: Todo, { stream, cause }: EffectContext): Promise<EffectResult> {
    const { state: run } = await this.streams.load(stream, testRunEvents, testRunDecider);
    if (run.status === 'unknown' || run.submission.phase !== 'dropped' || run.submission.lookedFor) return undefined;
    await this.streams.handle(stream, testRunEvents, testRunDecider, await this.look(stream, run), cause);
    return undefined;
  }

  private async look(key: string, { order: { ranch } }: RequestedTestRun): Promise<TestRunCommand> {
    const now = () => this.clock.now().toISOString();
    try {
      const requestId = await this.testingFarm.findRequest({ key, ranch });
      if (requestId === undefined) return { type: 'RecordNeverSubmitted', refusal: null, at: now() };
      // Whether it only installs the packages is told with a verdict, and there will be none.
      return { type: 'RecordSubmission', requestId, installability: false, at: now() };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { type: 'RecordNeverSubmitted', refusal: error.message, at: now() };
    }
  }
}

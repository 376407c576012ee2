import { Injectable } from '@nestjs/common';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { TestingFarm } from '../ports/testing-farm.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';

/** Tells Testing Farm that nobody waits for a request any more. */
@Injectable()
export class CancelTestingFarmRequest extends Effect<'cancel-testing-farm-request'> {
  override readonly type = 'cancel-testing-farm-request';

  constructor(
    private readonly streams: Streams,
    private readonly testingFarm: TestingFarm,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async perform(
    _todo: Todo<'cancel-testing-farm-request'>,
    { stream, cause }: EffectContext,
  ): Promise<EffectResult> {
    const { state: run } = await this.streams.load(stream, testRunEvents, testRunDecider);
    if (run.status === 'unknown' || run.requestCancellation !== 'wanted') return undefined;
    if (run.submission.phase !== 'submitted') return undefined;
    await this.cancel(run.submission.requestId, run.order.ranch);
    const command = { type: 'RecordCancellation', at: this.clock.now().toISOString() } as const;
    await this.streams.handle(stream, testRunEvents, testRunDecider, command, cause);
    return undefined;
  }

  private async cancel(requestId: string, ranch: 'public' | 'redhat'): Promise<void> {
    try {
      await this.testingFarm.cancel(requestId, ranch);
    } catch (error) {
      // A request that Testing Farm does not know needs no cancelling.
      if (!(error instanceof PermanentFailure && error.kind === 'not-found')) throw error;
    }
  }
}

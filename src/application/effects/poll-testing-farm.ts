import { Injectable } from '@nestjs/common';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import { isOver } from '../../domain/test-run/test-run-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import { Settings } from '../ports/settings.js';
import { TestingFarm, type TestingFarmRequest } from '../ports/testing-farm.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';
import { recordTestingFarmResult } from './testing-farm-results.js';

/** Nothing in Testing Farm takes longer. */
const LONGEST_MS = 7 * 24 * 3600 * 1000;

/** Asks Testing Farm what became of a request, again and again until it is over: callbacks get lost. */
@Injectable()
export class PollTestingFarm extends Effect<'poll-testing-farm'> {
  override readonly type = 'poll-testing-farm';

  constructor(
    private readonly streams: Streams,
    private readonly testingFarm: TestingFarm,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async perform(_todo: Todo<'poll-testing-farm'>, { stream, cause }: EffectContext): Promise<EffectResult> {
    const { state: run } = await this.streams.load(stream, testRunEvents, testRunDecider);
    if (run.status === 'unknown' || run.submission.phase !== 'submitted' || isOver(run)) return undefined;
    const request = await this.ask(run.submission.requestId);
    const now = this.clock.now();
    if (request) {
      const { state } = await recordTestingFarmResult(this.streams, stream, request, cause, now.toISOString());
      if (state.status === 'requested' && isOver(state)) return undefined;
    }
    if (now.getTime() - Date.parse(run.submission.at) <= LONGEST_MS)
      return { againInMs: this.settings.testingFarmPollSeconds * 1000 };
    await this.giveUp(stream, cause, now.toISOString());
    return undefined;
  }

  /** Undefined: no usable answer, whatever the reason. Next time may be better. */
  private async ask(requestId: string): Promise<TestingFarmRequest | undefined> {
    try {
      return await this.testingFarm.getRequest(requestId);
    } catch (error) {
      if (error instanceof TransientFailure || error instanceof PermanentFailure) return undefined;
      throw error;
    }
  }

  private async giveUp(stream: string, cause: EffectContext['cause'], at: string): Promise<void> {
    const summary = 'Testing Farm did not finish within a week.';
    const command = { type: 'RecordResult', result: 'error', artifactsUrl: null, summary, at } as const;
    await this.streams.handle(stream, testRunEvents, testRunDecider, command, cause);
  }
}

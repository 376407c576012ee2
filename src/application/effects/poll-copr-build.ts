import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { isFinal, isOver, type RequestedBuild } from '../../domain/build/build-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { Copr } from '../ports/copr.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import { Log } from '../ports/log.js';
import { Settings } from '../ports/settings.js';
import { Streams, type Cause } from '../streams/streams.js';
import { CoprReports } from './copr-reports.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';

const WEEK_MS = 7 * 24 * 3_600_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** Asks Copr what became of a build: messages get lost, and some outcomes have none. */
@Injectable()
export class PollCoprBuild extends Effect<'poll-copr-build'> {
  readonly type = 'poll-copr-build';

  constructor(
    private readonly copr: Copr,
    private readonly reports: CoprReports,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async perform(_todo: Todo<'poll-copr-build'>, { stream, cause }: EffectContext): Promise<EffectResult> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown' || isOver(build) || build.submission.phase !== 'submitted') return undefined;
    const { coprBuildId, at } = build.submission;
    await this.look(stream, build, coprBuildId, cause);

    const { state: after } = await this.streams.load(stream, buildEvents, buildDecider);
    if (after.status === 'unknown' || isOver(after)) return undefined;
    const age = this.clock.now().getTime() - Date.parse(at);
    if (age > WEEK_MS) {
      for (const [target, { phase }] of Object.entries(after.targets))
        if (!isFinal(after.targets[target]!))
          await this.streams.handle(
            stream,
            buildEvents,
            buildDecider,
            {
              type: 'RecordTargetLost',
              target,
              reason: `still ${phase} after a week`,
              at: this.clock.now().toISOString(),
            },
            cause,
          );
      return undefined;
    }
    const shortest = (this.settings.coprPollSeconds * 1000) / 4;
    return { againInMs: Math.max(shortest, Math.min(LONGEST_PAUSE_MS, age / 2)) };
  }

  /** Without a usable answer, whatever the reason, nothing is recorded: next time may be better. */
  private async look(stream: string, build: RequestedBuild, coprBuildId: number, cause: Cause): Promise<void> {
    try {
      await this.reports.seen(stream, build, await this.copr.getBuild(coprBuildId), cause);
    } catch (error) {
      if (!(error instanceof TransientFailure || error instanceof PermanentFailure)) throw error;
      this.log.warn('Copr does not say what became of a build', { stream, coprBuildId, error: error.message });
    }
  }
}

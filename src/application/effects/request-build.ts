import { Injectable } from '@nestjs/common';
import type { RefusedRun } from '../../domain/access/refused-run.js';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import type { BuildOrder } from '../../domain/build/build-order.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Settings } from '../ports/settings.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams, type Cause } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** When a build is planned, then it is requested: its stream begins. */
@Injectable()
export class RequestBuild extends Effect<'request-build'> {
  readonly type = 'request-build';

  constructor(
    private readonly jobs: PlannedJobs,
    private readonly stillAllowed: StillAllowed,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo<'request-build'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { part } = todo.data;
    const planned = await this.jobs.ofPart(stream, part);
    if (planned?.action.do !== 'build') return;
    const run = `build-${this.ids.uuid(`${stream}/${part}`)}`;
    const { origin, action } = planned;
    const { deployment } = this.settings;
    const refused = await this.stillAllowed.refusal(origin);
    if (refused) return this.refuse(stream, part, action.order, refused, cause);
    const at = this.clock.now().toISOString();
    await this.streams.handle(
      run,
      buildEvents,
      buildDecider,
      { type: 'RequestBuild', origin, order: action.order, deployment, at },
      cause,
    );
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordRun', part, run }, cause);
  }

  /** Tests that would have followed the build say the same as it does. */
  private async refuse(
    stream: string,
    part: string,
    { targets, tests }: BuildOrder,
    { reason, title, url, summary }: RefusedRun,
    cause: Cause,
  ): Promise<undefined> {
    const verdicts = [...targets, ...tests].map(
      ({ check }) => ({ check, state: 'neutral', title, url, summary }) as const,
    );
    const at = this.clock.now().toISOString();
    const command = { type: 'RefuseRun', part, reason, verdicts, at } as const;
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, command, cause);
  }
}

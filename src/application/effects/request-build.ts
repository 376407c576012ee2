import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Settings } from '../ports/settings.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';
import { refuseRun } from './refuse-run.js';

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
    const at = this.clock.now().toISOString();
    if (refused) {
      // Tests that would have followed the build say the same as it does.
      const of = [...action.order.targets, ...action.order.tests];
      return refuseRun(this.streams, { stream, part, of, refused, at }, cause);
    }
    await this.streams.handle(
      run,
      buildEvents,
      buildDecider,
      { type: 'RequestBuild', origin, order: action.order, deployment, at },
      cause,
    );
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordRun', part, run }, cause);
  }
}

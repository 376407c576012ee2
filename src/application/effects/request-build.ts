import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Settings } from '../ports/settings.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** When a build is planned, then it is requested: its stream begins. */
@Injectable()
export class RequestBuild extends Effect<'request-build'> {
  readonly type = 'request-build';

  constructor(
    private readonly jobs: PlannedJobs,
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
}

import { Injectable } from '@nestjs/common';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import { syncReleaseDecider } from '../../domain/sync-release/sync-release.js';
import { syncReleaseEvents } from '../../domain/sync-release/sync-release.events.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Settings } from '../ports/settings.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';
import { refuseRun } from './refuse-run.js';

/** When bringing a release to dist-git is planned, then it is requested: the stream of the run begins. */
@Injectable()
export class RequestSync extends Effect<'request-sync'> {
  readonly type = 'request-sync';

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

  async perform(todo: Todo<'request-sync'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { part } = todo.data;
    const planned = await this.jobs.ofPart(stream, part);
    if (planned?.action.do !== 'sync') return;
    const run = `syncRelease-${this.ids.uuid(`${stream}/${part}`)}`;
    const { origin, action } = planned;
    const { deployment } = this.settings;
    const at = this.clock.now().toISOString();
    const refused = await this.stillAllowed.refusal(origin);
    if (refused) return refuseRun(this.streams, { stream, part, of: action.order.branches, refused, at }, cause);
    const command = { type: 'RequestSync', origin, order: action.order, deployment, at } as const;
    await this.streams.handle(run, syncReleaseEvents, syncReleaseDecider, command, cause);
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordRun', part, run }, cause);
  }
}

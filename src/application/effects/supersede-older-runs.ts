import { Injectable } from '@nestjs/common';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { recordedHeads } from '../../domain/delivery/recorded-heads.js';
import { givesWay, supersededBy, type SeenHead } from '../../domain/planning/head-order.js';
import { subjectKey } from '../../domain/planning/job.js';
import type { AnyRunType } from '../../domain/run/run-type.js';
import { runTypes } from '../../domain/run-types.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { ReadModels, type TableRow } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { CurrentStates } from '../projections/current-states.js';
import { stateTable } from '../projections/stream-model.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** When a pull request moves on, then what is queued or waiting for its older commits ends, with the reason. */
@Injectable()
export class SupersedeOlderRuns extends Effect<'supersede-older-runs'> {
  readonly type = 'supersede-older-runs';

  constructor(
    private readonly jobs: PlannedJobs,
    private readonly readModels: ReadModels,
    private readonly states: CurrentStates,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'supersede-older-runs'>, { stream, cause }: EffectContext): Promise<undefined> {
    const events = await this.jobs.events(stream);
    const request = events.find((event) => event.type === 'SupersessionRequested')?.data;
    if (!request) return;
    const { project, subject, commitSha, attempt } = request;
    const at = this.clock.now().toISOString();
    const command = { type: 'Supersede', reason: supersededBy(commitSha), at } as const;
    const facts = recordedHeads(events);
    const runs: string[] = [];
    const older = async ({ category }: AnyRunType) => {
      if (!this.settings.cancelRunningJobs) return [];
      const others = this.readModels
        .find(stateTable(category), { where: { subject: subjectKey(project, subject), open: 1 } })
        .filter(({ columns }) => columns.commit !== commitSha);
      const heads = await this.headsOf([stream, ...others.map(deliveryOf)]);
      const push = { attempt, head: heads.get(stream) ?? null };
      return others.filter((row) => {
        const run = { attempt: String(row.columns.attempt), head: heads.get(deliveryOf(row)) ?? null };
        return givesWay(run, push, facts);
      });
    };
    for (const type of runTypes)
      for (const { key } of await older(type)) {
        const { events: ended } = await this.streams.handle(key, type.definitions, type.decider, command, cause);
        if (ended.length > 0) runs.push(key);
      }
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordSupersession', runs, at }, cause);
  }

  /** The heads that deliveries show, or that the forge named because of them. */
  private async headsOf(deliveries: readonly string[]): Promise<ReadonlyMap<string, SeenHead | null>> {
    const states = await this.states.all([...new Set(deliveries)]);
    return new Map([...states].map(([delivery, state]) => [delivery, (state as ReceivedDelivery).head]));
  }
}

const deliveryOf = ({ columns }: TableRow) => String(columns.delivery);

import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { recordedHeads } from '../../domain/delivery/recorded-heads.js';
import { givesWay, supersededBy, type SeenHead } from '../../domain/planning/head-order.js';
import { subjectKey } from '../../domain/planning/job.js';
import type { RequestedBuild } from '../../domain/build/build-state.js';
import type { RequestedTestRun } from '../../domain/test-run/test-run-state.js';
import type { Todo } from '../../domain/todo.js';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import { Clock } from '../ports/clock.js';
import { ReadModels, type TableRow } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { stateTable } from '../projections/stream-model.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** When a pull request moves on, then what is queued or waiting for its older commits ends, with the reason. */
@Injectable()
export class SupersedeOlderRuns extends Effect {
  readonly type = 'supersede-older-runs';

  constructor(
    private readonly jobs: PlannedJobs,
    private readonly readModels: ReadModels,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo, { stream, cause }: EffectContext): Promise<undefined> {
    const events = await this.jobs.events(stream);
    const request = events.find((event) => event.type === 'SupersessionRequested')?.data;
    if (!request) return;
    const { project, subject, commitSha, attempt } = request;
    const at = this.clock.now().toISOString();
    const command = { type: 'Supersede', reason: supersededBy(commitSha), at } as const;
    const push = { attempt, head: this.headOf(stream) };
    const facts = recordedHeads(events);
    const runs: string[] = [];
    const older = (category: string) =>
      this.settings.cancelRunningJobs
        ? this.readModels
            .find(stateTable(category), { where: { subject: subjectKey(project, subject), open: 1 } })
            .filter(({ columns }) => columns.commit !== commitSha)
            .filter(({ row }) => givesWay(this.claimOf(row as RequestedBuild | RequestedTestRun), push, facts))
        : [];
    const end = async ({ key }: TableRow, events: readonly unknown[]) => {
      if (events.length > 0) runs.push(key);
    };
    for (const row of older('build'))
      await end(row, (await this.streams.handle(row.key, buildEvents, buildDecider, command, cause)).events);
    for (const row of older('testRun'))
      await end(row, (await this.streams.handle(row.key, testRunEvents, testRunDecider, command, cause)).events);
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordSupersession', runs, at }, cause);
  }

  private claimOf({ origin: { attempt, delivery } }: RequestedBuild | RequestedTestRun) {
    return { attempt, head: this.headOf(delivery) };
  }

  /** The head that a delivery shows, or that the forge named because of it. */
  private headOf(delivery: string): SeenHead | null {
    const found = this.readModels.get(stateTable('delivery'), delivery)?.row as ReceivedDelivery | undefined;
    return found?.head ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { testedBuild } from '../../domain/build/tested-build.js';
import { deliveryDecider, partKey } from '../../domain/delivery/delivery.js';
import { deliveryEvents, type PlannedAction } from '../../domain/delivery/delivery.events.js';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import type { TestedBuild, TestOrder } from '../../domain/test-run/test-order.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Settings } from '../ports/settings.js';
import { PlannedJobs, type JobPlanned } from '../streams/planned-jobs.js';
import { Streams, type Cause } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';
import { refuseRun } from './refuse-run.js';

type PlannedTests = Extract<PlannedAction, { do: 'test' }>;

/** When tests are planned, then they are requested, or handed to the build that they wait for. */
@Injectable()
export class RequestPlannedTests extends Effect<'request-planned-tests'> {
  readonly type = 'request-planned-tests';

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

  async perform(todo: Todo<'request-planned-tests'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { part } = todo.data;
    const planned = await this.jobs.ofPart(stream, part);
    if (planned?.action.do !== 'test') return;
    const refused = await this.stillAllowed.refusal(planned.origin);
    if (refused) {
      const { job } = planned.origin;
      const of = [...planned.action.runs, ...planned.action.awaited]
        .map(({ order }) => order)
        .filter(({ key }) => partKey(job.index, job.package, key) === part);
      return refuseRun(this.streams, { stream, part, of, refused, at: this.clock.now().toISOString() }, cause);
    }
    const run = await this.begin(stream, part, planned, planned.action, cause);
    if (run)
      await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordRun', part, run }, cause);
  }

  private async begin(
    stream: string,
    part: string,
    planned: JobPlanned,
    action: PlannedTests,
    cause: Cause,
  ): Promise<string | undefined> {
    const { job } = planned.origin;
    const isPart = (order: TestOrder) => partKey(job.index, job.package, order.key) === part;
    const ready = action.runs.find(({ order }) => isPart(order));
    if (ready) return this.request(stream, part, planned, ready.order, ready.build, ready.additionalBuilds, cause);
    const awaited = action.awaited.find(({ order }) => isPart(order));
    if (!awaited) return undefined;
    const { order, buildStream } = awaited;
    const { state } = await this.streams.handle(
      buildStream,
      buildEvents,
      buildDecider,
      { type: 'AwaitTests', order, attempt: planned.origin.attempt, at: this.clock.now().toISOString() },
      cause,
    );
    // The build finished meanwhile and its tests have begun already: these are tests of their own.
    const finished = state.status === 'requested' && state.tests[order.key]?.testRun !== null;
    const tested = finished ? testedBuild(buildStream, state, order.chroot) : undefined;
    return tested ? this.request(stream, part, planned, order, tested, [], cause) : buildStream;
  }

  private async request(
    stream: string,
    part: string,
    { origin }: JobPlanned,
    order: TestOrder,
    build: TestedBuild | null,
    additionalBuilds: TestedBuild[],
    cause: Cause,
  ): Promise<string> {
    const run = `testRun-${this.ids.uuid(`${stream}/${part}`)}`;
    const { deployment } = this.settings;
    const at = this.clock.now().toISOString();
    await this.streams.handle(
      run,
      testRunEvents,
      testRunDecider,
      { type: 'RequestTests', origin, order, build, additionalBuilds, deployment, at },
      cause,
    );
    return run;
  }
}

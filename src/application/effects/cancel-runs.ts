import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents, type BuildEvent } from '../../domain/build/build.events.js';
import type { RequestedBuild } from '../../domain/build/build-state.js';
import { cancellationReply } from '../../domain/delivery/cancellation-reply.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import { subjectKey } from '../../domain/planning/job.js';
import { isNamed } from '../../domain/planning/named-job.js';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import type { RequestedTestRun } from '../../domain/test-run/test-run-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { CurrentStates } from '../projections/current-states.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams, type Cause } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

interface Ended {
  readonly runs: string[];
  readonly checks: Set<string>;
}

/** When somebody asks to cancel, then everything of that commit (or of the named job) that is not over ends, and they hear what. */
@Injectable()
export class CancelRuns extends Effect<'cancel-runs'> {
  readonly type = 'cancel-runs';

  constructor(
    private readonly jobs: PlannedJobs,
    private readonly states: CurrentStates,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'cancel-runs'>, { stream, cause }: EffectContext): Promise<undefined> {
    const events = await this.jobs.events(stream);
    const request = events.find((event) => event.type === 'CancellationRequested')?.data;
    if (!request) return;
    const { project, subject, commitSha, only, by } = request;
    const at = this.clock.now().toISOString();
    const cancel = { type: 'Cancel', reason: `by ${by}`, at } as const;
    const where = { subject: subjectKey(project, subject), commit: commitSha, open: 1 };
    const ended: Ended = { runs: [], checks: new Set() };
    for (const build of await this.states.find('build', { where }))
      await this.cancelBuild(build.stream, build.state as RequestedBuild, only, cancel, cause, ended);
    for (const { stream: run, state } of await this.states.find('testRun', { where })) {
      const { origin, order } = state as RequestedTestRun;
      if (!isNamed(origin.job, only)) continue;
      const { events: written } = await this.streams.handle(run, testRunEvents, testRunDecider, cancel, cause);
      if (written.length === 0) continue;
      ended.runs.push(run);
      ended.checks.add(order.check);
    }
    const checks = [...ended.checks].sort();
    const reply = cancellationReply(checks, commitSha, only);
    const record = { type: 'RecordCancellation', runs: ended.runs, checks, reply, at } as const;
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, record, cause);
  }

  private async cancelBuild(
    key: string,
    { origin, order }: RequestedBuild,
    only: string | null,
    cancel: { readonly type: 'Cancel'; readonly reason: string; readonly at: string },
    cause: Cause,
    ended: Ended,
  ): Promise<void> {
    const whole = isNamed(origin.job, only);
    const job = (identifier: string | null) => ({ type: 'tests', identifier, package: origin.job.package });
    const tests = order.tests.filter(({ identifier }) => isNamed(job(identifier), only)).map((test) => test.key);
    if (!whole && tests.length === 0) return;
    const command = whole ? cancel : { ...cancel, tests };
    const { events } = await this.streams.handle(key, buildEvents, buildDecider, command, cause);
    const cancelled = events.filter((event): event is BuildCancelled => event.type === 'BuildCancelled');
    if (cancelled.length > 0) ended.runs.push(key);
    for (const { data } of cancelled) {
      for (const { chroot, check } of order.targets) if (data.targets.includes(chroot)) ended.checks.add(check);
      for (const { key: test, check } of order.tests) if (data.tests.includes(test)) ended.checks.add(check);
    }
  }
}

type BuildCancelled = Extract<BuildEvent, { type: 'BuildCancelled' }>;

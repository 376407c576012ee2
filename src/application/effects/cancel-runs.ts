import { Injectable } from '@nestjs/common';
import { cancellationReply } from '../../domain/delivery/cancellation-reply.js';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import { subjectKey } from '../../domain/planning/job.js';
import type { AnyRunType, Ending, RequestedRun } from '../../domain/run/run-type.js';
import { runTypes } from '../../domain/run-types.js';
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
    const ending = { reason: `by ${by}`, at };
    const where = { subject: subjectKey(project, subject), commit: commitSha, open: 1 };
    const ended: Ended = { runs: [], checks: new Set() };
    for (const type of runTypes)
      for (const run of await this.states.find(type.category, { where }))
        await this.cancel(type, run.stream, run.state as RequestedRun, only, ending, cause, ended);
    const checks = [...ended.checks].sort();
    const reply = cancellationReply(checks, commitSha, only);
    const record = { type: 'RecordCancellation', runs: ended.runs, checks, reply, at } as const;
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, record, cause);
  }

  private async cancel(
    type: AnyRunType,
    stream: string,
    run: RequestedRun,
    only: string | null,
    ending: Ending,
    cause: Cause,
    ended: Ended,
  ): Promise<void> {
    const command = type.cancellation(run, only, ending);
    if (!command) return;
    const { events } = await this.streams.handle(stream, type.definitions, type.decider, command, cause);
    if (events.length === 0) return;
    ended.runs.push(stream);
    for (const check of type.endedChecks(run, events)) ended.checks.add(check);
  }
}

import { Injectable } from '@nestjs/common';
import { buildDecider } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import { testedBuild } from '../../domain/build/tested-build.js';
import type { JobData } from '../../domain/planning/job.js';
import type { TestOrder } from '../../domain/test-run/test-order.js';
import { testRunDecider } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** When a chroot has succeeded, then the tests that wait for it are requested: their streams begin. */
@Injectable()
export class RequestTests extends Effect<'request-tests'> {
  readonly type = 'request-tests';

  constructor(
    private readonly stillAllowed: StillAllowed,
    private readonly streams: Streams,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo<'request-tests'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { test: key } = todo.data;
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown') return;
    const order = build.order.tests.find((candidate) => candidate.key === key);
    const dependent = build.tests[key];
    if (!order || !dependent || dependent.testRun !== null || dependent.cancelled !== null) return;
    const tested = testedBuild(stream, build, order.chroot);
    if (!tested) return;
    const testRun = `testRun-${this.ids.uuid(`${stream}/${key}`)}`;
    const origin = {
      ...build.origin,
      attempt: dependent.attempt ?? build.origin.attempt,
      job: jobOfTests(build.origin.job.trigger, order),
    };
    const refused = await this.stillAllowed.refusal(origin);
    if (refused) {
      const at = this.clock.now().toISOString();
      const refuse = { type: 'Refuse', refused, tests: [key], maybeSent: false, at } as const;
      await this.streams.handle(stream, buildEvents, buildDecider, refuse, cause);
      return;
    }
    await this.streams.handle(
      testRun,
      testRunEvents,
      testRunDecider,
      {
        type: 'RequestTests',
        origin,
        order,
        build: tested,
        additionalBuilds: [],
        deployment: build.deployment,
        at: this.clock.now().toISOString(),
      },
      cause,
    );
    const handOver = { type: 'HandOverTests', test: key, testRun } as const;
    const { state: after } = await this.streams.handle(stream, buildEvents, buildDecider, handOver, cause);
    const reason = after.status === 'requested' ? after.tests[key]?.cancelled : null;
    if (!reason) return;
    // Cancelled while they were handed over: whoever cancelled did not know of the run yet.
    const cancel = { type: 'Supersede', reason, at: this.clock.now().toISOString() } as const;
    await this.streams.handle(testRun, testRunEvents, testRunDecider, cancel, cause);
  }
}

/** The `tests` job behind an order: its key begins with place and package. */
function jobOfTests(trigger: string, { key, identifier }: TestOrder): JobData {
  const [index = '0', packageName = ''] = key.split('/');
  return { index: Number(index), type: 'tests', trigger, package: packageName || null, identifier };
}

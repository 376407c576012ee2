import * as fc from 'fast-check';
import { checksOfBuild } from '../../../src/domain/build/build-checks.js';
import { isOver as isBuildOver, isSettled, type Build } from '../../../src/domain/build/build-state.js';
import { isStuck as isBuildStuck, todosOfBuild } from '../../../src/domain/build/build-todos.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import { buildEvents } from '../../../src/domain/build/build.events.js';
import { isTerminal } from '../../../src/domain/check/contribution.js';
import type { Decider, EventDefinitions } from '../../../src/domain/event.js';
import { checksOfTestRun } from '../../../src/domain/test-run/test-run-checks.js';
import { isOver as isTestRunOver } from '../../../src/domain/test-run/test-run-state.js';
import { isStuck as isTestRunStuck, todosOfTestRun } from '../../../src/domain/test-run/test-run-todos.js';
import { testRunDecider, type TestRunCommand } from '../../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../../src/domain/test-run/test-run.events.js';
import { aBuildOrder, anOrigin, aTestedBuild, aTestOrder, HELLO, minute } from '../../support/runs.js';
import { cases } from '../../support/depth.js';

const CHROOTS = ['fedora-43-x86_64', 'fedora-44-x86_64'];
const at = minute(1);
const reason = 'a newer commit';
const target = fc.constantFrom(...CHROOTS, 'chroot-of-nobody');
const test = fc.constantFrom(...CHROOTS).map((chroot) => aTestOrder(chroot));

const buildCommand: fc.Arbitrary<BuildCommand> = fc.oneof(
  fc.constantFrom<BuildCommand>(
    { type: 'PostponeSubmission', outage: 'copr', error: 'no answer', delaySeconds: 60, retryAt: minute(2), at },
    { type: 'RecordSubmission', coprBuildId: 7, url: 'https://copr.example/7', at },
    { type: 'FailSubmission', error: 'no', at },
    { type: 'RecordSrpmStart', logUrl: null, at },
    { type: 'RecordSrpmEnd', succeeded: true, srpmUrl: null, at },
    { type: 'RecordSrpmEnd', succeeded: false, srpmUrl: null, at },
    { type: 'Supersede', reason, at },
    { type: 'Cancel', reason, at },
    { type: 'RecordCoprCancellation', at },
  ),
  target.map((target): BuildCommand => ({ type: 'RecordTargetStart', target, logUrl: null, at })),
  target.map((target): BuildCommand => ({ type: 'RecordTargetLost', target, reason: 'lost', at })),
  fc.tuple(target, fc.boolean()).map(([target, succeeded]): BuildCommand => ({
    type: 'RecordTargetEnd',
    target,
    succeeded,
    packages: [HELLO],
    at,
  })),
  fc
    .tuple(test, fc.constantFrom('2026', '2027'))
    .map(([order, attempt]): BuildCommand => ({ type: 'AwaitTests', order, attempt, at })),
  test.map(({ key }): BuildCommand => ({ type: 'HandOverTests', test: key, testRun: `testRun-${key}` })),
);

const report = { artifactsUrl: null, summary: null, at };
const testRunCommand: fc.Arbitrary<TestRunCommand> = fc.oneof(
  fc.constantFrom<TestRunCommand>(
    { type: 'PostponeSubmission', error: 'no answer', delaySeconds: 60, retryAt: minute(2), at },
    { type: 'RecordSubmission', requestId: 'tf-1', installability: false, at },
    { type: 'RefuseTests', reason: 'refused', state: 'failure', description: 'no', details: null, at },
    { type: 'Supersede', reason, at },
    { type: 'Cancel', reason, at },
    { type: 'RecordCancellation', at },
  ),
  fc
    .constantFrom('new', 'queued', 'running', 'passed', 'failed', 'error', 'canceled', 'cancel-requested', 'meteor')
    .map((result): TestRunCommand => ({ type: 'RecordResult', result, ...report })),
);

/** State after each command, from the first on. */
function* statesAfter<State, Command, Event extends { type: string; data: unknown }>(
  definitions: EventDefinitions,
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
  isPossible: (command: Command, state: State) => boolean = () => true,
): Generator<State> {
  let state = decider.initialState;
  for (const command of commands) {
    if (!isPossible(command, state)) continue;
    for (const event of decider.decide(command, state)) {
      expect(definitions.schemas[event.type]!.safeParse(event.data).error).toBeUndefined();
      state = decider.evolve(state, event);
    }
    // What is repeated changes nothing more.
    const again = decider.decide(command, state);
    expect([command, again.map(({ type }) => type).filter((type) => !/Postponed$/.test(type))]).toEqual([command, []]);
    yield state;
  }
}

/** Copr's reports are found by the number of the build: there is none before the submission is recorded. */
function isPossible({ type }: BuildCommand, build: Build): boolean {
  const isReport = type.startsWith('RecordSrpm') || type.startsWith('RecordTarget');
  return !isReport || (build.status === 'requested' && build.submission.phase === 'submitted');
}

it('leaves no build waiting without something to do or a time to look again', () => {
  const request: BuildCommand = {
    type: 'RequestBuild',
    origin: anOrigin(),
    order: aBuildOrder(CHROOTS, { tests: [aTestOrder(CHROOTS[0])] }),
    deployment: 'prod',
    at: minute(0),
  };
  fc.assert(
    fc.property(fc.array(buildCommand, { maxLength: 25 }), (commands) => {
      for (const build of statesAfter(buildEvents, buildDecider, [request, ...commands], isPossible)) {
        if (build.status === 'unknown') throw new Error('not requested');
        expect(isBuildStuck('build-1', build)).toBe(false);
        const waits = todosOfBuild('build-1', build).length > 0;
        if (!isSettled(build)) expect(waits).toBe(true);
        if (isBuildOver(build) && !waits)
          for (const check of checksOfBuild(build))
            expect([check.title, isTerminal(check.state)]).toEqual([check.title, true]);
      }
    }),
    { numRuns: cases(3_000) },
  );
});

it('leaves no test run waiting without something to do or a time to look again', () => {
  const request: TestRunCommand = {
    type: 'RequestTests',
    origin: anOrigin(),
    order: aTestOrder(),
    build: aTestedBuild(),
    additionalBuilds: [],
    deployment: 'prod',
    at: minute(0),
  };
  fc.assert(
    fc.property(fc.array(testRunCommand, { maxLength: 15 }), (commands) => {
      for (const run of statesAfter(testRunEvents, testRunDecider, [request, ...commands])) {
        if (run.status === 'unknown') throw new Error('not requested');
        expect(isTestRunStuck('testRun-1', run)).toBe(false);
        const [check] = checksOfTestRun(run);
        const waits = todosOfTestRun('testRun-1', run).length > 0;
        expect(isTestRunOver(run) || waits).toBe(true);
        if (isTestRunOver(run)) expect([check!.title, isTerminal(check!.state)]).toEqual([check!.title, true]);
      }
    }),
    { numRuns: cases(3_000) },
  );
});

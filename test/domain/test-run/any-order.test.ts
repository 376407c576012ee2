import * as fc from 'fast-check';
import { checksOfBuild } from '../../../src/domain/build/build-checks.js';
import { todosOfBuild } from '../../../src/domain/build/build-todos.js';
import { buildDecider, type BuildCommand } from '../../../src/domain/build/build.js';
import type { Build } from '../../../src/domain/build/build-state.js';
import { isTerminal, outranks, type CheckContribution } from '../../../src/domain/check/contribution.js';
import type { Decider } from '../../../src/domain/event.js';
import { checksOfTestRun } from '../../../src/domain/test-run/test-run-checks.js';
import { todosOfTestRun } from '../../../src/domain/test-run/test-run-todos.js';
import { testRunDecider, type TestRunCommand } from '../../../src/domain/test-run/test-run.js';
import type { TestRun } from '../../../src/domain/test-run/test-run-state.js';
import { aBuildOrder, anOrigin, aTestedBuild, aTestOrder, HELLO, minute } from '../../support/runs.js';
import { cases } from '../../support/depth.js';

const ORDERS = cases(10_000);
const CHROOTS = ['fedora-rawhide-x86_64', 'fedora-42-x86_64', 'epel-9-x86_64'];
const VERDICTS = { passed: 'success', failed: 'failure', error: 'error', canceled: 'neutral' } as const;
type Verdict = keyof typeof VERDICTS;

interface Scenario {
  readonly srpmSucceeds: boolean;
  readonly targets: readonly { readonly succeeds: boolean; readonly follows: boolean; readonly verdict: Verdict }[];
}

type Message =
  | { readonly to: 'build'; readonly command: BuildCommand }
  | { readonly to: 'hand-over'; readonly chroot: string }
  | { readonly to: 'tests'; readonly chroot: string; readonly command: TestRunCommand };

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  srpmSucceeds: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  targets: fc.array(
    fc.record({
      succeeds: fc.boolean(),
      follows: fc.boolean(),
      verdict: fc.constantFrom<Verdict>('passed', 'failed', 'error', 'canceled'),
    }),
    { minLength: 1, maxLength: CHROOTS.length },
  ),
});

/** Everything that is said about a pipeline, in the order in which it happens. */
function messagesOf({ srpmSucceeds, targets }: Scenario): Message[] {
  const at = minute(1);
  const messages: Message[] = [];
  const toBuild = (command: BuildCommand) => messages.push({ to: 'build', command });
  toBuild({ type: 'RecordSubmission', coprBuildId: 1044215, url: 'https://copr.example/1044215', at });
  toBuild({ type: 'RecordSrpmStart', logUrl: 'https://copr.example/srpm.log', at });
  toBuild({ type: 'RecordSrpmEnd', succeeded: srpmSucceeds, srpmUrl: null, at });
  targets.forEach(({ succeeds, verdict }, index) => {
    const target = CHROOTS[index]!;
    if (!srpmSucceeds) return toBuild({ type: 'RecordTargetEnd', target, succeeded: false, packages: [], at });
    toBuild({ type: 'RecordTargetStart', target, logUrl: `https://copr.example/${target}.log`, at });
    toBuild({ type: 'RecordTargetEnd', target, succeeded: succeeds, packages: succeeds ? [HELLO] : [], at });
    if (!succeeds) return undefined;
    messages.push({ to: 'hand-over', chroot: target });
    const toTests = (command: TestRunCommand) => messages.push({ to: 'tests', chroot: target, command });
    toTests({ type: 'RecordSubmission', requestId: `tf-${target}`, installability: false, at });
    const report = { artifactsUrl: `https://artifacts.example/${target}`, summary: null, at };
    toTests({ type: 'RecordResult', result: 'queued', ...report, artifactsUrl: null });
    toTests({ type: 'RecordResult', result: 'running', ...report });
    return toTests({ type: 'RecordResult', result: verdict, ...report });
  });
  return messages;
}

/** Build and test runs of one pipeline. */
class Pipeline {
  /** How many events there are. */
  length = 0;
  private build: Build;
  private readonly testRuns = new Map<string, TestRun>();

  constructor(scenario: Scenario) {
    const chroots = scenario.targets.map((_, index) => CHROOTS[index]!);
    const tests = scenario.targets.map(({ follows }, index) => aTestOrder(CHROOTS[index], { followsBuild: follows }));
    this.build = this.step(buildDecider, buildDecider.initialState, {
      type: 'RequestBuild',
      origin: anOrigin(),
      order: aBuildOrder(chroots, { tests }),
      deployment: 'prod',
      at: minute(0),
    });
  }

  /** False: it speaks of something that does not exist yet. */
  take(message: Message): boolean {
    if (message.to === 'build') {
      this.build = this.step(buildDecider, this.build, message.command);
      return true;
    }
    if (message.to === 'hand-over') return this.handOver(message.chroot);
    const run = this.testRuns.get(message.chroot);
    if (!run) return false;
    this.testRuns.set(message.chroot, this.step(testRunDecider, run, message.command));
    return true;
  }

  private handOver(chroot: string): boolean {
    if (this.build.status === 'unknown') throw new Error('no build');
    if (this.build.targets[chroot]?.phase !== 'succeeded') return false;
    const test = this.build.order.tests.find((candidate) => candidate.chroot === chroot)!;
    const run = this.testRuns.get(chroot) ?? testRunDecider.initialState;
    this.testRuns.set(
      chroot,
      this.step(testRunDecider, run, {
        type: 'RequestTests',
        origin: anOrigin(),
        order: test,
        build: aTestedBuild(chroot),
        additionalBuilds: [],
        deployment: 'prod',
        at: minute(1),
      }),
    );
    this.build = this.step(buildDecider, this.build, {
      type: 'HandOverTests',
      test: test.key,
      testRun: `testRun-${chroot}`,
    });
    return true;
  }

  private step<State, Command, Event>(decider: Decider<State, Command, Event>, state: State, command: Command): State {
    const events = decider.decide(command, state);
    this.length += events.length;
    return events.reduce((now, event) => decider.evolve(now, event), state);
  }

  checks(): Record<string, CheckContribution> {
    if (this.build.status === 'unknown') throw new Error('no build');
    const all = checksOfBuild(this.build);
    for (const run of this.testRuns.values()) if (run.status === 'requested') all.push(...checksOfTestRun(run));
    const names = [...new Set(all.map(({ name }) => name))].sort();
    const deciding = (name: string): CheckContribution =>
      all.filter((check) => check.name === name).reduce((best, check) => (outranks(check, best) ? check : best));
    return Object.fromEntries(names.map((name) => [name, deciding(name)]));
  }

  todos(): string[] {
    if (this.build.status === 'unknown') throw new Error('no build');
    const keys = todosOfBuild('build-1', this.build).map(({ key }) => key);
    for (const [chroot, run] of this.testRuns)
      if (run.status === 'requested') keys.push(...todosOfTestRun(`testRun-${chroot}`, run).map(({ key }) => key));
    return keys;
  }
}

/** Feeds all messages; one that comes too early is delivered again after the others. `seen` is called after each that changed something. */
function play(scenario: Scenario, messages: readonly Message[], seen?: (pipeline: Pipeline) => void): Pipeline {
  const pipeline = new Pipeline(scenario);
  let waiting = [...messages];
  while (waiting.length > 0) {
    const early = waiting.filter((message) => {
      const before = pipeline.length;
      const taken = pipeline.take(message);
      if (pipeline.length > before) seen?.(pipeline);
      return !taken;
    });
    if (early.length === waiting.length) throw new Error(`Nothing takes ${JSON.stringify(early)}`);
    waiting = early;
  }
  return pipeline;
}

/** What each check has to say in the end, told from the scenario alone. */
function wanted({ srpmSucceeds, targets }: Scenario): Record<string, string> {
  const states = targets.flatMap(({ succeeds, verdict }, index): [string, string][] => {
    const built = srpmSucceeds && succeeds;
    return [
      [`rpm-build:${CHROOTS[index]}`, built ? 'success' : 'failure'],
      [`testing-farm:${CHROOTS[index]}`, built ? VERDICTS[verdict] : 'failure'],
    ];
  });
  return Object.fromEntries(states);
}

const shuffled = scenarios.chain((scenario) => {
  const messages = messagesOf(scenario);
  return fc.record({
    scenario: fc.constant(scenario),
    messages: fc.array(fc.constantFrom(...messages), { maxLength: messages.length }).chain((repeated) => {
      const all = [...messages, ...repeated];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    }),
  });
});

const sayings = (pipeline: Pipeline) => JSON.stringify(pipeline.checks());

const inOrder = new Map<string, string>();
function sayingsInOrder(scenario: Scenario): string {
  const key = JSON.stringify(scenario);
  const known = inOrder.get(key) ?? sayings(play(scenario, messagesOf(scenario)));
  inOrder.set(key, known);
  return known;
}

it(`ends in the same checks in ${ORDERS} orders, with repetitions`, () => {
  fc.assert(
    fc.property(shuffled, ({ scenario, messages }) => {
      const pipeline = play(scenario, messages);
      const said = sayings(pipeline);
      if (said !== sayingsInOrder(scenario)) expect(JSON.parse(said)).toEqual(JSON.parse(sayingsInOrder(scenario)));
      expect(pipeline.todos()).toEqual([]);
    }),
    { numRuns: ORDERS },
  );
}, 60_000);

it('ends in the checks that the scenario asks for, and what was over stays as it is', () => {
  fc.assert(
    fc.property(shuffled, ({ scenario, messages }) => {
      const terminal = new Map<string, string>();
      play(scenario, messages, (now) => {
        for (const { name, state } of Object.values(now.checks())) {
          const before = terminal.get(name);
          if (before !== undefined && before !== state) throw new Error(`${name} went from ${before} to ${state}`);
          if (isTerminal(state)) terminal.set(name, state);
        }
      });
      expect(Object.fromEntries(terminal)).toEqual(wanted(scenario));
    }),
    { numRuns: cases(1_000) },
  );
}, 60_000);

import * as fc from 'fast-check';
import type { Waiver } from '../../../src/domain/access/access-facts.js';
import { deliveryEvents } from '../../../src/domain/delivery/delivery.events.js';
import { isTerminal } from '../../../src/domain/check/contribution.js';
import { plan, type JobDecision } from '../../../src/domain/planning/plan.js';
import { skipReasons } from '../../../src/domain/planning/reasons.js';
import type { KnownBuild, Occasion, Situation } from '../../../src/domain/planning/situation.js';
import { PULL_REQUEST } from '../../support/runs.js';
import { ADMINISTRATOR, PUSHED, situationOf } from '../../support/situations.js';
import { aKnownBuild, BRANCH, commandOf, configOf, RELEASE } from './planning-world.js';

const TARGETS = ['fedora-43', 'fedora-44', 'fedora-44-aarch64', 'fedora-rawhide', 'fedora-stable', 'epel-9'];
const LABELS = ['ci', 'wip'];

/** Mostly left out: a job with every key set fits nothing. */
const some = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const aLabel = fc.constantFrom(...LABELS);
const aJob = fc.record({
  job: fc.oneof(fc.constantFrom('copr_build', 'tests'), mostly('tests', 'propose_downstream', 'koji_build')),
  trigger: mostly('pull_request', 'commit', 'release', 'ignore'),
  targets: some(fc.uniqueArray(fc.constantFrom(...TARGETS), { minLength: 1, maxLength: 3 })),
  identifier: some(fc.constantFrom('a', 'b')),
  manual_trigger: some(fc.boolean()),
  skip_build: some(fc.constant(true)),
  branch: some(fc.constantFrom('main', 'master', 'm.*', '(')),
  require: some(fc.record({ label: fc.record({ present: some(fc.array(aLabel)), absent: some(fc.array(aLabel)) }) })),
  packit_instances: some(fc.constantFrom(['prod'], ['stg'], ['prod', 'stg'])),
  project: some(fc.constantFrom('mine', 'theirs')),
  owner: some(fc.constantFrom('somebody')),
  use_internal_tf: some(fc.constant(true)),
  labels: some(fc.array(fc.constantFrom('fast', 'slow'))),
  test_command: some(fc.record({ default_identifier: fc.constantFrom('a', 'b') })),
  packages: some(fc.constantFrom(['one'], ['two'], ['one', 'two'])),
});

/** Keys that the job's type does not know, or that are left out, are not written. */
function jobOf(job: Record<string, unknown>, monorepo: boolean): Record<string, unknown> {
  const tests = job.job === 'tests';
  return Object.fromEntries(
    Object.entries(job).filter(([key, value]) => {
      if (value === undefined) return false;
      if (key === 'packages') return monorepo;
      return tests || !['skip_build', 'labels', 'test_command', 'use_internal_tf'].includes(key);
    }),
  );
}

const anOccasion: fc.Arbitrary<Occasion> = fc.oneof(
  fc.constant<Occasion>({ kind: 'event' }),
  fc.constant<Occasion>({ kind: 'labels-changed', labels: ['ci'] }),
  fc
    .record({
      name: fc.constantFrom('build' as const, 'test' as const, 'rebuild-failed' as const, 'retest-failed' as const),
      identifier: fc.option(fc.constantFrom('a', 'b')),
      labels: fc.option(fc.constantFrom(['fast'])),
      package: fc.option(fc.constantFrom('one', 'two', 'three')),
    })
    .map(({ name, ...arguments_ }) => commandOf(name, arguments_)),
  fc
    .subarray(
      ['rpm-build', 'testing-farm'].flatMap((prefix) =>
        ['fedora-43', 'fedora-44'].flatMap((release) =>
          ['', ':a'].map((identifier) => `${prefix}:${release}-x86_64${identifier}`),
        ),
      ),
      { minLength: 1 },
    )
    .map((checks): Occasion => ({ kind: 'rerun', checks })),
);

const aBuild: fc.Arbitrary<KnownBuild> = fc
  .record({
    phases: fc.dictionary(
      fc.constantFrom('fedora-43-x86_64', 'fedora-44-x86_64', 'epel-9-x86_64'),
      fc.constantFrom('waiting', 'running', 'succeeded', 'failed', 'errored', 'cancelled'),
    ),
    identifier: fc.option(fc.constantFrom('a', 'b')),
  })
  .map(({ phases, identifier }) => aKnownBuild(phases, { identifier }));

const aSituation: fc.Arbitrary<Situation> = fc
  .record({
    jobs: fc.array(aJob, { minLength: 1, maxLength: 5 }),
    monorepo: mostly(false, true),
    occasion: anOccasion,
    subject: mostly<Situation['subject']>(PULL_REQUEST, BRANCH, RELEASE),
    access: fc.record({
      people: fc.constant(['lbarcziova']),
      waivers: mostly<readonly Waiver[]>([], PUSHED, ADMINISTRATOR),
      deniedPerson: mostly<string | null>(null, 'lbarcziova'),
      projectDenied: mostly(false, true),
      approved: mostly(true, false),
      canMerge: mostly(true, false),
      isAuthor: fc.boolean(),
      approvalIssue: fc.constantFrom(null, 'https://github.com/packit/notifications/issues/1'),
    }),
    actor: fc.constantFrom('lbarcziova', null),
    labels: fc.option(fc.subarray(LABELS)),
    offeredChroots: fc.constantFrom(null, ['fedora-43-x86_64', 'fedora-44-x86_64']),
    allowed: fc.constantFrom([], ['github.com/packit-service/*']),
    builds: fc.array(aBuild, { maxLength: 2 }),
    tests: fc.array(
      fc.record({
        attempt: fc.constantFrom('1', '2'),
        check: fc.constantFrom('testing-farm:fedora-43-x86_64', 'testing-farm:fedora-44-x86_64:a'),
        result: fc.constantFrom('passed', 'failed', 'running', 'errored'),
      }),
    ),
  })
  .map(({ jobs, monorepo, allowed, ...situation }) => {
    const packages = { one: { specfile_path: 'one.spec' }, two: { specfile_path: 'two.spec' } };
    const config = configOf(
      jobs.map((job) => jobOf(job, monorepo)),
      monorepo ? { packages } : {},
    );
    const project = { allowed, chroots: ['fedora-43-x86_64'] };
    return situationOf(config, {
      ...situation,
      coprProjects: { 'somebody/mine': project, 'packit/mine': project, 'somebody/theirs': null },
    });
  });

it('decides about every configured job exactly once, with reasons that are known', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(aSituation, (situation) => {
      const decisions = plan(situation);
      expect(decisions.map(({ data }) => [data.origin.job.index, data.origin.job.package])).toEqual(
        situation.config.views.map((view) => [view.jobIndex, view.package]),
      );
      for (const { type, data } of decisions) {
        expect(deliveryEvents.schemas[type].safeParse(data).error).toBeUndefined();
        if (!('reason' in data)) continue;
        expect(Object.keys(skipReasons)).toContain(data.reason);
        seen.add(data.reason);
      }
      expect(plan(JSON.parse(JSON.stringify(situation)) as Situation)).toEqual(decisions);
    }),
    { numRuns: 1_000 },
  );
  expect([...seen].length).toBeGreaterThan(15);
});

it('leaves no check waiting for something that nobody will do', () => {
  fc.assert(
    fc.property(aSituation, (situation) => {
      const decisions = plan(situation);
      expect(waitingForNothing(decisions)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

/** Checks that say "not finished" and that no run will ever speak about. */
function waitingForNothing(decisions: readonly JobDecision[]): string[] {
  const saying = new Map<string, boolean>();
  const runs = new Set<string>();
  for (const { type, data } of decisions) {
    if (type === 'JobPlanned') {
      for (const check of data.checks) saying.set(check, true);
      for (const check of checksOfAction(data.action)) runs.add(check);
    }
  }
  for (const { data } of decisions) for (const { check, state } of data.verdicts) saying.set(check, !isTerminal(state));
  return [...saying].filter(([check, waits]) => waits && !runs.has(check)).map(([check]) => check);
}

function checksOfAction(action: Extract<JobDecision, { type: 'JobPlanned' }>['data']['action']): string[] {
  switch (action.do) {
    case 'build':
      return [...action.order.targets, ...action.order.unsupported, ...action.order.tests].map(({ check }) => check);
    case 'test':
      return [...action.runs, ...action.awaited].map(({ order }) => order.check);
    case 'sync':
      return action.order.branches.map(({ check }) => check);
    case 'wait-for-build':
      return [];
  }
}

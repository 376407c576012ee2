import fc from 'fast-check';
import type { Access } from '../../../src/domain/access/access-facts.js';
import type { DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { explainDecisions, newestByJob, planReasons } from '../../../src/domain/delivery/explain.js';
import type { PackageConfig } from '../../../src/domain/package-config/package-config.js';
import type { HeadFacts } from '../../../src/domain/planning/head-order.js';
import { plan } from '../../../src/domain/planning/plan.js';
import { skipReasons, type SkipReason } from '../../../src/domain/planning/reasons.js';
import type {
  KnownBuild,
  KnownTest,
  Occasion,
  PlanningCommand,
  Situation,
} from '../../../src/domain/planning/situation.js';
import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { buildReleaseTable } from '../../../src/domain/targets/release-table.js';
import { aTestedBuild, PROJECT, PULL_REQUEST } from '../../support/runs.js';
import { ADMINISTRATOR, MERGER, validConfig } from '../../support/situations.js';

const releases = buildReleaseTable(bundledReleases.releases);
const F44 = 'fedora-44-x86_64';
const EPEL9 = 'epel-9-x86_64';

const configOf = (text: string): PackageConfig =>
  validConfig(text, { repoName: 'packit', configFilePath: '.packit.yaml', rootSpecFiles: ['packit.spec'] });

interface GeneratedJob {
  readonly job: string;
  readonly trigger: string;
  readonly targets: readonly string[];
  readonly extras: readonly string[];
}

/** A configuration as people write them: few keys, in flow style, so that nothing needs indenting. */
function yamlOf(jobs: readonly GeneratedJob[], packages: readonly string[]): string {
  const several = packages.map((name) => `  ${name}: {specfile_path: ${name}.spec, downstream_package_name: ${name}}`);
  const head = packages.length > 0 ? ['packages:', ...several] : ['specfile_path: packit.spec'];
  const lines = jobs.map(({ job, trigger, targets, extras }) => {
    const keys = [`job: ${job}`, `trigger: ${trigger}`, `targets: [${targets.join(', ')}]`, ...new Set(extras)];
    return `- {${keys.join(', ')}}`;
  });
  return [...head, 'jobs:', ...lines].join('\n');
}

const extra = fc.constantFrom(
  'manual_trigger: true',
  'branch: "ma.*"',
  'branch: "("',
  'branch: devel',
  'identifier: first',
  'labels: [slow]',
  'require: {label: {present: [ready]}}',
  'require: {label: {absent: [wip]}}',
  'packit_instances: [stg]',
  'owner: "@kelpie", project: nightly',
  'owner: packit, project: other-repository-7',
  'owner: packit, project: no/name',
);
const testExtra = fc.constantFrom(
  'skip_build: true',
  'use_internal_tf: true',
  'use_internal_tf: true, skip_build: true',
  'test_command: {default_identifier: first}',
  'test_command: {default_labels: [slow]}',
);
const targets = fc.oneof(
  { weight: 5, arbitrary: fc.subarray([F44, EPEL9, 'fedora-rawhide-aarch64'], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constant(['fedora-stable']) },
);
const syncExtra = fc.constantFrom(
  'upstream_tag_include: "2.*"',
  'upstream_tag_exclude: ".*"',
  'upstream_tag_include: "("',
  'dist_git_branches: [fedora-all]',
);
const trigger = fc.constantFrom('pull_request', 'pull_request', 'commit', 'release');
const aJob: fc.Arbitrary<GeneratedJob> = fc.oneof(
  { weight: 4, arbitrary: jobOf('copr_build', extra) },
  { weight: 5, arbitrary: jobOf('tests', fc.oneof(extra, testExtra)) },
  { weight: 1, arbitrary: jobOf('upstream_koji_build', extra) },
  { weight: 2, arbitrary: jobOf('propose_downstream', syncExtra) },
);

function jobOf(job: string, extras: fc.Arbitrary<string>): fc.Arbitrary<GeneratedJob> {
  const unique = fc.uniqueArray(extras, { maxLength: 2, selector: (text) => text.split(':')[0] });
  return fc.record({ job: fc.constant(job), trigger, targets, extras: unique });
}

const aConfig = fc
  .tuple(fc.array(aJob, { minLength: 1, maxLength: 6 }), fc.constantFrom<string[]>([], [], ['one', 'two']))
  .map(([jobs, packages]) => configOf(yamlOf(jobs, packages)));

const command: fc.Arbitrary<PlanningCommand> = fc.record({
  name: fc.constantFrom('build', 'test', 'rebuild-failed', 'retest-failed'),
  package: fc.constantFrom(null, null, 'one', 'three'),
  identifier: fc.constantFrom(null, null, 'first', 'other'),
  labels: fc.constantFrom(null, null, ['slow'], ['fast']),
  env: fc.constantFrom<PlanningCommand['env']>({}, { DEBUG: '1', GONE: null }),
  pullRequests: fc.constantFrom<PlanningCommand['pullRequests']>(
    [],
    [],
    [{ name: 'packit/ogr#1', builds: [aTestedBuild(F44)] }],
    [{ name: 'packit/ogr#2', builds: [] }],
  ),
});
const occasion: fc.Arbitrary<Occasion> = fc.oneof(
  fc.constant<Occasion>({ kind: 'event' }),
  fc.constant<Occasion>({ kind: 'labels-changed', labels: ['ready'] }),
  command.map((asked): Occasion => ({ kind: 'command', command: asked })),
  fc
    .subarray([`rpm-build:${F44}`, `testing-farm:${F44}`, `testing-farm:${EPEL9}:first`], { minLength: 1 })
    .map((checks): Occasion => ({ kind: 'rerun', checks })),
);
const access: fc.Arbitrary<Access> = fc.record({
  people: fc.constant(['lbarcziova']),
  waivers: rarely().map((yes) => (yes ? ADMINISTRATOR : [])),
  deniedPerson: rarely().map((yes) => (yes ? 'lbarcziova' : null)),
  projectDenied: rarely(),
  approved: fc.boolean().chain((yes) => (yes ? fc.constant(true) : fc.boolean())),
  canMerge: fc.boolean(),
  isAuthor: fc.boolean(),
  approvalIssue: fc.constantFrom(null, 'https://github.com/packit/notifications/issues/1'),
});
const phase = fc.constantFrom('waiting', 'running', 'succeeded', 'failed', 'errored', 'cancelled' as const);
const builds: fc.Arbitrary<readonly KnownBuild[]> = fc
  .array(
    fc.record({
      minute: fc.nat(59),
      phase,
      project: fc.constantFrom('packit/packit-service-packit-342', '@kelpie/nightly'),
    }),
    { maxLength: 3 },
  )
  .map((found) =>
    found.map((build, index) => ({
      stream: `build-${index}`,
      attempt: `2026-01-05T11:${String(build.minute).padStart(2, '0')}:00.000Z/${index}`,
      coprProject: build.project,
      identifier: null,
      targets: {
        [F44]: { phase: build.phase, url: null, tested: build.phase === 'succeeded' ? aTestedBuild(F44) : null },
      },
    })),
  );
const tests: fc.Arbitrary<readonly KnownTest[]> = fc.array(
  fc.record({
    attempt: fc.constantFrom('1', '2'),
    check: fc.constantFrom(`testing-farm:${F44}`, `testing-farm:${EPEL9}:first`),
    result: fc.constantFrom('passed', 'failed', 'errored', 'running'),
  }),
  { maxLength: 2 },
);

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat(9).map((digit) => digit === 0);
}

/** The pull request had moved on. */
const LATE: HeadFacts = {
  own: { commitSha: 'c'.repeat(40), before: null, updatedAt: '2026-01-05T11:00:00Z' },
  others: [
    { commitSha: 'd'.repeat(40), before: null, updatedAt: '2026-01-05T11:30:00Z', delivery: 'delivery-github-0' },
  ],
  present: null,
};

const aSituation: fc.Arbitrary<Situation> = fc.record({
  service: fc.record({
    deployment: fc.constantFrom('prod', 'prod', 'stg'),
    commandPrefix: fc.constant('/packit'),
    coprOwner: fc.constant('packit'),
    coprUrl: fc.constant('https://copr.example'),
    distGitUrl: fc.constant('https://src.example'),
    internalTestsAllowed: fc.boolean(),
    internalTestsDisabled: fc.nat(3).map((digit) => digit === 0),
  }),
  delivery: fc.constant('delivery-github-1'),
  attempt: fc.constant('2026-01-05T12:00:00.000Z/delivery-github-1'),
  occasion,
  project: fc.constant(PROJECT),
  subject: fc.constantFrom(
    PULL_REQUEST,
    PULL_REQUEST,
    { kind: 'branch', branch: 'main' },
    { kind: 'release', tag: '1.0' },
  ),
  commitSha: fc.constant('c'.repeat(40)),
  defaultBranch: fc.constant('main'),
  actor: fc.constantFrom(null, 'lbarcziova'),
  access,
  labels: fc.constantFrom(null, [], ['ready'], ['wip']),
  config: aConfig,
  releases: fc.constantFrom(releases, releases, releases, buildReleaseTable([])),
  offeredChroots: fc.constantFrom(null, [F44, EPEL9]),
  coprProjects: fc.constantFrom(
    {},
    { '@kelpie/nightly': { allowed: ['github.com/other/*'], chroots: [F44] } },
    { '@kelpie/nightly': { allowed: ['github.com/packit-service/*'], chroots: [F44] } },
  ),
  builds,
  tests,
  heads: rarely().map((late) => (late ? LATE : undefined)),
}) as fc.Arbitrary<Situation>;

const seen = new Set<string>();

it('decides about every configured job exactly once, and the explanation names the rule, in 3,000 situations', () => {
  fc.assert(
    fc.property(aSituation, (situation) => {
      const decisions = plan(situation);
      const keys = decisions.map(({ data: { origin } }) => `${origin.job.index}/${origin.job.package ?? ''}`);
      expect(keys).toEqual(situation.config.views.map((view) => `${view.jobIndex}/${view.package ?? ''}`));
      expect(new Set(keys).size).toBe(keys.length);

      const { jobs, ignored } = explainDecisions(decisions);
      expect(ignored).toBeNull();
      expect(jobs).toHaveLength(decisions.length);
      for (const [index, explanation] of jobs.entries()) {
        const decision = decisions[index]!;
        if (decision.type === 'JobPlanned') {
          expect(explanation).toMatchObject({ ran: true, rule: decision.data.action.do });
          expect(explanation.sentence).toBe(planReasons[decision.data.action.do].sentence);
          continue;
        }
        const { reason, facts } = decision.data;
        seen.add(reason);
        expect(explanation).toMatchObject({ ran: false, rule: reason, facts, ...skipReasons[reason as SkipReason] });
      }
      expect(newestByJob(jobs)).toEqual(jobs);
    }),
    { numRuns: 3_000, seed: 3 },
  );
});

it('meets every reason code among them', () => {
  expect([...seen].sort()).toEqual(Object.keys(skipReasons).sort());
});

describe('a re-run', () => {
  const config = configOf(
    yamlOf(
      [
        { job: 'copr_build', trigger: 'pull_request', targets: [F44, EPEL9], extras: [] },
        { job: 'tests', trigger: 'pull_request', targets: [F44, EPEL9], extras: [] },
        { job: 'copr_build', trigger: 'commit', targets: [F44], extras: [] },
      ],
      [],
    ),
  );
  const [sample] = fc.sample(aSituation, { numRuns: 1, seed: 1 });
  const rerun = (checks: readonly string[], builds: readonly KnownBuild[] = []): Situation => ({
    ...sample!,
    service: { ...sample!.service, deployment: 'prod' },
    occasion: { kind: 'rerun', checks },
    subject: PULL_REQUEST,
    access: { ...MERGER, waivers: [{ gate: 'permitted', by: 'rerun' }] },
    config,
    offeredChroots: null,
    coprProjects: {},
    builds,
    tests: [],
  });
  const outcome = (situation: Situation) =>
    plan(situation).map(({ type, data }) => (type === 'JobPlanned' ? data.checks : data.reason));

  it('of a build check builds its chroot alone', () => {
    expect(outcome(rerun([`rpm-build:${EPEL9}`]))).toEqual([
      [`rpm-build:${EPEL9}`],
      'another-check-was-rerun',
      'trigger-differs',
    ]);
  });

  it('of a test check tests its target alone, with the newest build', () => {
    const built: KnownBuild = {
      stream: 'build-1',
      attempt: '1',
      coprProject: 'packit/packit-service-packit-342',
      identifier: null,
      targets: { [F44]: { phase: 'succeeded', url: null, tested: aTestedBuild(F44) } },
    };
    const [, tests] = plan(rerun([`testing-farm:${F44}`], [built]));
    expect(tests).toMatchObject({
      type: 'JobPlanned',
      data: { checks: [`testing-farm:${F44}`], action: { do: 'test', runs: [{ build: { coprBuildId: 1044215 } }] } },
    });
  });

  it('of a build and its tests leaves the tests to the build', () => {
    const [build, tests] = plan(rerun([`rpm-build:${F44}`, `testing-farm:${F44}`]));
    expect(build).toMatchObject({ type: 'JobPlanned', data: { action: { order: { tests: [{ chroot: F44 }] } } } });
    expect(tests).toMatchObject({
      type: 'JobPlanned',
      data: { checks: [`testing-farm:${F44}`], verdicts: [], action: { do: 'test', runs: [], awaited: [] } },
    });
  });
});

describe('builds of other pull requests', () => {
  const config = configOf(
    yamlOf([{ job: 'tests', trigger: 'pull_request', targets: [F44, EPEL9], extras: ['skip_build: true'] }], []),
  );
  const [sample] = fc.sample(aSituation, { numRuns: 1, seed: 2 });
  const test = (pullRequests: PlanningCommand['pullRequests']): DeliveryEvent[] =>
    plan({
      ...sample!,
      service: { ...sample!.service, deployment: 'prod' },
      occasion: {
        kind: 'command',
        command: { name: 'test', package: null, identifier: null, labels: null, env: {}, pullRequests },
      },
      subject: PULL_REQUEST,
      access: { ...MERGER, waivers: [{ gate: 'permitted', by: 'rerun' }] },
      config,
    });

  it('are installed where there are some for the chroot, and missed where there are none', () => {
    const build = aTestedBuild(F44, { coprBuildId: 7 });
    expect(test([{ name: 'packit/ogr#1', builds: [build] }])).toMatchObject([
      {
        type: 'JobPlanned',
        data: {
          verdicts: [
            {
              check: `testing-farm:centos-stream-9-x86_64`,
              state: 'failure',
              title: 'No latest successful Copr build from the other PR(s) found.',
            },
          ],
          action: { runs: [{ order: { chroot: F44 }, additionalBuilds: [{ coprBuildId: 7 }] }] },
        },
      },
    ]);
  });

  it('that do not exist at all keep every test of the job from running', () => {
    const [decision] = test([
      { name: 'packit/ogr#1', builds: [aTestedBuild(F44)] },
      { name: 'packit/ogr#2', builds: [] },
    ]);
    const title =
      'We were not able to get any Copr builds for the given additional PR(s): packit/ogr#2. Please, make sure the ' +
      'comment command is in correct format `/packit test namespace/repo#pr_id [namespace/repo#pr_id ...]`';
    expect(decision).toMatchObject({
      type: 'JobPlanned',
      data: {
        verdicts: [
          { state: 'error', title },
          { state: 'error', title },
        ],
        action: { runs: [], awaited: [] },
      },
    });
  });
});

import { plan, type JobDecision } from '../../../src/domain/planning/plan.js';
import { skipReasons, type SkipReason } from '../../../src/domain/planning/reasons.js';
import type { PackageConfig } from '../../../src/domain/package-config/package-config.js';
import type { Situation } from '../../../src/domain/planning/situation.js';
import { minute, PULL_REQUEST } from '../../support/runs.js';
import { ADMINISTRATOR, COMMIT, MERGER, situationOf } from '../../support/situations.js';
import { aKnownBuild, BRANCH, commandOf, configOf, RELEASE, verdictsOf } from './planning-world.js';

const build = { job: 'copr_build', trigger: 'pull_request', targets: ['fedora-43', 'fedora-44'] };
const tests = { job: 'tests', trigger: 'pull_request', targets: ['fedora-43', 'fedora-44'] };
const F43 = 'fedora-43-x86_64';
const F44 = 'fedora-44-x86_64';
const both = configOf([build, tests]);

type Planned = Extract<JobDecision, { type: 'JobPlanned' }>['data'];
const decide = (config: PackageConfig, change: Partial<Situation> = {}) => plan(situationOf(config, change));
const plannedOf = (decision: JobDecision | undefined): Planned => {
  if (decision?.type !== 'JobPlanned') throw new Error(`not planned: ${JSON.stringify(decision)}`);
  return decision.data;
};
const buildOf = (decision: JobDecision | undefined) => {
  const { action } = plannedOf(decision);
  if (action.do !== 'build') throw new Error(`no build: ${action.do}`);
  return action.order;
};
const testsOf = (decision: JobDecision | undefined) => {
  const { action } = plannedOf(decision);
  if (action.do !== 'test') throw new Error(`no tests: ${action.do}`);
  return action;
};

/** The pull request is at another commit than the one that the situation is about. */
const NEWER = 'b'.repeat(40);
const LATE: Situation['heads'] = {
  own: { commitSha: COMMIT, before: null, updatedAt: minute(1) },
  others: [{ commitSha: NEWER, before: COMMIT, updatedAt: minute(2), delivery: 'delivery-github-0' }],
  present: { commitSha: NEWER, before: null, updatedAt: minute(2) },
};

const propose = { job: 'propose_downstream', trigger: 'release', dist_git_branches: ['main'] };

/** One situation at least in which each rule says no: which job, and what happened. */
const situations: Readonly<Record<SkipReason, [jobs: object[], change: Partial<Situation>]>> = {
  'trigger-differs': [[{ ...build, trigger: 'release' }], {}],
  'not-supported-yet': [[{ job: 'upstream_koji_build', trigger: 'pull_request' }], {}],
  'command-for-other-jobs': [[build], { occasion: commandOf('test') }],
  'another-check-was-rerun': [
    [{ ...build, targets: ['epel-9'] }],
    { occasion: { kind: 'rerun', checks: [`rpm-build:${F43}`] } },
  ],
  'manual-trigger': [[{ ...build, manual_trigger: true }], {}],
  'label-missing': [[{ ...build, require: { label: { present: ['ci'] } } }], { labels: ['wip'] }],
  'label-forbidden': [[{ ...build, require: { label: { absent: ['wip'] } } }], { labels: ['wip'] }],
  'already-ran-for-commit': [
    [{ ...build, require: { label: { present: ['ci'] } } }],
    {
      occasion: { kind: 'labels-changed', labels: ['ci'] },
      labels: ['ci'],
      builds: [aKnownBuild({ [F43]: 'failed' })],
    },
  ],
  'label-change-is-for-others': [[build], { occasion: { kind: 'labels-changed', labels: ['ci'] }, labels: ['ci'] }],
  'other-package': [[build], { occasion: commandOf('build', { package: 'other' }) }],
  'other-deployment': [[{ ...build, packit_instances: ['stg'] }], {}],
  'branch-differs': [[{ ...build, branch: 'rhel-.*' }], {}],
  'branch-pattern-invalid': [[{ ...build, branch: '(' }], {}],
  'tag-not-included': [[{ ...propose, upstream_tag_include: '2.*' }], { subject: RELEASE }],
  'tag-excluded': [[{ ...propose, upstream_tag_exclude: 'v.*' }], { subject: RELEASE }],
  'tag-pattern-invalid': [[{ ...propose, upstream_tag_include: '(' }], { subject: RELEASE }],
  'identifier-differs': [
    [build, { ...tests, identifier: 'a' }].slice(1),
    { occasion: commandOf('test', { identifier: 'b' }) },
  ],
  'labels-differ': [[{ ...tests, labels: ['slow'] }], { occasion: commandOf('test', { labels: ['fast'] }) }],
  'user-denied': [[build], { access: { ...MERGER, deniedPerson: 'lbarcziova' } }],
  'project-denied': [[build], { access: { ...MERGER, projectDenied: true } }],
  'namespace-not-allowed': [[build], { access: { ...MERGER, approved: false } }],
  'not-permitted': [[build], { access: { ...MERGER, canMerge: false, isAuthor: false } }],
  'tests-without-build-job': [[tests], {}],
  'build-not-planned': [[tests, { ...build, manual_trigger: true }], {}],
  'build-failed': [
    [tests, build],
    { occasion: commandOf('test'), builds: [aKnownBuild({ [F43]: 'failed', [F44]: 'failed' })] },
  ],
  'tests-run-by-test-command': [[{ ...tests, skip_build: true }], { occasion: commandOf('build') }],
  'no-targets': [
    [{ ...build, targets: ['epel-10-branched'] }],
    { releases: { releases: [], aliases: { 'epel-10-branched': [] } } },
  ],
  'internal-tests-not-permitted': [
    [{ ...tests, use_internal_tf: true }, build],
    { access: { ...MERGER, canMerge: false } },
  ],
  'internal-tests-not-allowed': [
    [{ ...tests, use_internal_tf: true }, build],
    { service: { ...situationOf(both).service, internalTestsAllowed: false } },
  ],
  'internal-tests-disabled': [
    [{ ...tests, use_internal_tf: true }, build],
    { service: { ...situationOf(both).service, internalTestsDisabled: true } },
  ],
  'copr-project-forbids': [
    [{ ...build, owner: 'somebody', project: 'theirs' }],
    { coprProjects: { 'somebody/theirs': { allowed: ['github.com/others/*'], chroots: [] } } },
  ],
  'copr-project-name-invalid': [[{ ...build, project: 'no/name' }], {}],
  'copr-project-name-kept': [[{ ...build, project: 'other-repository-7' }], {}],
  'newer-commit-known': [[build], { heads: LATE }],
  'nothing-failed': [
    [build],
    { occasion: commandOf('rebuild-failed'), builds: [aKnownBuild({ [F43]: 'succeeded', [F44]: 'running' })] },
  ],
};

it.each(Object.entries(situations))('%s', (reason, [jobs, change]) => {
  const [first] = verdictsOf(situationOf(configOf(jobs), change));
  expect(first).toBe(reason);
});

it('has a situation for every reason', () => {
  expect(Object.keys(situations).sort()).toEqual(Object.keys(skipReasons).sort());
});

describe('what happened decides which jobs run', () => {
  it.each<[string, Partial<Situation>, string[]]>([
    ['a pull request', {}, ['planned: build', 'planned: wait-for-build']],
    ['a push', { subject: BRANCH }, ['trigger-differs', 'trigger-differs']],
    ['a release', { subject: RELEASE }, ['trigger-differs', 'trigger-differs']],
    ['a build command', { occasion: commandOf('build') }, ['planned: build', 'planned: wait-for-build']],
    ['a test command', { occasion: commandOf('test') }, ['command-for-other-jobs', 'planned: test']],
    [
      'retest-failed with nothing failed',
      { occasion: commandOf('retest-failed') },
      ['command-for-other-jobs', 'nothing-failed'],
    ],
    [
      'a re-run of a build',
      { occasion: { kind: 'rerun', checks: [`rpm-build:${F43}`] } },
      ['planned: build', 'another-check-was-rerun'],
    ],
    [
      'a re-run of tests',
      { occasion: { kind: 'rerun', checks: [`testing-farm:${F43}`] } },
      ['another-check-was-rerun', 'planned: test'],
    ],
  ])('%s', (_name, change, expected) => expect(verdictsOf(situationOf(both, change))).toEqual(expected));

  it('a push to the default branch, unless the job names another', () => {
    const commit = (branch?: string) => configOf([{ ...build, trigger: 'commit', ...(branch && { branch }) }]);
    const push = (branch: string) => ({ subject: { kind: 'branch', branch } as const });
    expect(verdictsOf(situationOf(commit(), push('main')))).toEqual(['planned: build']);
    expect(verdictsOf(situationOf(commit(), push('next')))).toEqual(['branch-differs']);
    expect(verdictsOf(situationOf(commit('ne.*'), push('next')))).toEqual(['planned: build']);
    expect(verdictsOf(situationOf(commit('ne.*'), push('main')))).toEqual(['branch-differs']);
  });
});

describe('access', () => {
  const refused = (access: Partial<Situation['access']>, change: Partial<Situation> = {}) =>
    decide(both, { access: { ...MERGER, ...access }, ...change });

  it('shows on every check of the jobs that would have run', () => {
    const verdicts = refused({ approved: false }).flatMap(({ data }) => data.verdicts);
    expect(verdicts.map(({ check, state, title }) => `${check} ${state} ${title}`)).toEqual([
      `rpm-build:${F43} neutral Namespace is not allowed!`,
      `rpm-build:${F44} neutral Namespace is not allowed!`,
      `testing-farm:${F43} neutral Namespace is not allowed!`,
      `testing-farm:${F44} neutral Namespace is not allowed!`,
    ]);
    expect(verdicts[0]!.summary).toContain('`github.com/packit-service`');
  });

  it('links the approval issue where there is one', () => {
    const approvalIssue = 'https://github.com/packit/notifications/issues/7';
    expect(refused({ approved: false, approvalIssue })[0]!.data.verdicts[0]!.url).toBe(approvalIssue);
    expect(refused({ approved: false })[0]!.data.verdicts[0]!.url).toMatch(/^https:\/\/packit\.dev\//);
  });

  it('shows nothing on checks to who gave a command: there is a reply', () => {
    const decisions = refused({ approved: false }, { occasion: commandOf('build') });
    expect(decisions.flatMap(({ data }) => data.verdicts)).toEqual([]);
  });

  it('denial comes before approval, and no waiver comes before a denial', () => {
    const all = { deniedPerson: 'dora', projectDenied: true, approved: false, canMerge: false, isAuthor: false };
    expect(verdictsOf(situationOf(both, { access: { ...MERGER, ...all } }))[0]).toBe('user-denied');
    expect(verdictsOf(situationOf(both, { access: { ...MERGER, ...all, deniedPerson: null } }))[0]).toBe(
      'project-denied',
    );
    const waived = { ...MERGER, ...all, waivers: ADMINISTRATOR };
    expect(verdictsOf(situationOf(both, { access: waived }))[0]).toBe('user-denied');
    const denied = { ...waived, deniedPerson: null };
    expect(verdictsOf(situationOf(both, { access: denied }))[0]).toBe('project-denied');
    expect(verdictsOf(situationOf(both, { access: { ...denied, projectDenied: false } }))[0]).toBe('planned: build');
  });

  it('is for authors of pull requests and for those who may merge, and for nobody who is not known', () => {
    const stranger = { ...MERGER, canMerge: false, isAuthor: false };
    expect(verdictsOf(situationOf(both, { access: { ...stranger, isAuthor: true } }))[0]).toBe('planned: build');
    expect(verdictsOf(situationOf(both, { access: stranger, actor: null }))[0]).toBe('not-permitted');
    const commit = configOf([{ ...build, trigger: 'commit' }]);
    const asAuthor = { access: { ...stranger, isAuthor: true }, subject: BRANCH };
    expect(verdictsOf(situationOf(commit, asAuthor))).toEqual(['not-permitted']);
  });
});

describe('builds', () => {
  it('are of all chroots, with the tests that wait for them', () => {
    const order = buildOf(decide(both)[0]);
    expect(order.targets).toEqual([
      { chroot: F43, check: `rpm-build:${F43}` },
      { chroot: F44, check: `rpm-build:${F44}` },
    ]);
    expect(order.tests.map(({ check }) => check)).toEqual([`testing-farm:${F43}`, `testing-farm:${F44}`]);
    expect([order.owner, order.project, order.forgeProject]).toEqual(['packit', 'packit-service-packit-342', null]);
  });

  it('leave out what Copr does not offer, and say so', () => {
    const order = buildOf(decide(both, { offeredChroots: [F43, 'epel-9-x86_64'] })[0]);
    expect([order.targets.map(({ chroot }) => chroot), order.unsupported.map(({ chroot }) => chroot)]).toEqual([
      [F43],
      [F44],
    ]);
    expect(order.offeredChroots).toEqual([F43, 'epel-9-x86_64']);
    expect(order.projectChroots).toEqual([F43]);
  });

  it('of what failed are of the chroots whose newest attempt failed', () => {
    const builds = [
      aKnownBuild({ [F43]: 'succeeded' }, { attempt: '2' }),
      aKnownBuild({ [F43]: 'failed', [F44]: 'failed' }, { attempt: '1' }),
    ];
    const order = buildOf(decide(both, { occasion: commandOf('rebuild-failed'), builds })[0]);
    expect(order.targets.map(({ chroot }) => chroot)).toEqual([F44]);
    expect(order.tests.map(({ chroot }) => chroot)).toEqual([F44]);
    expect(order.projectChroots).toEqual([F43, F44]);
  });

  it('keep what other jobs of the same project and occasion give to its chroots', () => {
    const job = (more: object) => ({ ...build, ...more });
    const config = configOf([
      job({ targets: { [F43]: { additional_packages: ['one'] }, 'epel-9': { with_opts: ['x'] } } }),
      job({ targets: { [F43]: { additional_packages: ['two'] }, [F44]: {} } }),
      job({ identifier: 'alone', targets: { [F44]: { additional_packages: ['three'] } } }),
      job({ trigger: 'commit', targets: { [F44]: { additional_packages: ['four'] } } }),
    ]);
    const [first, second, third] = decide(config).map((decision) =>
      decision.type === 'JobPlanned' ? buildOf(decision).perChroot : {},
    );
    const epel = { 'epel-9-x86_64': { withOpts: ['x'] } };
    expect([first, second, third]).toEqual([
      { [F43]: { additionalPackages: ['one'] }, ...epel },
      { [F43]: { additionalPackages: ['two'] }, ...epel },
      { [F44]: { additionalPackages: ['three'] } },
    ]);
  });

  it('in a project of the user need its permission', () => {
    const config = configOf([{ ...build, owner: '@group', project: 'theirs' }, tests]);
    const project = (allowed: string[]) => ({ coprProjects: { '@group/theirs': { allowed, chroots: [] } } });
    expect(buildOf(decide(config, project(['github.com/packit-*/*']))[0]).forgeProject).toBe(
      'github.com/packit-service/packit',
    );
    const [ofBuild, ofTests] = decide(config, project([]));
    for (const decision of [ofBuild!, ofTests!])
      for (const { state, title } of decision.data.verdicts)
        expect([state, title]).toEqual(['neutral', 'Not allowed to build in @group/theirs Copr project.']);
    expect(ofTests!.data.verdicts.map(({ check }) => check)).toEqual([`testing-farm:${F43}`, `testing-farm:${F44}`]);
    expect(ofBuild!.data.verdicts[0]!.summary).toContain('/coprs/g/group/theirs/edit/#packit_forge_projects_allowed');
    // A project that does not exist yet is created.
    expect(buildOf(decide(config)[0]).project).toBe('theirs');
  });
});

describe('tests', () => {
  const asked = commandOf('test');

  it('that somebody asks for run on the newest build, wait for it, or say that there is none', () => {
    const config = configOf([
      { ...build, targets: ['fedora-all'] },
      { ...tests, targets: [F43, F44, 'epel-9'] },
    ]);
    const builds = [
      aKnownBuild({ [F43]: 'succeeded', [F44]: 'running' }, { stream: 'build-new', attempt: '2' }),
      aKnownBuild({ [F43]: 'failed', 'epel-9-x86_64': 'failed' }, { stream: 'build-old', attempt: '1' }),
    ];
    const { runs, awaited } = testsOf(decide(config, { occasion: asked, builds })[1]);
    expect(runs.map(({ order, build: tested }) => [order.chroot, tested?.chroot])).toEqual([[F43, F43]]);
    expect(awaited.map(({ order, buildStream }) => [order.chroot, buildStream])).toEqual([[F44, 'build-new']]);
    const { verdicts } = plannedOf(decide(config, { occasion: asked, builds })[1]);
    expect(verdicts.map(({ check, state }) => [check, state])).toEqual([
      [`testing-farm:${F44}`, 'pending'],
      ['testing-farm:centos-stream-9-x86_64', 'failure'],
    ]);
  });

  it.each([
    ['a comment', asked],
    ['retest-failed', commandOf('retest-failed')],
    ['Re-run', { kind: 'rerun', checks: [`testing-farm:${F43}`] } as const],
  ])('whose build failed have failed when %s asks for them, and are not started', (_name, occasion) => {
    const phases =
      occasion.kind === 'command' && occasion.command.name === 'retest-failed' ? [] : ['cancelled' as const];
    for (const phase of ['failed' as const, 'errored' as const, ...phases]) {
      const decision = decide(both, { occasion, builds: [aKnownBuild({ [F43]: phase })] })[1]!;
      const verdicts = decision.data.verdicts.filter(({ check }) => check === `testing-farm:${F43}`);
      expect(verdicts.map(({ state, title }) => [state, title])).toEqual([
        ['failure', 'Missing successful Copr build for this target, please trigger the build first. '],
      ]);
      expect(decision.type === 'JobSkipped' && decision.data.reason).toBe('build-failed');
    }
  });

  it('are neutral where there is no build', () => {
    const { verdicts } = plannedOf(decide(both, { occasion: asked })[1]);
    expect(verdicts.map(({ state }) => state)).toEqual(['neutral', 'neutral']);
  });

  it('belong to a build of the same identifier, package and project, whatever else was built for the chroot', () => {
    const config = configOf([
      { ...build, identifier: 'a', project: 'mine' },
      { ...build, identifier: 'b', project: 'mine' },
      { ...tests, identifier: 'a' },
    ]);
    const coprProject = 'packit/mine';
    const builds = [
      aKnownBuild({ [F43]: 'failed' }, { coprProject, identifier: 'a', attempt: '1' }),
      aKnownBuild({ [F43]: 'succeeded', [F44]: 'succeeded' }, { coprProject, identifier: 'b', attempt: '2' }),
    ];
    const verdicts = (occasion: Situation['occasion']) =>
      decide(config, { occasion, builds })[2]!.data.verdicts.map(({ check, state }) => [check, state]);
    expect(verdicts(commandOf('retest-failed'))).toEqual([[`testing-farm:${F43}:a`, 'failure']]);
    expect(verdicts(asked)).toEqual([
      [`testing-farm:${F43}:a`, 'failure'],
      [`testing-farm:${F44}:a`, 'neutral'],
    ]);
    const packages = configOf(
      [
        { ...build, packages: ['one', 'two'], identifier: 'x' },
        { ...tests, packages: ['one'], identifier: 'x' },
      ],
      {
        packages: { one: { specfile_path: 'one.spec' }, two: { specfile_path: 'two.spec' } },
      },
    );
    const known = [
      aKnownBuild({ [F43]: 'failed' }, { package: 'one', identifier: 'x', attempt: '1' }),
      aKnownBuild({ [F43]: 'succeeded' }, { package: 'two', identifier: 'x', attempt: '2' }),
    ];
    const ofPackages = decide(packages, { occasion: commandOf('retest-failed'), builds: known });
    expect(ofPackages.flatMap(({ data }) => data.verdicts.map(({ state }) => state))).toEqual(['failure']);
    const rebuilt = decide(packages, { occasion: commandOf('rebuild-failed'), builds: known });
    expect(rebuilt.map(({ type }) => type).slice(0, 2)).toEqual(['JobPlanned', 'JobSkipped']);
  });

  it('that failed run again: by their own newest result, or because their build failed', () => {
    const known = (result: string, attempt = '1') => ({ attempt, check: `testing-farm:${F43}`, result });
    const retest = (change: Partial<Situation>) =>
      verdictsOf(situationOf(both, { occasion: commandOf('retest-failed'), ...change }))[1];
    const builds = [aKnownBuild({ [F43]: 'succeeded', [F44]: 'succeeded' })];
    expect(retest({ builds, tests: [known('failed')] })).toBe('planned: test');
    expect(retest({ builds, tests: [known('errored')] })).toBe('planned: test');
    expect(retest({ builds, tests: [known('failed'), known('passed', '2')] })).toBe('nothing-failed');
    expect(retest({ builds: [aKnownBuild({ [F44]: 'failed' })] })).toBe('build-failed');
    // The newer of both counts: a build that failed after its tests had passed, a build that was repeated.
    const failedLater = aKnownBuild({ [F43]: 'failed' }, { attempt: '2' });
    expect(retest({ builds: [failedLater], tests: [known('passed', '1')] })).toBe('build-failed');
    expect(retest({ builds: [failedLater], tests: [known('failed', '1')] })).toBe('build-failed');
    expect(retest({ builds: [aKnownBuild({ [F43]: 'running' }, { attempt: '2' })], tests: [known('failed')] })).toBe(
      'planned: test',
    );
    expect(retest({ builds: [aKnownBuild({ [F43]: 'cancelled' }, { attempt: '2' })] })).toBe('nothing-failed');
  });

  it('that failed run again by job, where a template gives two jobs one name', () => {
    const named = { status_name_template: 'tests of {chroot}' };
    const config = configOf([build, { ...tests, ...named, identifier: 'a' }, { ...tests, ...named, identifier: 'b' }]);
    const builds = [aKnownBuild({ [F43]: 'succeeded', [F44]: 'succeeded' })];
    const known = (job: number, result: string) => ({
      attempt: String(job),
      check: `tests of ${F43}`,
      order: `${job}//${F43}`,
      result,
    });
    const decided = verdictsOf(
      situationOf(config, {
        occasion: commandOf('retest-failed'),
        builds,
        tests: [known(1, 'failed'), known(2, 'passed')],
      }),
    );
    expect(decided.slice(1)).toEqual(['planned: test', 'nothing-failed']);
  });

  it('take identifier and labels of the command, or the defaults of the job', () => {
    const config = configOf([
      build,
      { ...tests, identifier: 'a', labels: ['fast'], test_command: { default_identifier: 'a' } },
      { ...tests, identifier: 'b', labels: ['slow'], test_command: { default_identifier: 'a' } },
    ]);
    const run = (change = {}) => verdictsOf(situationOf(config, { occasion: commandOf('test', change) })).slice(1);
    expect(run()).toEqual(['planned: test', 'identifier-differs']);
    expect(run({ identifier: 'b' })).toEqual(['identifier-differs', 'planned: test']);
    expect(run({ labels: ['slow', 'other'] })).toEqual(['labels-differ', 'planned: test']);
  });

  it('carry the variables of the command', () => {
    const config = configOf([build, { ...tests, env: { A: '1', B: '2' } }]);
    const occasion = commandOf('test', { env: { B: null, C: '3' } });
    const { runs } = testsOf(decide(config, { occasion, builds: [aKnownBuild({ [F43]: 'succeeded' })] })[1]);
    expect(runs[0]!.order.env).toEqual({ A: '1', B: null, C: '3' });
  });

  it('that a label asks for run on the build that is there', () => {
    const config = configOf([build, { ...tests, require: { label: { present: ['ci'] } } }]);
    const change = { occasion: { kind: 'labels-changed', labels: ['ci'] } as const, labels: ['ci'] };
    const builds = [aKnownBuild({ [F43]: 'succeeded', [F44]: 'running' })];
    const { runs, awaited } = testsOf(decide(config, { ...change, builds })[1]);
    expect([runs.length, awaited.length]).toEqual([1, 1]);
    const ran = [{ attempt: '1', check: `testing-farm:${F43}`, result: 'passed' }];
    expect(verdictsOf(situationOf(config, { ...change, builds, tests: ran }))[1]).toBe('already-ran-for-commit');
  });

  it('say which chroot no build is for', () => {
    const config = configOf([{ ...build, targets: [F43] }, tests]);
    const [, decision] = decide(config);
    expect(decision!.data.verdicts).toMatchObject([
      { check: `testing-farm:${F44}`, state: 'error', title: `No build defined for the target '${F44}'.` },
    ]);
    expect(buildOf(decide(config)[0]).tests.map(({ chroot }) => chroot)).toEqual([F43]);
  });

  it('of a manual build are not promised, and follow it when somebody asks for it', () => {
    const config = configOf([{ ...build, manual_trigger: true }, tests]);
    expect(verdictsOf(situationOf(config))).toEqual(['manual-trigger', 'build-not-planned']);
    const [ofBuild] = decide(config, { occasion: commandOf('build'), subject: PULL_REQUEST });
    expect(buildOf(ofBuild).tests).toHaveLength(2);
  });
});

it('of hundreds of jobs looks at each pattern of a stranger only a few times', () => {
  const jobs = Array.from({ length: 200 }, (_, n) => [
    { ...build, branch: 'm.*', targets: ['fedora-43'] },
    { ...tests, branch: 'm.*', targets: ['fedora-43'], identifier: `${n}` },
  ]).flat();
  const [first, second, third] = decide(configOf(jobs));
  expect(buildOf(first).tests).toHaveLength(200);
  expect(plannedOf(second).action.do).toBe('wait-for-build');
  expect(buildOf(third).tests).toHaveLength(0);
});

describe('a commit that the pull request has left behind', () => {
  const verdictsBy = (change: Partial<Situation>, config = both) =>
    decide(config, { heads: LATE, ...change }).map(({ type, data }) => ({
      type,
      verdicts: data.verdicts.map(({ check, state, title }) => `${check}: ${state}: ${title}`),
    }));
  const given = (prefix: string) =>
    [F43, F44].map((chroot) => `${prefix}:${chroot}: canceled: Cancelled: superseded by bbbbbbb`);

  it('gets no runs, and checks that say why', () => {
    expect(verdictsBy({})).toEqual([
      { type: 'JobSkipped', verdicts: given('rpm-build') },
      { type: 'JobSkipped', verdicts: given('testing-farm') },
    ]);
    const [first] = decide(both, { heads: LATE });
    expect(first?.data).toMatchObject({
      reason: 'newer-commit-known',
      facts: { newer: NEWER, because: 'the forge names it as the head' },
    });
  });

  it('keeps what its checks say already', () => {
    const builds = [aKnownBuild({ [F43]: 'succeeded' })];
    expect(verdictsBy({ builds }).map(({ verdicts }) => verdicts)).toEqual([[], []]);
    const separate = configOf([build, { ...tests, skip_build: true }]);
    const tested = [{ attempt: '1', check: `testing-farm:${F43}`, result: 'passed' }];
    const [ofBuild, ofTests] = verdictsBy({ tests: tested }, separate);
    expect([ofBuild?.verdicts.length, ofTests?.verdicts]).toEqual([2, []]);
  });

  it('hears what is wrong with it all the same', () => {
    const access = { ...MERGER, approved: false };
    expect(verdictsOf(situationOf(both, { heads: LATE, access }))).toEqual([
      'namespace-not-allowed',
      'namespace-not-allowed',
    ]);
    const oneTarget = configOf([{ ...build, targets: ['fedora-43'] }, tests]);
    expect(verdictsBy({}, oneTarget)[1]?.verdicts).toContain(
      `testing-farm:${F44}: error: No build defined for the target '${F44}'.`,
    );
  });

  it('is built as ever when the forge names it as the head', () => {
    const heads = { ...LATE, present: { ...LATE.own, updatedAt: minute(3) } };
    expect(verdictsOf(situationOf(both, { heads }))).toEqual(['planned: build', 'planned: wait-for-build']);
  });
});

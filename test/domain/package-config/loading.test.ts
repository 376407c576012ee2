import { config, load, problems } from './loading.js';

const job = (text = ''): string => `jobs:\n- job: tests\n  trigger: pull_request\n${text}`;

describe('defaults', () => {
  it('builds, tests and proposes where nothing is written', () => {
    for (const source of ['', '# only a comment', '~', 'null'])
      expect(config(source).jobs.map(({ type, trigger }) => [type, trigger])).toEqual([
        ['copr_build', 'pull_request'],
        ['tests', 'pull_request'],
        ['propose_downstream', 'release'],
      ]);
    expect(config('jobs: []').jobs).toEqual([]);
  });

  it('finds the spec file: as named, by the downstream name, else the first in the root', () => {
    const specOf = (source: string, specs: string[]) => config(source, specs).packages[0]?.keys.specfile_path;
    expect(specOf('specfile_path: a.spec\ndownstream_package_name: b', ['c.spec'])).toBe('a.spec');
    expect(specOf('specfile_path: ""\ndownstream_package_name: b', ['c.spec'])).toBe('b.spec');
    expect(specOf('', ['c.spec', 'd.spec'])).toBe('c.spec');
    expect(specOf('jobs: []', [])).toBeNull();
  });

  it('works out where dist-git is', () => {
    const dist = (source: string) => {
      const { dist_git_base_url, dist_git_namespace } = config(source).packages[0]!.keys;
      return `${dist_git_base_url}${dist_git_namespace}`;
    };
    expect(dist('')).toBe('https://src.fedoraproject.org/rpms');
    expect(dist('dist_git_namespace: forks')).toBe('https://src.fedoraproject.org/rpms');
    expect(dist('pkg_tool: fedpkg-stage')).toBe('https://src.stg.fedoraproject.org/rpms');
    expect(dist('pkg_tool: centpkg')).toBe('https://gitlab.com/redhat/centos-stream/rpms');
    expect(dist('pkg_tool: centpkg-sig\nsig: Cloud')).toBe('https://gitlab.com/CentOS/Cloud/rpms');
    expect(dist('dist_git_base_url: https://git.example.com/x/\npkg_tool: own')).toBe('https://git.example.com/None');
  });
});

describe('packages', () => {
  it('inherit from top level, except for what is filled in before', () => {
    const [first, second] = config(
      [
        'specfile_path: top.spec',
        'downstream_package_name: top',
        'upstream_project_url: https://example.com/top',
        'enable_net: true',
        'env: {A: top}',
        'packages:',
        '  a: {downstream_package_name: a, upstream_project_url: https://example.com/a, env: {B: a}}',
        '  b: {specfile_path: b.spec, enable_net: false}',
        'jobs: []',
      ].join('\n'),
    ).packages;
    expect(first?.keys).toMatchObject({
      specfile_path: 'a.spec',
      upstream_project_url: 'https://example.com/top',
      enable_net: true,
      env: { B: 'a' },
    });
    expect(second?.keys).toMatchObject({
      specfile_path: 'b.spec',
      downstream_package_name: 'demo-repo',
      enable_net: false,
      env: { A: 'top' },
    });
  });

  it('are chosen by jobs: all, a list in the order of packages, a mapping in its own order with overrides', () => {
    const { jobs } = config(
      [
        'packages: {a: {paths: [a]}, b: {paths: [b]}, c: {}}',
        'owner: top',
        'jobs:',
        '- {job: tests, trigger: commit}',
        '- {job: tests, trigger: commit, packages: [c, a]}',
        '- {job: tests, trigger: commit, owner: job, packages: {b: {owner: own}, a: {}}}',
      ].join('\n'),
    );
    expect(jobs.map(({ packages }) => packages.map(({ name, keys }) => `${name} ${keys.owner}`))).toEqual([
      ['a top', 'b top', 'c top'],
      ['a top', 'c top'],
      ['b own', 'a job'],
    ]);
  });

  it('give one view per job and package, named after the package', () => {
    const { views } = config(
      'packages: {a: {}, b: {}}\njobs: [{job: tests, trigger: commit}, {job: tests, trigger: commit, identifier: x, packages: [b]}]',
    );
    expect(views.map((view) => [view.package, view.identifier, view.jobIndex, view.jobConfigIndex])).toEqual([
      ['a', 'a', 0, 0],
      ['b', 'b', 0, 0],
      ['b', 'x', 1, 1],
    ]);
  });
});

describe('jobs', () => {
  it('with several triggers become several, in place', () => {
    const { views } = config('jobs: [{job: koji_build, trigger: commit | koji_build}, {job: tests, trigger: ignore}]');
    expect(views.map(({ trigger, jobConfigIndex, package: name }) => [trigger, jobConfigIndex, name])).toEqual([
      ['commit', 0, null],
      ['koji_build', 1, null],
      ['ignore', 2, null],
    ]);
  });

  it('that are equal have the position of the first of them', () => {
    const build = '- {job: copr_build, trigger: commit, owner: x}\n';
    const { views } = config(
      `jobs:\n${build}- {job: tests, trigger: commit, env: {}}\n${build}- {trigger: commit, job: tests}\n`,
    );
    expect(views.map(({ jobConfigIndex }) => jobConfigIndex)).toEqual([0, 1, 0, 1]);
  });

  it('used twice by alias are two jobs', () => {
    expect(config('_: &j {job: tests, trigger: commit}\njobs: [*j, *j]').views).toHaveLength(2);
  });

  it('take one target as text, packages do not', () => {
    expect(Object.keys(config(job('  targets: fedora-all\n')).views[0]!.keys.targets)).toEqual(['fedora-all']);
    expect(problems(`targets: fedora-all\n${job()}`)).toEqual([
      expect.stringMatching(
        /^packages\.demo-repo\.targets: Expected 'list\[str\]' or 'dict\[str,dict\]', got "fedora-all"/,
      ),
    ]);
  });

  it('may still have metadata', () => {
    const loaded = load(job('  metadata: {targets: epel-9, skip_build: yes, dist-git-branch: main}\n'), ['demo.spec']);
    expect(loaded).toMatchObject({
      valid: true,
      config: { views: [{ skip_build: true, keys: { targets: { 'epel-9': {} }, dist_git_branches: ['main'] } }] },
    });
    expect(loaded.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("'dist-git-branch' has been renamed"),
      expect.stringContaining("The 'metadata' key in jobs is deprecated"),
    ]);
  });

  it('become a view of one package by the internal key of that name', () => {
    const { views } = config('packages: {a: {}, b: {}}\njobs: [{job: koji_build, trigger: commit, package: b}]');
    expect(views).toMatchObject([{ package: 'b', identifier: 'b' }]);
  });
});

it('is plain data', () => {
  const loaded = load(
    'env: {N: 12345678901234567890, D: 2024-01-31, __proto__: x, F: .inf}\nactions: {pre-sync: [[a, b]]}',
    ['a.spec'],
  );
  expect(JSON.parse(JSON.stringify(loaded))).toEqual(loaded);
  expect(loaded).toMatchObject({
    config: { packages: [{ keys: { env: { N: '12345678901234567890', D: '2024-01-31', F: '.inf' } } }] },
  });
});

it('warns of an identifier with a colon, and of a key that is ignored', () => {
  const { warnings, valid } = load(`dist_git_url: x\n${job('  identifier: "a:b"\n')}`, ['demo.spec']);
  expect(valid).toBe(true);
  expect(warnings.map(({ path, line }) => [path, line])).toEqual([
    ['packages.demo-repo.dist_git_url', 1],
    ['jobs.0.packages.demo-repo.identifier', 5],
  ]);
});

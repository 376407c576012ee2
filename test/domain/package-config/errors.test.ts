import { load, problems } from './loading.js';

const job = (text = ''): string => `jobs:\n- job: tests\n  trigger: pull_request\n${text}`;

describe('the errors of a configuration', () => {
  it.each([
    ['specfile_pth: x', 'packages.demo-repo.specfile_pth: Unknown field.'],
    ['trigger: commit', 'packages.demo-repo.trigger: Unknown field.'],
    ['__proto__: x', 'packages.demo-repo.__proto__: Unknown field.'],
    ['1: x', 'packages.demo-repo.1: Unknown field.'],
    ['enable_net: maybe', 'packages.demo-repo.enable_net: Not a valid boolean.'],
    ['enable_net:', 'packages.demo-repo.enable_net: Field may not be null.'],
    ['upstream_ref: 1.5', 'packages.demo-repo.upstream_ref: Not a valid string.'],
    ['upstream_ref: 2024-01-31', 'packages.demo-repo.upstream_ref: Not a valid string.'],
    ['timeout: soon', 'packages.demo-repo.timeout: Not a valid integer.'],
    ['timeout: true', 'packages.demo-repo.timeout: Not a valid integer.'],
    ['patch_generation_patch_id_digits: -1', 'packages.demo-repo.patch_generation_patch_id_digits: Invalid value.'],
    ['paths: x', 'packages.demo-repo.paths: Not a valid list.'],
    ['srpm_build_deps: [a, 1]', 'packages.demo-repo.srpm_build_deps.1: Not a valid string.'],
    ['env: [A=1]', 'packages.demo-repo.env: Not a valid mapping type.'],
    ['env: {1: x}', 'packages.demo-repo.env.1: Not a valid string.'],
    ['bootstrap: on', 'packages.demo-repo.bootstrap: Not a valid string.'],
    ['bootstrap: "no"', 'packages.demo-repo.bootstrap: Must be one of: default, on, off, image.'],
    ['packit_instances: [production]', 'packages.demo-repo.packit_instances.0: Must be one of: dev, stg, prod.'],
    [
      'upstream_package_name: a/b',
      'packages.demo-repo.upstream_package_name: Repository name must be a valid filename.',
    ],
    ['pkg_tool: rhpkg', 'packages.demo-repo.pkg_tool: Must be one of: fedpkg, fedpkg-stage, centpkg, centpkg-sig.'],
    ['notifications: {failure_comment: text}', 'packages.demo-repo.notifications.failure_comment: Invalid input type.'],
    [
      'notifications: {pull_request: {failed: true}}',
      'packages.demo-repo.notifications.pull_request.failed: Unknown field.',
    ],
    ['require: {label: {present: null}}', 'packages.demo-repo.require.label.present: Field may not be null.'],
    ['sources: [{path: a}]', 'packages.demo-repo.sources.0.url: Missing data for required field.'],
    ['files_to_sync: [{src: a}]', 'packages.demo-repo.files_to_sync.0.dest: Missing data for required field.'],
    [
      'files_to_sync: [{src: 1, dest: a}]',
      "packages.demo-repo.files_to_sync.0.src: Expected 'list[str]' or 'str', got integer.",
    ],
    ['files_to_sync: [3]', "packages.demo-repo.files_to_sync.0: Expected 'dict' or 'str', got integer."],
    ['actions: [a]', "packages.demo-repo.actions: 'dict' required, got list."],
    ['actions: {pre_sync: a}', "packages.demo-repo.actions: Unknown action(s) provided: ['pre_sync']"],
    ['targets: {fedora-all: null}', /^packages\.demo-repo\.targets: Expected 'list\[str\]' or 'dict\[str,dict\]'/],
    ['targets: {a: {}, b: {packages: []}}', 'packages.demo-repo.targets: Unknown key \'packages\' in {"packages":[]}'],
    ['targets: {a: {distros: x}}', /^packages\.demo-repo\.targets: Expected list\[str\], got "x"/],
    ['targets: {a: {additional_modules: [x]}}', /^packages\.demo-repo\.targets: Expected string, got \["x"\]/],
    [
      'dist_git_branches: {main: null}',
      /^packages\.demo-repo\.dist_git_branches: Expected 'list\[str\]' or 'dict\[str, dict\[str, list\]\]'.*\nExample -> /,
    ],
    [
      'version_update_specifiers: ">> 1.0"',
      "packages.demo-repo.version_update_specifiers: Invalid version specifier set: Invalid specifier: '>> 1.0'",
    ],
    ['jobs: {}', 'jobs: `jobs` has to be a list of mappings.'],
    ['jobs:', 'jobs: `jobs` has to be a list of mappings.'],
    ['jobs: [build]', 'jobs.0: `jobs` has to be a list of mappings.'],
    ['packages: {}', /^packages: `packages` has to be a non-empty mapping/],
    ['packages: {a: null}', /^packages\.a: `packages` has to be/],
    [
      'jobs: [{job: build, trigger: commit}]',
      /^jobs\.0\.job: Must be one of: propose_downstream, .*, koji_build_tag\.$/,
    ],
    [
      'jobs: [{job: tests, trigger: "commit "}]',
      'jobs.0.trigger: Must be one of: release, pull_request, commit, koji_build, ignore.',
    ],
    ['jobs: [{job: tests, trigger: null}]', 'jobs.0.trigger: Missing data for required field.'],
    [
      'jobs: [{job: tests, trigger: commit, packages: [a, b]}]',
      'jobs.0.packages: Undefined package(s) referenced: a, b.',
    ],
    [
      'jobs: [{job: tests, trigger: commit, packages: a}]',
      "jobs.0.packages: Type is string instead of 'list' or 'dict'.",
    ],
    ['jobs: [{job: tests, trigger: commit, metadata: {identifier: a}}]', 'jobs.0.metadata.identifier: Unknown field.'],
    [
      'jobs: [{job: tests, trigger: commit, owner: a, metadata: {branch: b}}]',
      /^jobs\.0: Keys: \{'owner'\} are defined outside job metadata dictionary\./,
    ],
    ['- a', /mapping/],
    ['text', /mapping/],
    ['owner: @group', /^Please correct data and retry\./],
  ])('%s', (source, expected) => {
    expect(problems(source)).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
  });

  it('are told all at once, in the order of the text, with place, finding and suggestion', () => {
    const loaded = load(`speckfile_path: a.spec\n${job('  tagets: [fedora-all]\n  enable_net: 5\n')}`, ['a.spec']);
    expect(loaded).toMatchObject({
      valid: false,
      errors: [
        { path: 'packages.demo-repo.speckfile_path', line: 1, column: 1, didYouMean: 'specfile_path' },
        { path: 'jobs.0.packages.demo-repo.tagets', line: 5, column: 3, found: '"tagets"', didYouMean: 'targets' },
        {
          path: 'jobs.0.packages.demo-repo.enable_net',
          line: 6,
          column: 15,
          found: 'integer 5',
          expected: 'true or false',
        },
      ],
    });
    expect(loaded).toHaveProperty(
      'message',
      [
        'Cannot parse package config. ',
        'packages.demo-repo.speckfile_path: Unknown field. (line 1, column 1; did you mean "specfile_path"?)',
        'jobs.0.packages.demo-repo.tagets: Unknown field. (line 5, column 3; did you mean "targets"?)',
        'jobs.0.packages.demo-repo.enable_net: Not a valid boolean. (line 6, column 15)',
      ].join('\n'),
    );
  });

  it('are told once, however many packages and jobs inherit them', () => {
    expect(problems('synced_files: []\npackages: {a: {}, b: {}}\njobs: [{job: tests, trigger: commit}]')).toEqual([
      'packages.a.synced_files: Unknown field.',
    ]);
  });

  it('are told for each key, also if the keys share a value', () => {
    expect(problems('upstream_ref: &v 1\nrelease_suffix: *v\njobs: []')).toHaveLength(2);
  });

  it('count jobs after triggers are split', () => {
    expect(problems('jobs: [{job: tests, trigger: commit|release}, {job: tests, trigger: never}]')).toEqual([
      'jobs.2.trigger: Must be one of: release, pull_request, commit, koji_build, ignore.',
    ]);
  });

  it('name every package without a spec file, except in tests without a build', () => {
    const missing = "'specfile_path' is not specified or no specfile was found in the repo";
    const source =
      'packages: {a: {}, b: {}}\njobs: [{job: copr_build, trigger: commit}, {job: tests, trigger: commit, skip_build: true}]';
    expect(problems(source, [])).toEqual([
      `jobs.0.packages.a.specfile_path: ${missing}`,
      `jobs.0.packages.b.specfile_path: ${missing}`,
    ]);
  });

  it('of jobs that cannot be put together hide all others', () => {
    expect(problems('nonsense: 1\njobs: [{job: nothing, trigger: commit, packages: [x]}]')).toEqual([
      'jobs.0.packages: Undefined package(s) referenced: x.',
    ]);
  });

  it('cannot carry control characters out of names in the file', () => {
    const loaded = load('"a\\e[2Jb\\nc": 1\njobs: []');
    expect(loaded).toMatchObject({ errors: [{ path: 'packages.demo-repo.a\uFFFD[2Jb c' }] });
  });
});

describe('a file that is not even looked into', () => {
  it.each([
    ['bytes that are not UTF-8', Uint8Array.of(0x61, 0x3a, 0xff), 'UTF-8'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x3a, 0), 'UTF-8'],
    ['more than 1 MiB', `a: ${'x'.repeat(1024 * 1024)}`, 'too large'],
    ['more than 1 MiB of two-byte characters', `a: ${'é'.repeat(600_000)}`, 'too large'],
    ['nesting', `a: ${'['.repeat(5000)}`, 'nest'],
    ['an alias inside itself', 'env: &e {a: *e}', 'alias'],
  ])('is refused: %s', (_, source, part) => {
    const loaded = load(source);
    expect(loaded).toMatchObject({ valid: false, message: expect.stringContaining(part) });
  });

  it('may begin with a byte order mark', () => {
    expect(load('\uFEFFspecfile_path: a.spec').valid).toBe(true);
  });
});

/** Configurations and patterns that make a careless reader slow: for tests of the verdict and for benchmarks of the time. */

function ofOneMebibyte(head: string, part: (index: number) => string): Uint8Array {
  const parts = [head];
  let length = head.length;
  for (let index = 0; ; index += 1) {
    const text = part(index);
    length += text.length;
    if (length > 1024 * 1024) return new TextEncoder().encode(parts.join(''));
    parts.push(text);
  }
}

/** So long that no more jobs fit than may be. */
const script = 'echo building; '.repeat(170);
const jobs = ofOneMebibyte('specfile_path: demo.spec\nsrpm_build_deps: [make]\njobs:\n', (index) =>
  [
    '  # builds for all supported releases',
    '  - job: copr_build',
    '    trigger: pull_request',
    `    identifier: build-${index}`,
    '    targets: [fedora-all, epel-9-x86_64]',
    '    actions:',
    '      post-upstream-clone:',
    `        - bash -c '${script}'`,
    '',
  ].join('\n'),
);

/** By name: the text, and whether it is a valid configuration. */
export const heavyConfigurations: Readonly<Record<string, readonly [source: Uint8Array | string, valid: boolean]>> = {
  '1 MiB of jobs': [jobs, true],
  '1 MiB of small jobs': [
    ofOneMebibyte('specfile_path: a.spec\njobs:\n', () => '- {job: tests, trigger: commit}\n'),
    false,
  ],
  '6,000 jobs': [`specfile_path: a.spec\njobs:\n${'- {job: tests, trigger: commit}\n'.repeat(6_000)}`, false],
  '1 MiB of triggers': [
    ofOneMebibyte('specfile_path: a.spec\njobs:\n- job: tests\n  trigger: commit', () => '|commit'),
    false,
  ],
  '20,000 packages, each of 5,000 jobs': [packagesAndJobs(), false],
  '1 MiB of unknown keys, for all packages': [
    ofOneMebibyte(`packages: {${namesOf(300).join(', ')}}\n`, (index) => `key${index}: ${'x'.repeat(200)}\n`),
    false,
  ],
  'one long text in many places': [
    `specfile_path: a.spec\nupstream_ref: &text ${'x'.repeat(900_000)}\njobs:\n${'- {job: tests, trigger: commit, fmf_ref: *text}\n'.repeat(300)}`,
    false,
  ],
  'one long name of no package in many jobs': [
    `specfile_path: a.spec\nupstream_ref: &text ${'x'.repeat(900_000)}\njobs:\n${'- {job: tests, trigger: commit, packages: [*text]}\n'.repeat(300)}`,
    false,
  ],
  'one text of all jobs': [
    `specfile_path: a.spec\ntf_post_install_script: ${'x'.repeat(900_000)}\njobs:\n${'- {job: tests, trigger: commit}\n'.repeat(400)}`,
    true,
  ],
  '1 MiB of comments': [ofOneMebibyte('specfile_path: a.spec\n', () => `# ${'x'.repeat(70)}\n`), true],
  '1 MiB of one text': [ofOneMebibyte('upstream_ref: |\n', () => '  word word word\n'), true],
  '1 MiB of list items': [ofOneMebibyte('srpm_build_deps:\n', () => '- a\n'), false],
  '1 MiB of unknown keys': [ofOneMebibyte('', (index) => `key${index}: ${'x'.repeat(40)}\n`), false],
  '1 MiB of brackets': [ofOneMebibyte('env: ', () => '['), false],
  'a billion laughs': [billionLaughs(), false],
  'packages times jobs': [multiplied(), false],
};

function billionLaughs(): string {
  const levels = Array.from(
    { length: 9 },
    (_, index) => `l${index + 1}: &l${index + 1} [${Array(10).fill(`*l${index}`).join(', ')}]`,
  );
  return `l0: &l0 lol\n${levels.join('\n')}\nenv: {laughs: *l9}`;
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `p${index}: {specfile_path: a.spec}`);
}

function packagesAndJobs(): Uint8Array {
  const packages = Array.from({ length: 20_000 }, (_, index) => `p${index}: {}`).join(', ');
  return new TextEncoder().encode(
    `packages: {${packages}}\njobs:\n${'- {job: tests, trigger: commit}\n'.repeat(5_000)}`,
  );
}

function multiplied(): string {
  return `packages: {${namesOf(300).join(', ')}}\njobs:\n${'- {job: tests, trigger: commit}\n'.repeat(300)}`;
}

/** A branch name on which `(a+)+$` makes a backtracking engine hang. */
export const hostileBranch = `${'a'.repeat(9_999)}b`;
export const hostilePattern = '(a+)+$';

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

const script = 'echo building; '.repeat(30);
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

function multiplied(): string {
  const packages = Array.from({ length: 300 }, (_, index) => `p${index}: {specfile_path: a.spec}`).join(', ');
  return `packages: {${packages}}\njobs:\n${'- {job: tests, trigger: commit}\n'.repeat(300)}`;
}

/** A branch name on which `(a+)+$` makes a backtracking engine hang. */
export const hostileBranch = `${'a'.repeat(9_999)}b`;
export const hostilePattern = '(a+)+$';

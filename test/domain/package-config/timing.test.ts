import { matchesAtStart } from '../../../src/domain/package-config/pattern.js';
import { load } from './loading.js';

/**
 * The shortest of several runs after a warm-up, in milliseconds of processor time, which other work on the machine
 * disturbs least; no more runs are made once one is short enough.
 */
function fastest(run: () => unknown, enough: number): number {
  run();
  run();
  let best = Infinity;
  for (let index = 0; index < 10 && best > enough; index += 1) {
    const begun = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

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
const real = ofOneMebibyte('specfile_path: demo.spec\nsrpm_build_deps: [make]\njobs:\n', (index) =>
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

describe('the time a configuration takes', () => {
  const files = {
    'of jobs': [real, true],
    'of comments': [ofOneMebibyte('specfile_path: a.spec\n', () => `# ${'x'.repeat(70)}\n`), true],
    'of one text': [ofOneMebibyte('upstream_ref: |\n', () => '  word word word\n'), true],
    'of list items': [ofOneMebibyte('srpm_build_deps:\n', () => '- a\n'), false],
    'of unknown keys': [ofOneMebibyte('', (index) => `key${index}: ${'x'.repeat(40)}\n`), false],
    'of brackets': [ofOneMebibyte('env: ', () => '['), false],
  } as const;

  it.each(Object.keys(files) as (keyof typeof files)[])('is at most 200 ms for 1 MiB %s', (name) => {
    const [source, valid] = files[name];
    expect(load(source, ['demo.spec']).valid).toBe(valid);
    expect(fastest(() => load(source, ['demo.spec']), 200)).toBeLessThanOrEqual(200);
  });

  it('is at most 50 ms for a billion laughs', () => {
    const levels = Array.from(
      { length: 9 },
      (_, index) => `l${index + 1}: &l${index + 1} [${Array(10).fill(`*l${index}`).join(', ')}]`,
    );
    const bomb = `l0: &l0 lol\n${levels.join('\n')}\nenv: {laughs: *l9}`;
    expect(load(bomb)).toMatchObject({ valid: false, message: expect.stringContaining('alias') });
    expect(fastest(() => load(bomb), 50)).toBeLessThanOrEqual(50);
  });

  it('is at most 5 ms for a pattern made to backtrack', () => {
    const branch = `${'a'.repeat(9_999)}b`;
    expect(matchesAtStart('(a+)+$', branch)).toEqual({ kind: 'no-match' });
    expect(fastest(() => matchesAtStart('(a+)+$', branch), 5)).toBeLessThanOrEqual(5);
  });

  it('is bounded where packages and jobs multiply', () => {
    const packages = Array.from({ length: 300 }, (_, index) => `p${index}: {specfile_path: a.spec}`).join(', ');
    const multiplied = `packages: {${packages}}\njobs:\n${'- {job: tests, trigger: commit}\n'.repeat(300)}`;
    expect(load(multiplied)).toMatchObject({ valid: false, message: expect.stringContaining('Too many jobs') });
    expect(fastest(() => load(multiplied), 200)).toBeLessThanOrEqual(200);
  });
});

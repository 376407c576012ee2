import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { checkName } from '../../../src/domain/planning/check-names.js';
import { defaultCoprProject } from '../../../src/domain/planning/copr-names.js';
import { matchesGlob } from '../../../src/domain/planning/globs.js';
import { sourceScript } from '../../../src/domain/planning/source-script.js';
import type { SubjectData } from '../../../src/domain/planning/job.js';
import { PROJECT, PULL_REQUEST } from '../../support/runs.js';
import { cases } from '../../support/depth.js';

const COMMIT = '528b803be6f93e19ca4130bf4976f2800a3004c4';
const onto = (targetBranch: string): SubjectData =>
  ({ ...PULL_REQUEST, kind: 'pull_request', targetBranch }) as SubjectData;

/** Runs the script in a real shell with a `packit` and a `git` that only say what they were given. */
function argumentsOf(script: string): string[] {
  const tools = `git() { :; }\npackit() { printf '%s\\0' "$@"; }\n`;
  const said = execFileSync('/bin/sh', ['-c', tools + script], { encoding: 'utf8', cwd: '/' });
  return said.split('\0').slice(0, -1);
}

function scriptFor(subject: SubjectData, change: Partial<Parameters<typeof sourceScript>[0]> = {}): string {
  return sourceScript({
    project: PROJECT,
    subject,
    commitSha: COMMIT,
    packageName: null,
    mergePullRequest: true,
    updateRelease: true,
    releaseSuffix: null,
    jobConfigIndex: 0,
    ...change,
  });
}

describe('the source script', () => {
  it('runs packit on the pull request, merged into its target', () => {
    expect(argumentsOf(scriptFor(onto('main')))).toEqual([
      '-d',
      'prepare-sources',
      '--result-dir',
      '/',
      '--pr-id',
      '342',
      '--merge-pr',
      '--target-branch',
      'main',
      '--job-config-index',
      '0',
      '--merged-ref',
      'main',
      '--no-create-symlinks',
      PROJECT.url,
    ]);
  });

  it('runs packit on a branch or a tag, and on one package of several', () => {
    const push = argumentsOf(scriptFor({ kind: 'branch', branch: 'next' }, { packageName: 'one', jobConfigIndex: 3 }));
    expect(push.slice(2, 9)).toEqual(['-p', 'one', '--result-dir', '/', '--ref', 'next', '--job-config-index']);
    expect(push.slice(-4, -2)).toEqual(['--merged-ref', COMMIT]);
    const release = argumentsOf(scriptFor({ kind: 'release', tag: 'v1' }, { releaseSuffix: '7.git' }));
    expect(release).toEqual(
      expect.arrayContaining(['--ref', 'v1', '--no-update-release', '--release-suffix', '7.git']),
    );
  });

  it('hands over whatever a branch, a package or a suffix is called, and runs nothing of it', () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '$(touch /tmp/x)',
        '`id`',
        "'; id #",
        '"$HOME"',
        'a b',
        'a\nb',
        '-rf',
        '\\',
        '!!',
        '*',
        '~',
        "''",
      ),
      fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (branch, packageName, releaseSuffix) => {
        const given = argumentsOf(scriptFor(onto(branch), { packageName, releaseSuffix }));
        const after = (option: string) => given[given.indexOf(option) + 1];
        expect([given[3], given[given.indexOf('--target-branch', 4) + 1], given.at(-3)]).toEqual([
          packageName,
          branch,
          branch,
        ]);
        expect([after('--release-suffix'), given.at(-1), given]).toEqual([releaseSuffix, PROJECT.url, given]);
        expect(given).toHaveLength(19);
      }),
      { numRuns: cases(150, 40) },
    );
  });
});

describe('names of checks', () => {
  const name = (change: Partial<Parameters<typeof checkName>[0]> = {}) =>
    checkName({
      prefix: 'rpm-build',
      subject: PULL_REQUEST,
      target: 'fedora-43-x86_64',
      identifier: null,
      packageName: 'hello',
      template: null,
      ...change,
    });

  it.each<[string, Parameters<typeof name>[0], string]>([
    ['of a pull request', {}, 'rpm-build:fedora-43-x86_64'],
    ['of tests', { prefix: 'testing-farm' }, 'testing-farm:fedora-43-x86_64'],
    ['with an identifier', { identifier: 'x' }, 'rpm-build:fedora-43-x86_64:x'],
    ['of a branch', { subject: { kind: 'branch', branch: 'a:b' } }, 'rpm-build:a-b:fedora-43-x86_64'],
    ['of a tag', { subject: { kind: 'release', tag: 'v1' }, identifier: 'x' }, 'rpm-build:v1:fedora-43-x86_64:x'],
    [
      'by a template',
      { template: '{job_name} of {package} on {chroot} {{}}' },
      'rpm-build of hello on fedora-43-x86_64 {}',
    ],
    ['by a template that asks for nothing there', { template: '{identifier}/{event}' }, 'None/None'],
    ['by an empty template', { template: ' ' }, 'rpm-build:fedora-43-x86_64'],
    ['by a template with an unknown name', { template: '{unknown}' }, 'rpm-build:fedora-43-x86_64'],
    ['by a template with a stray brace', { template: '{chroot' }, 'rpm-build:fedora-43-x86_64'],
    ['by a template that asks for what every object has', { template: '{constructor}' }, 'rpm-build:fedora-43-x86_64'],
  ])('%s', (_what, change, expected) => expect(name(change)).toBe(expected));
});

it.each<[string, SubjectData, string | null, string]>([
  ['a pull request', PULL_REQUEST, null, 'packit-service-packit-342'],
  ['a branch', { kind: 'branch', branch: 'feature/x' }, null, 'packit-service-packit-feature-x'],
  ['a release', { kind: 'release', tag: 'v1' }, 'id', 'packit-service-packit-releases-id'],
])('the Copr project of %s', (_what, subject, identifier, expected) => {
  expect(defaultCoprProject(PROJECT, subject, identifier)).toBe(expected);
});

it('the Copr project of another forge begins with its host, and groups become part of the name', () => {
  const project = { host: 'gitlab.com', namespace: 'a/b', repo: 'c', url: 'https://gitlab.com/a/b/c' };
  expect(defaultCoprProject(project, PULL_REQUEST, null)).toBe('gitlab.com-a-b-c-342');
});

describe('globs', () => {
  it('mean the same as a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, candidate) => {
        const source = glob.replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesGlob(glob, candidate)).toBe(new RegExp(`^${source}$`).test(candidate));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of strangers end soon', () => {
    expect(matchesGlob('*a'.repeat(200) + 'b', 'a'.repeat(5_000))).toBe(false);
  });
});

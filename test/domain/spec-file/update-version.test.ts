import { describe, expect, it } from '@jest/globals';
import { SpecFileError } from '../../../src/domain/spec-file/spec-error.js';
import type { SpecUpdate } from '../../../src/domain/spec-file/spec-update.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';

/** The lines that an update changes, as they are afterwards. */
function changed(text: string, version: string, more: Omit<SpecUpdate, 'version'> = {}): string[] {
  return updateSpec(text, { version, ...more }).changes.flatMap(({ added }) => added.map((line) => line.trimEnd()));
}

function problemOf(text: string, version: string, more: Omit<SpecUpdate, 'version'> = {}): SpecFileError {
  try {
    updateSpec(text, { version, ...more });
  } catch (error) {
    if (error instanceof SpecFileError) return error;
  }
  throw new Error('expected a SpecFileError');
}

const composed = '%global major 1\n%global minor 2\n%global patch 3\n';

describe('Version', () => {
  it.each<[string, string, string, string[]]>([
    ['is written out', 'Version: 1.0', '2.0', ['Version: 2.0']],
    ['keeps its blanks', 'Version:\t1.0  \nName: x', '2.0', ['Version:\t2.0']],
    ['stays where it is right', 'Version: 2.0', '2.0', []],
    ['stays where its macros are right', `${composed}Version: %{major}.%{minor}`, '1.2', []],
    ['is a macro', '%global base 1.0\nVersion: %{base}', '2.0', ['%global base 2.0']],
    ['is a macro of a macro', `${composed}%define base %{major}.%{minor}\nVersion: %base`, '1.4', ['%global minor 4']],
    [
      'is composed of macros',
      `${composed}Version: %{major}.%{minor}.%{patch}`,
      '2.0.3',
      ['%global major 2', '%global minor 0'],
    ],
    [
      'becomes shorter than its macros',
      `${composed}Version: %{major}.%{minor}.%{patch}`,
      '1.4',
      ['%global minor 4', 'Version: %{major}.%{minor}'],
    ],
    [
      'becomes longer than its macros',
      `${composed}Version: %{major}.%{minor}`,
      '1.2.1',
      ['Version: %{major}.%{minor}.1'],
    ],
    [
      'is partly written out',
      `${composed}Version: %{major}.7.%{patch}`,
      '1.8.0',
      ['%global patch 0', 'Version: %{major}.8.%{patch}'],
    ],
    [
      'has a macro of two numbers',
      '%global series 1.2\nVersion: %{series}.3',
      '1.3.0',
      ['%global series 1.3', 'Version: %{series}.0'],
    ],
    ['has a letter before a macro', '%global build 7\nVersion: 1.0.r%{build}', '1.0.r8', ['%global build 8']],
    ['has one macro twice', '%global n1 1\nVersion: %{n1}.%{n1}', '2.3', ['%global n1 2', 'Version: %{n1}.3']],
    ['comes from a macro that is not ours', 'Version: %{given}', '2.0', ['Version: 2.0']],
    [
      'is defined where it was not',
      '%{!?base: %global base 1.0}\nVersion: %{base}',
      '2.0',
      ['%{!?base: %global base 2.0}'],
    ],
    ['is computed by a shell', 'Version: %(cat VERSION)', '2.0', ['Version: 2.0']],
    [
      'is computed from a macro',
      '%global up v1.0-rc1\nVersion: %(echo %{up} | tr -d v | tr - "~")',
      '2.0-rc1',
      ['%global up v2.0-rc1'],
    ],
    ['is of the last definition', '%global base 1\n%global base 2\nVersion: %{base}', '3', ['%global base 3']],
    [
      'is of the definition in effect',
      '%if 0\n%global base 1\n%else\n%global base 2\n%endif\nVersion: %{base}',
      '3',
      ['%global base 3'],
    ],
    ['leaves subpackages alone', 'Version: 1.0\n%package x\nVersion: 1.0', '2.0', ['Version: 2.0']],
    ['has line ends of DOS', 'Version: 1.0\r\nName: x\r\n', '2.0', ['Version: 2.0']],
  ])('%s', (_, text, version, expected) => expect(changed(text, version)).toEqual(expected));

  it('keeps the line ends of DOS and a missing last one', () => {
    expect(updateSpec('Version: 1.0\r\nName: x', { version: '2.0' }).text).toBe('Version: 2.0\r\nName: x');
    expect(updateSpec('Version: 1.0', { version: '2.0' }).text).toBe('Version: 2.0');
  });

  it('is the one of the branch that is in effect', () => {
    const text = '%if 0%{?rhel}\nVersion: 1\n%else\nVersion: 2\n%endif\n';
    expect(updateSpec(text, { version: '3', macros: { rhel: '9' } }).changes).toMatchObject([{ line: 2 }]);
    expect(updateSpec(text, { version: '3', macros: { rhel: null } }).changes).toMatchObject([{ line: 4 }]);
    const problem = problemOf(text, '3');
    expect(problem).toMatchObject({ problem: 'undecided-version', lines: [2, 4] });
    expect(problem.message).toMatch(
      /^expected one Version that is in effect, found 2, in lines 2, 4, .*parse_time_macros/,
    );
  });

  it('is not decided by a macro that depends on the place of the build', () => {
    const text = '%if 0%{?rhel}\n%global base 1\n%else\n%global base 2\n%endif\nVersion: %{base}\n';
    expect(problemOf(text, '3')).toMatchObject({ problem: 'undecided-version', lines: [4] });
    expect(changed(text, '3', { macros: { rhel: '9' } })).toEqual(['%global base 3']);
  });

  it.each(['1.0-dev', '1.0 ', '', '%(id)', '1..0', '1.0\nRelease: 9', '~1', 'ä'])('%j is refused', (version) => {
    expect(problemOf('Version: 1', version)).toMatchObject({ problem: 'invalid-version' });
  });

  it('must be there', () => {
    expect(problemOf('%package x\nVersion: 1\n', '2')).toMatchObject({ problem: 'no-version' });
  });

  it('that is computed is noted', () => {
    expect(updateSpec('Version: %(cat VERSION)', { version: '2' }).notes).toEqual([
      { note: 'version-is-written-out', line: 1, was: '%(cat VERSION)' },
    ]);
    expect(updateSpec('%global up 1\nVersion: %(echo %{up})', { version: '2' }).notes).toEqual([
      { note: 'version-is-computed', line: 2 },
    ]);
  });
});

describe('a pre-release', () => {
  const own = 'Version: 1.0%{?prerel:~%{prerel}}';

  it.each<[string, string, string, string[]]>([
    ['gets a tilde', 'Version: 1.0', '2.0.0-rc.1', ['Version: 2.0.0~rc.1']],
    ['has no delimiter', 'Version: 1.0', '2.0beta2', ['Version: 2.0~beta2']],
    ['has one already', 'Version: 1.0', '2.0~rc1', ['Version: 2.0~rc1']],
    ['of capital letters is one, too', 'Version: 1.0', '2.0-RC1', ['Version: 2.0~RC1']],
    ['becomes final', 'Version: 2.0~rc1', '2.0', ['Version: 2.0']],
    ['sets its macro', `%global prerel rc1\n${own}`, '1.0-rc2', ['%global prerel rc2']],
    [
      'brings back its macro',
      `#global prerel rc1\n${own}`,
      '1.1-rc2',
      ['%global prerel rc2', 'Version: 1.1%{?prerel:~%{prerel}}'],
    ],
    ['brings it back from %dnl', `%dnl %global prerel rc1\n${own}`, '1.0-rc2', ['%global prerel rc2']],
    ['that becomes final comments it out', `%global prerel rc1\n${own}`, '1.0', ['#global prerel rc1']],
    [
      'whose macro has the tilde keeps it',
      '%global prerel ~rc1\nVersion: 1.0%{?prerel}',
      '1.0-rc2',
      ['%global prerel ~rc2'],
    ],
    [
      'after macros',
      `${composed}Version: %{major}.%{minor}`,
      '1.3-rc1',
      ['%global minor 3', 'Version: %{major}.%{minor}~rc1'],
    ],
    ['after macros becomes final', `${composed}Version: %{major}.%{minor}~rc1`, '1.2', ['Version: %{major}.%{minor}']],
    ['with a macro behind a tilde', '%global pre rc1\nVersion: 1.0~%{pre}', '1.0-rc2', ['%global pre rc2']],
  ])('%s', (_, text, version, expected) => expect(changed(text, version)).toEqual(expected));

  it('has the macro of the configuration, which conditions may ask for', () => {
    const text =
      '#global pre rc1\n%global base 1.0\n%if 0%{?pre:1}\n%global full %{base}~%{pre}\n%else\n%global full %{base}\n%endif\nVersion: %{full}\n';
    const prerelease = { macro: 'pre' };
    expect(changed(text, '1.1-rc2', { prerelease })).toEqual(['%global pre rc2', '%global base 1.1']);
    expect(changed(text.replace('#', '%'), '1.1', { prerelease })).toEqual(['#global pre rc1', '%global base 1.1']);
  });

  it('is what the configured pattern says', () => {
    expect(changed('Version: 1', '2.0a1', { prerelease: { pattern: '([.-]?)(a|b)\\d+' } })).toEqual([
      'Version: 2.0~a1',
    ]);
    expect(changed('Version: 1', '2.0.rc1', { prerelease: { pattern: '(-)x' } })).toEqual(['Version: 2.0.rc1']);
  });

  it.each(['(', '-rc\\d+', '(?<=x)(-)rc1'])('is found by the default where the pattern %j is none', (pattern) => {
    const updated = updateSpec('Version: 1', { version: '2.0-rc1', prerelease: { pattern } });
    expect(updated.version).toBe('2.0~rc1');
    expect(updated.notes).toEqual([{ note: 'prerelease-pattern-ignored', pattern }]);
  });

  it('whose macro is not in a line of its own is refused', () => {
    const text = '%{!?prerel: %global prerel rc1}\nVersion: 1.0%{?prerel:~%{prerel}}';
    expect(problemOf(text, '1.0')).toMatchObject({ problem: 'entangled-macro', lines: [1] });
  });

  it('in an address is noted', () => {
    const text = 'Version: 1.0\nSource0: https://x/x-%{version}.tgz\n';
    expect(updateSpec(text, { version: '2.0-rc1' }).notes).toEqual([
      { note: 'tilde-in-address', line: 2, url: 'https://x/x-2.0~rc1.tgz' },
    ]);
  });
});

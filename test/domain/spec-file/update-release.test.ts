import { describe, expect, it } from '@jest/globals';
import type { GivenMacros } from '../../../src/domain/spec-file/evaluation.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';

const spec = (release: string, version = '1.0'): string => `Name: x\nVersion: ${version}\nRelease:   ${release}\n`;
const releaseIn = (text: string): string => /^Release: *(.*)$/m.exec(text)![1]!;

describe('Release of one spec file', () => {
  it.each([
    ['3%{?dist}', '1%{?dist}'],
    ['3%{dist}', '1%{dist}'],
    ['3%dist', '1%dist'],
    ['3', '1%{?dist}'],
    ['0.4.rc1%{?dist}', '1%{?dist}'],
    ['3%{?dist}.2', '1%{?dist}'],
    ['%autorelease', '%autorelease'],
    ['%autorelease -b 3', '%autorelease -b 3'],
    ['%{autorelease}', '%{autorelease}'],
    ['%{?autorelease}%{!?autorelease:1%{?dist}}', '%{?autorelease}%{!?autorelease:1%{?dist}}'],
    ['%{unknown}%{?dist}', '1%{?dist}'],
    ['%mkrel 3', '1%{?dist}'],
  ])('%s becomes %s', (before, after) => {
    expect(releaseIn(updateSpec(spec(before), { version: '2.0' }).text)).toBe(after);
  });

  it.each([
    ['%global baserelease 3\n', '%{baserelease}%{?dist}', '%global baserelease 1\n'],
    ['%global rel 3%{?dist}\n', '%{rel}', '%global rel 1%{?dist}\n'],
    ['%define rel 4\n', '%rel%{?extra}%{?dist}', '%define rel 1\n'],
  ])('is counted by a macro: %j', (definition, release, expected) => {
    const { text } = updateSpec(definition + spec(release), { version: '2.0' });
    expect(text).toBe(expected + spec(release, '2.0'));
  });

  it('begins again in every branch, where Version is of all of them', () => {
    const text = 'Version: 1\n%if 0%{?rhel}\nRelease: 3%{?dist}\n%else\nRelease: %autorelease\n%endif\n';
    const expected = text.replace('3%', '1%').replace('Version: 1', 'Version: 2');
    for (const macros of [{ fedora: '43' }, { rhel: '9' }, { rhel: null }] as GivenMacros[])
      expect(updateSpec(text, { version: '2', macros }).text).toBe(expected);
  });

  it('begins again in the branch that has the new Version, and in no other', () => {
    const text = '%if 0%{?rhel}\nVersion: 1\nRelease: 3%{?dist}\n%else\nVersion: 2\nRelease: 4%{?dist}\n%endif\n';
    const { text: after } = updateSpec(text, { version: '3', macros: { rhel: null } });
    expect(after).toBe(text.replace('Version: 2', 'Version: 3').replace('4%', '1%'));
  });

  it('of a subpackage stays', () => {
    const text = `${spec('2%{?dist}')}%package y\nRelease: 5\n`;
    expect(updateSpec(text, { version: '2.0' }).text).toContain('%package y\nRelease: 5\n');
  });
});

describe('Release of an update in dist-git', () => {
  it.each([
    ['%autorelease', '%autorelease -e x', '2.0', '%autorelease -e x'],
    ['%autorelease -b 2', '5%{?dist}', '2.0', '%autorelease -b 2'],
    ['%autorelease', '5%{?dist}', '1.0', '%autorelease'],
    ['7%{?dist}', '%autorelease', '2.0', '1%{?dist}'],
    ['7%{?dist}', '%autorelease', '1.0', '1%{?dist}'],
    ['7%{?dist}', '5%{?dist}', '1.0', '1%{?dist}'],
    ['7%{?dist}', '7%{?dist}', '2.0', '1%{?dist}'],
    ['7%{?dist}', '7%{dist}', '2.0', '1%{dist}'],
    ['7%{?dist}', '2%{?dist}', '2.0', '2%{?dist}'],
  ])('has %s, upstream %s in version %s: %s', (distGit, upstream, version, expected) => {
    const update = { version: '2.0', distGit: spec(distGit), macros: { dist: '.fc43' } };
    expect(releaseIn(updateSpec(spec(upstream, version), update).text)).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';

const commit = 'f'.repeat(40);
const old = '0123456789abcdef0123456789abcdef01234567';

/** What becomes of lines beside a Version. */
function after(lines: string, from: string, to: string): string {
  const head = `Name: x\nVersion: ${from}\n`;
  const { text } = updateSpec(head + lines, { version: to, commit });
  return text.slice(text.indexOf('\n', text.indexOf('Version:')) + 1);
}

describe('addresses of sources', () => {
  it.each<[string, string, string, string, string]>([
    ['name the version', 'Source: https://x/x-1.2.3.tgz', '1.2.3', '1.3.0', 'Source: https://x/x-1.3.0.tgz'],
    [
      'name a tag',
      'Source: https://x/v1.2.3/x.tgz#/x-1.2.3.tgz',
      '1.2.3',
      '1.3.0',
      'Source: https://x/v1.3.0/x.tgz#/x-1.3.0.tgz',
    ],
    [
      'name a series',
      'Source: https://x/1.2/x-%{version}.tgz',
      '1.2.3',
      '1.3.0',
      'Source: https://x/1.3/x-%{version}.tgz',
    ],
    [
      'write it with underscores',
      'Source: https://x/rel_1_2_3.tgz',
      '1.2.3',
      '1.3.0',
      'Source: https://x/rel_1_3_0.tgz',
    ],
    ['name a pre-release', 'Source: https://x/x-1.2-rc1.tgz', '1.2~rc1', '1.2', 'Source: https://x/x-1.2.tgz'],
    ['name one now', 'Source: https://x/x-1.2.tgz', '1.2', '1.3-rc.1', 'Source: https://x/x-1.3-rc.1.tgz'],
    ['name a longer version', 'Source: https://x/x-1.2.3.4.tgz', '1.2.3', '1.3.0', 'Source: https://x/x-1.2.3.4.tgz'],
    ['name another number', 'Source: https://x/x-11.2.3.tgz', '1.2.3', '1.3.0', 'Source: https://x/x-11.2.3.tgz'],
    ['name a bare number', 'Source: https://x/5/x5-5.tgz', '5', '6', 'Source: https://x/5/x5-5.tgz'],
    [
      'are local',
      'Source1: x-1.2.3.conf\nPatch: https://x/x-1.2.3.patch',
      '1.2.3',
      '1.3.0',
      'Source1: x-1.2.3.conf\nPatch: https://x/x-1.2.3.patch',
    ],
    ['are in a list', '%sourcelist\nhttps://x/x-1.2.3.tgz', '1.2.3', '1.3.0', '%sourcelist\nhttps://x/x-1.3.0.tgz'],
    [
      'are not left in',
      '%if 0\nSource: https://x/x-1.2.3.tgz\n%endif',
      '1.2.3',
      '1.3.0',
      '%if 0\nSource: https://x/x-1.2.3.tgz\n%endif',
    ],
    [
      'name it through a macro',
      '%global tag v1.2.3\nSource: https://x/%{tag}.tgz',
      '1.2.3',
      '1.3.0',
      '%global tag v1.3.0\nSource: https://x/%{tag}.tgz',
    ],
    [
      'name a series through a macro',
      '%global series 1.2\nSource: https://x/%{series}/x.tgz',
      '1.2.3',
      '2.0.0',
      '%global series 2.0\nSource: https://x/%{series}/x.tgz',
    ],
    [
      'use no such macro',
      '%global api 1.2.3\nSource: https://x/x-%{version}.tgz',
      '1.2.3',
      '1.3.0',
      '%global api 1.2.3\nSource: https://x/x-%{version}.tgz',
    ],
    [
      'name a commit',
      `%global commit ${old}\n%global short 0123456\nSource: https://x/%{commit}/x-%{short}.tgz`,
      '1.2.3',
      '1.3.0',
      `%global commit ${commit}\n%global short fffffff\nSource: https://x/%{commit}/x-%{short}.tgz`,
    ],
    [
      'name two commits',
      `%global c01 ${old}\n%global c02 ${old}\nSource: https://x/%{c01}-%{c02}.tgz`,
      '1.2.3',
      '1.3.0',
      `%global c01 ${old}\n%global c02 ${old}\nSource: https://x/%{c01}-%{c02}.tgz`,
    ],
  ])('%s', (_, lines, from, to, expected) => expect(after(lines, from, to)).toBe(expected));

  it('are written up to the macro of a pre-release', () => {
    const file = (base: string, macro: string): string =>
      `${macro}\nVersion: ${base}%{?pre:~%{pre}}\nSource0: https://x/x-${base}%{?pre:-%{pre}}.tgz\n`;
    expect(updateSpec(file('1.0', '%global pre rc1'), { version: '1.1-rc2' }).text).toBe(
      file('1.1', '%global pre rc2'),
    );
    expect(updateSpec(file('1.0', '#global pre rc1'), { version: '1.1' }).text).toBe(file('1.1', '#global pre rc1'));
    expect(updateSpec(file('1.0', '%global pre rc1'), { version: '1.1' }).text).toBe(file('1.1', '#global pre rc1'));
  });
});

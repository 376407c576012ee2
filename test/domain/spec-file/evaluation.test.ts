import { describe, expect, it } from '@jest/globals';
import { Evaluation, type GivenMacros } from '../../../src/domain/spec-file/evaluation.js';
import { truthOfExpression } from '../../../src/domain/spec-file/expression.js';
import { parseSpec } from '../../../src/domain/spec-file/parse-spec.js';

/** Expands a text at the end of a spec file. */
function expand(text: string, spec = '', macros: GivenMacros = {}): string {
  const document = parseSpec(`${spec}\nend\n`);
  const { text: expanded, complete } = new Evaluation(document, macros).expand(text, document.lines.length - 1);
  return complete ? expanded : `incomplete: ${expanded}`;
}

describe('macros', () => {
  const spec =
    '%global abc 1\n%define lazy %{abc}.%{late}\n%global eager %{abc}.%{late}\n%global late 2\nName: n\nVersion: 3\nURL: u';

  it.each([
    ['%abc %{abc} %{?abc} %?abc', '1 1 1 1'],
    ['%{?abc:x%{abc}}%{!?abc:y}', 'x1'],
    ['%{?none:x}%{!?none:y%{abc}}', 'y1'],
    ['%{!!?abc:x}', 'x'],
    ['100%% %%{abc}', '100% %{abc}'],
    ['%{lazy} %{eager}', '1.2 1.2'],
    ['%{name}-%{version} %{url}', 'n-3 u'],
    ['%{nil}', ''],
    ['%{none}', 'incomplete: %{none}'],
    ['%(rm -rf /)%{abc}', 'incomplete: %(rm -rf /)1'],
    ['%{lua: os.exit()}', 'incomplete: %{lua: os.exit()}'],
    ['%[1 + 1]', 'incomplete: %[1 + 1]'],
    ['%{?abc', 'incomplete: %{?abc'],
    ['%{defined abc}%{undefined abc}%{with x}%{without x}', '1001'],
  ])('%s is %s', (text, expected) => {
    const found = expand(text, spec);
    // A bracket without its partner is text.
    expect(found).toBe(text === '%{?abc' ? '%{?abc' : expected);
  });

  it.each([
    ['%global abc 1\n%undefine abc', '%{?abc}', ''],
    ['%if 0\n%global abc 1\n%endif', '%{?abc}', ''],
    ['%if 0\n%elif 1\n%global abc 2\n%else\n%global abc 3\n%endif', '%{abc}', '2'],
    ['%global abc 1\n%{!?abc: %global abc 2}\n%{!?xyz: %global xyz 3}', '%{abc}%{xyz}', '13'],
    ['%bcond_with x\n%bcond_without y\n%bcond zz 0', '%{with x}%{with y}%{with zz}', '010'],
    ['#%global abc 1', '%{abc}', '1'],
    ['#global abc 1', '%{?abc}', ''],
    ['%define ab1 %{ab2}\n%define ab2 %{ab1}', '%{ab1}', 'incomplete: %{ab1}'],
    ['%global fun(x) y', '%{fun}', 'incomplete: %{fun}'],
  ])('after %j, %s is %j', (before, text, expected) => expect(expand(text, before)).toBe(expected));

  it.each([
    [
      'Name: python-x\nVersion: 1.0~rc1',
      '%{pypi_source}',
      'https://files.pythonhosted.org/packages/source/p/python-x/python-x-1.0rc1.tar.gz',
    ],
    ['Version: 1.0', '%{pypi_source y 2 zip}', 'https://files.pythonhosted.org/packages/source/y/y/y-2.zip'],
    ['Version: 1.0', '%pypi_source y', 'https://files.pythonhosted.org/packages/source/y/y/y-1.0.tar.gz'],
    ['%global crate x\nVersion: 1.0~rc1', '%{crates_source}', 'https://static.crates.io/crates/x/x-1.0-rc1.crate'],
    ['Version: 1.0~rc1', 'v%{version_no_tilde}-%{version_no_tilde _}', 'v1.0-rc1-1.0_rc1'],
    ['%global pypi_source mine', '%{pypi_source}', 'mine'],
  ])('of Fedora are known: after %j, %s is %s', (before, text, expected) =>
    expect(expand(text, before)).toBe(expected),
  );
});

describe('conditions', () => {
  it.each<[string, boolean | undefined]>([
    ['1', true],
    ['0', false],
    ['043 >= 42', true],
    ['0 && 1 || 1', true],
    ['!(1 == 2)', true],
    ['"a" == "a"', true],
    ['"a" < "b" && "" == ""', true],
    ['2 + 3 * 4 == 14', true],
    ['1 ? 0 : 1', false],
    ['-1 < 0', true],
    ['1 / 0', undefined],
    ['1 == "1"', undefined],
    ['fedora', undefined],
    ['', undefined],
    ['(1', undefined],
    ['1 1', undefined],
    ['('.repeat(100), undefined],
  ])('%s holds: %s', (text, expected) => expect(truthOfExpression(text)).toBe(expected));

  it.each<[string, GivenMacros, string]>([
    ['%if 0%{?fedora}\nx\n%else\ny\n%endif', {}, 'maybe maybe'],
    ['%if 0%{?fedora}\nx\n%else\ny\n%endif', { fedora: '43' }, 'yes no'],
    ['%if 0%{?fedora}\nx\n%else\ny\n%endif', { fedora: null }, 'no yes'],
    ['%if 0%{?scl:1}\nx\n%else\ny\n%endif', {}, 'no yes'],
    ['%if 0%{?rhel}\n%if 1\nx\n%endif\ny\n%endif', {}, 'maybe maybe'],
    ['%if 0\n%if 0%{?rhel}\nx\n%endif\ny\n%endif', {}, 'no no'],
    ['%ifarch s390x\nx\n%else\ny\n%endif', {}, 'maybe maybe'],
    ['%if 0%{?rhel}\n%elif 1\nx\n%else\ny\n%endif', {}, 'maybe no'],
    ['%if %{_some_macro}\nx\n%else\ny\n%endif', {}, 'maybe maybe'],
    ['%endif\nx\n%else\ny\n', {}, 'yes yes'],
  ])('%j with %j leave x and y: %s', (text, macros, expected) => {
    const document = parseSpec(text);
    const evaluation = new Evaluation(document, macros);
    const presences = document.lines.flatMap(({ start, end }, i) =>
      /^[xy]$/.test(text.slice(start, end)) ? [evaluation.presence(i)] : [],
    );
    expect(presences.join(' ')).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSpec } from '../../../src/domain/spec-file/read-spec.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';
import { cases } from '../../support/depth.js';
import { askRpmspec, hasRpmspec } from '../../support/rpmspec.js';
import { specCases } from '../../support/spec-files.js';

const FORMAT = '%{VERSION}\\n%{EPOCH}\\n[%{CHANGELOGNAME}\\n]--\\n[%{CHANGELOGTEXT}\\n]--\\n[%{SOURCE}\\n]';

const lines = [
  '%global abc 1',
  '%global abc %{def}x',
  '%define def %{abc}y',
  '%define def 2',
  '%undefine abc',
  '%{!?abc: %global abc 7}',
  '%{!?xyz: %global xyz 8}',
  '%if 0%{?abc}',
  '%if 0%{?xyz} == 8',
  '%if "%{?def}" == "2"',
  '%if 1',
  '%if 0',
  '%elif 0%{?xyz}',
  '%elif 1',
  '%else',
  '%endif',
  '%endif',
  '%bcond_with w1',
  '%bcond_without w1',
  '%if %{with w1}',
  '%if !0%{?abc} || 0%{?xyz}',
  '%if %{defined abc} && 1',
  'Source: a%{?abc}-%{?def}%{!?def:n}',
  'Source3: b%{version}',
  'Source: c%%d',
  'Patch: p',
  '#%global abc 9',
  '#global abc 10',
  '%dnl %global abc 11',
  '%global mul %{expand:\nVersion: 9\n}',
  '%global bs a\\\nb',
  '%sourcelist\nq1\nq2',
  '%package sub\nSummary: x\nVersion: 5',
  'Source: z%{version}%{?mul:m}',
];

/** Lines in which each `%if` has its `%endif`, and nothing stands without its `%if`. */
function balanced(some: readonly string[]): string[] {
  let depth = 0;
  const all = some.filter((line) => {
    if (line.startsWith('%if')) depth += 1;
    else if (/^%e/.test(line) && depth === 0) return false;
    else if (line === '%endif') depth -= 1;
    return true;
  });
  return [...all, ...Array.from({ length: depth }, () => '%endif')];
}

// Skipped, with a warning that says what to install, where there is no rpmspec.
const rpm = hasRpmspec('what rpm says of edited spec files') ? describe : describe.skip;

rpm('what rpm says of the edited spec file', () => {
  it.each(specCases())('$name', async ({ before, update, expected, rpmspec }) => {
    const { text } = updateSpec(before, update);
    const { answer, errors } = await askRpmspec(text, FORMAT, rpmspec);
    expect(errors).not.toMatch(/error:/);
    const [version, epoch] = answer.split('\n');
    const own = readSpec(text, update.macros);
    expect(version).toBe(expected.version);
    expect(epoch).toBe(own.epoch?.expanded ?? '(none)');
    const files = answer.split('--\n').at(-1)!.trim().split('\n');
    expect(files.sort()).toEqual(
      own.sources
        .filter(({ kind }) => kind === 'source')
        .map(({ fileName }) => fileName)
        .sort(),
    );
    const evr = `${own.epoch ? `${own.epoch.expanded}:` : ''}${version}-1`;
    if (own.changelog === 'section') expect(answer.split('\n')[2]).toBe(`Packit <packit@example.org> - ${evr}`);
  });

  it('is what the text of a release says, and nothing that it does', async () => {
    const release = [
      'What is new: %{name} and %(echo done) and %[1+1], 100% of \\%{it} and %%{that}',
      '%include /etc/hostname',
      '%changelog',
      '%if 0',
      '* Mon Jan 01 2024 somebody else - 9-9',
      '%{lua: print(1)} %?dist %!?dist',
    ].join('\n');
    const text = 'Name: x\nVersion: 1.0\nRelease: 1\nSummary: x\nLicense: MIT\n%description\nx\n%changelog\n';
    const changelog = { packager: 'Jürgen 100% <p@example.org>', date: '2026-01-05', release };
    const { text: after } = updateSpec(text, { version: '2.0', changelog });
    const { answer } = await askRpmspec(after, '[%{CHANGELOGNAME}\\n]--\\n[%{CHANGELOGTEXT}\\n]');
    expect(answer).toBe(
      [
        'Jürgen 100% <p@example.org> - 2.0-1',
        '--',
        'What is new: %{name} and %(echo done) and %[1+1], 100% of \\\\%{it} and %%{that}',
        '- %include /etc/hostname',
        '- %changelog',
        '- %if 0',
        ' * Mon Jan 01 2024 somebody else - 9-9',
        '- %{lua: print(1)} %?dist %!?dist',
        '',
      ].join('\n'),
    );
  });

  it('about conditions, macros and numbers is what we read ourselves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...lines), { maxLength: 14 }), async (some) => {
        const text = `Name: x\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\n${balanced(some).join('\n')}\n%description\nx\n`;
        const answer = await askRpmspec(text, '[source %{SOURCE}\\n][patch %{PATCH}\\n]').catch(() => undefined);
        fc.pre(answer !== undefined);
        const theirs = answer!.answer.split('\n').filter((line) => line !== '' && !line.endsWith(' (none)'));
        const ours = readSpec(text).sources.map(({ kind, fileName }) => `${kind} ${fileName}`);
        expect(ours.sort()).toEqual(theirs.sort());
      }),
      { numRuns: cases(200) },
    );
  });
});

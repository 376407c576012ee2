import { describe, expect, it } from '@jest/globals';
import { changelogLines } from '../../../src/domain/spec-file/changelog-text.js';
import type { SpecUpdate } from '../../../src/domain/spec-file/spec-update.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';

const changelog = { packager: 'P Q <p@example.org>', date: '2026-01-05' };
const head = 'Name: x\nVersion: 1.0\nRelease: 1%{?dist}\n';
const entry = '* Mon Jan 05 2026 P Q <p@example.org> - 2.0-1\n- Update to version 2.0\n';
const old = '* Wed Jan 01 2025 A <a@example.org> - 1.0-1\n- first\n';

/** What follows the preamble after an update. */
function after(rest: string, more: Partial<SpecUpdate> = {}): string {
  return updateSpec(head + rest, { version: '2.0', changelog, ...more }).text.slice(head.length);
}

describe('the changelog', () => {
  it.each<[string, string, string]>([
    ['gets an entry on top', `%changelog\n${old}`, `%changelog\n${entry}\n${old}`],
    ['keeps what stands before its entries', `%changelog\n\n# text\n${old}`, `%changelog\n\n# text\n${entry}\n${old}`],
    ['is empty', '%changelog\n', `%changelog\n${entry}`],
    ['is empty and open', '%changelog', `%changelog\n${entry}`],
    ['is empty and not the last section', '%changelog\n%files\n', `%changelog\n${entry}\n%files\n`],
    ['is missing', '%files\n', `%files\n\n%changelog\n${entry}`],
    ['is missing after an open line', '%files', `%files\n\n%changelog\n${entry}`],
    ['stands in a condition', '%if 1\n%changelog\n%endif\n', `%if 1\n%changelog\n${entry}\n%endif\n`],
    ['is counted by rpmautospec', '%changelog\n%autochangelog\n', '%changelog\n%autochangelog\n'],
    ['is counted by it where it is there', '%changelog\n%{?autochangelog}\n', '%changelog\n%{?autochangelog}\n'],
    ['is another file', '%changelog\n%include changelog\n', '%changelog\n%include changelog\n'],
    [
      'has this entry, of another day',
      `%changelog\n${entry.replace('05', '04')}\n${old}`,
      `%changelog\n${entry.replace('05', '04')}\n${old}`,
    ],
  ])('%s', (_, rest, expected) => expect(after(rest)).toBe(expected));

  it('has line ends of DOS where the file has them', () => {
    const dos = (text: string): string => text.replaceAll('\n', '\r\n');
    const { text } = updateSpec(dos(`${head}%changelog\n${old}`), { version: '2.0', changelog });
    expect(text).toBe(dos(`${head.replace('1.0', '2.0')}%changelog\n${entry}\n${old}`));
  });

  it('says why it got no entry', () => {
    const text = `${head}%changelog\n%autochangelog\n`;
    expect(updateSpec(text, { version: '2.0', changelog }).notes).toEqual([
      { note: 'changelog-left', why: 'autochangelog' },
    ]);
    expect(updateSpec(text, { version: '2.0' }).notes).toEqual([]);
  });

  it('names the epoch, and the release as it is now', () => {
    expect(after('Epoch: 3\n%changelog\n')).toContain(' - 3:2.0-1\n');
    const distGit = `${head}%changelog\n${old}`.replace('Release: 1', 'Release: 9');
    const upstream = 'Name: x\nVersion: 2.0\nRelease: 4%{?dist}\n';
    const { text } = updateSpec(upstream, { version: '2.0', changelog, distGit, macros: { dist: '.fc43' } });
    expect(text).toContain(' - 2.0-4\n- Update');
  });

  it('is never in the wrong order, which rpm refuses: a newer entry lends its day', () => {
    const newer = '* Fri Jan 09 2026 A <a@example.org> - 1.0-1\n- first\n';
    expect(after(`%changelog\n${newer}`)).toBe(`%changelog\n${entry.replace('Mon Jan 05', 'Fri Jan 09')}\n${newer}`);
    const odd = '* Fri Feb 30 2026 A <a@example.org> - 1.0-1\n- first\n';
    expect(after(`%changelog\n${odd}`)).toBe(`%changelog\n${entry}\n${odd}`);
  });

  it('stays the one of dist-git, whatever upstream has', () => {
    const distGit = `Version: 1.0\nRelease: 1\n%changelog\n${old}`;
    const update = { version: '2.0', changelog, distGit };
    const upstream = 'Version: 2.0\nRelease: 1\n';
    expect(updateSpec(`${upstream}%changelog\n* upstream\n- x\n\n%files\n`, update).text).toMatch(
      /%changelog\n\* Mon[^*]+\* Wed Jan 01 2025 [^*]+- first\n%files\n$/,
    );
    expect(updateSpec(`${upstream}%files`, update).text).toContain(`%files\n\n%changelog\n${entry}\n${old}`);
    expect(
      updateSpec(`${upstream}%changelog\n* upstream\n- x\n`, { ...update, distGit: 'Version: 1.0\n' }).text,
    ).toMatch(/%changelog\n\* Mon Jan 05 2026.*\n- Update to version 2.0\n$/);
    expect(
      updateSpec(`${upstream}%changelog`, { ...update, distGit: `${head}%changelog\n%autochangelog` }).text,
    ).toMatch(/%changelog\n%autochangelog$/);
  });

  it.each(['', ' \n', 'A\nB <c>', 'A\u{0}B'])('has no entry of the packager %j', (packager) => {
    expect(() => after('%changelog\n', { changelog: { ...changelog, packager } })).toThrow(
      /expected who makes the update/,
    );
  });

  it.each(['2026-13-01', '5 January', ''])('has no entry of the day %j', (date) => {
    expect(() => after('%changelog\n', { changelog: { ...changelog, date } })).toThrow(
      /expected a date such as 2026-01-31/,
    );
  });
});

describe('the text of an entry', () => {
  it('is what the action printed, else what upstream wrote, else that this is an update', () => {
    const bugs = ['rhbz#1', 'rhbz#2'];
    expect(changelogLines('2.0', { action: '- by action\n', release: '- by release', bugs })).toEqual(['- by action']);
    expect(changelogLines('2.0', { action: ' \n', release: '\n- a\n\n- b\n', bugs: [] })).toEqual(['- a', '', '- b']);
    expect(changelogLines('2.0-rc.1', { release: '', bugs })).toEqual([
      '- Update to version 2.0-rc.1',
      '- Resolves: rhbz#1',
      '- Resolves: rhbz#2',
    ]);
  });

  it.each([
    [
      '100% of %name, %{name}, %(name), %[1], %?x and %!?x',
      '100% of %%name, %%{name}, %%(name), %%[1], %%?x and %%!?x',
    ],
    ['%%{name} 5%', '- %%%%{name} 5%'],
    ['a \\%{name', 'a \\\\%%{name'],
    ['a \\\\%{name', 'a \\\\%%{name'],
    ['* item', ' * item'],
    ['%include /etc/passwd', '- %%include /etc/passwd'],
    ['  %if 0', '- %%if 0'],
    ['%changelog', '- %%changelog'],
    ['a\u{0}\u{7}b\u{dc80}', 'ab\u{fffd}'],
  ])('%j is put in as %j', (text, expected) => expect(changelogLines('1', { release: text })).toEqual([expected]));

  it('has no other line ends', () => {
    expect(changelogLines('1', { release: 'a\r\nb\rc\u{2028}d\n' })).toEqual(['a', 'b', 'c', 'd']);
  });
});

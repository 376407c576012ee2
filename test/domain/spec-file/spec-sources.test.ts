import { describe, expect, it } from '@jest/globals';
import type { GivenMacros } from '../../../src/domain/spec-file/evaluation.js';
import { readSpec } from '../../../src/domain/spec-file/read-spec.js';

const sourcesOf = (text: string, macros: GivenMacros = {}): string[] =>
  readSpec(text, macros).sources.map(
    ({ kind, number, location, url, presence }) =>
      `${kind}${number} ${location}${url === undefined ? '' : ' url'}${presence === 'yes' ? '' : ' maybe'}`,
  );

describe('sources and patches', () => {
  it('count on where they have no number', () => {
    expect(sourcesOf('Source: a\nSource5: b\nSource: c\nPatch: p\nPatch: q\nPatch10: r\nPatch: s\nSource0: d')).toEqual(
      ['source0 a', 'source5 b', 'source6 c', 'patch0 p', 'patch1 q', 'patch10 r', 'patch11 s', 'source0 d'],
    );
  });

  it('come from lists, too', () => {
    expect(sourcesOf('Source: a\n%sourcelist\nhttps://x/b\n# c\n\n%patchlist\np\n')).toEqual([
      'source0 a',
      'source1 https://x/b url',
      'patch0 p',
    ]);
  });

  it('are those that conditions leave in', () => {
    const text =
      '%bcond_with docs\nSource0: a\n%if %{with docs}\nSource1: b\n%endif\n%if 0%{?rhel}\nSource: c\n%endif\nSource: d';
    expect(sourcesOf(text)).toEqual(['source0 a', 'source1 c maybe', 'source2 d']);
    expect(sourcesOf(text, { rhel: null })).toEqual(['source0 a', 'source1 d']);
    expect(sourcesOf(text, { rhel: '9' })).toEqual(['source0 a', 'source1 c', 'source2 d']);
  });

  it('are stored under the name that follows the last slash', () => {
    const [renamed, plain] = readSpec('Source0: https://x/dl?id=1#/%{n}.tgz\nSource1: local-%{n}\n', {
      n: 'y',
    }).sources;
    expect(renamed).toMatchObject({ fileName: 'y.tgz', url: 'https://x/dl?id=1#/y.tgz', complete: true });
    expect(plain).toMatchObject({ fileName: 'local-y', url: undefined });
  });

  it('say when an address is not known without running something', () => {
    expect(readSpec('Source0: https://x/%(date).tgz\n').sources).toMatchObject([
      { complete: false, location: 'https://x/%(date).tgz' },
    ]);
  });
});

describe('what a spec file says of its package', () => {
  it('is read with its macros', () => {
    const text =
      '%global v1 2\nName: x\nEpoch: 1\nVersion: %{v1}.0\nRelease: %autorelease\n%changelog\n%autochangelog\n';
    expect(readSpec(text)).toMatchObject({
      name: { value: 'x', line: 2 },
      epoch: { expanded: '1' },
      version: { value: '%{v1}.0', expanded: '2.0', line: 4 },
      autorelease: true,
      changelog: 'autochangelog',
    });
  });

  it.each([
    ['%changelog\n%include changelog\n', 'in-another-file'],
    ['%changelog\n# %autochangelog\n* Mon', 'section'],
    ['', 'section'],
  ])('says who has the changelog: %j', (text, keeper) => expect(readSpec(text).changelog).toBe(keeper));
});

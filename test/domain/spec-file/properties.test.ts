import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeSpec, encodeSpec } from '../../../src/domain/spec-file/spec-bytes.js';
import { Evaluation } from '../../../src/domain/spec-file/evaluation.js';
import { parseSpec } from '../../../src/domain/spec-file/parse-spec.js';
import { readSpec } from '../../../src/domain/spec-file/read-spec.js';
import { printSpec } from '../../../src/domain/spec-file/spec-document.js';
import { SpecFileError } from '../../../src/domain/spec-file/spec-error.js';
import { Steps } from '../../../src/domain/spec-file/steps.js';
import { cases } from '../../support/depth.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';

const lines = [
  'Name: mast',
  'Version: %{base}%{?prerel:~%{prerel}}',
  'Version: %{major}.%{minor}',
  'Version: %{lua: print("1") }',
  'Release: 3%{?dist}',
  'Release: %{number}%{?dist}',
  'Release: %autorelease',
  'Epoch: 1',
  '%global base 1.2.3',
  '%define base %{major}.%{minor}.0',
  '%global major 1',
  '%global minor 2',
  '#global prerel rc1',
  '%global prerel rc1',
  '%global number 7',
  '%global series 1.2',
  '%{!?number: %global number 8}',
  '%undefine base',
  '%bcond_with slow',
  '%if %{with slow}',
  '%if 0%{?fedora}',
  '%if 1',
  '%ifarch x86_64',
  '%else',
  '%endif',
  'Source: https://example.org/%{series}/mast-1.2.3.tar.gz',
  'Source0: https://example.org/%{name}-%{version}.tar.gz',
  'Patch: mast-1.2.3-fix.patch',
  '%sourcelist',
  '%package devel',
  '%description',
  '%changelog',
  '%autochangelog',
  '* Mon Jan 01 2024 A <a@example.org> - 1.2.3-1',
  '- text',
  '%global text %{expand:',
  '}',
  '%{lua:',
  '# a comment \\',
  '%dnl %global prerel rc1',
  '\u{feff}',
];
const line = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...lines) }, fc.string(), fc.string({ unit: 'binary' }));
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');
const someSpec = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 30 })
  .chain((all) => fc.tuple(fc.constant(all.flat().join('')), fc.boolean()))
  .map(([text, closed]) => (closed ? text : text.replace(/[\r\n]+$/, '')));
const specWithVersion = fc
  .tuple(someSpec, fc.constantFrom('1.2.3', '%{base}', '%{major}.%{minor}', '2.0~rc1', '5'), someSpec)
  .map(([before, version, after]) => `${before}\nVersion: ${version}\n${after}`);
const versions = fc.constantFrom('1.2.4', '2.0.0-rc.1', '2.0', '6', '1.2.3', '20260101');
const changelog = { packager: 'P <p@example.org>', date: '2026-01-05' };
const macros = { fedora: '43', dist: '.fc43' };

/** The update, or undefined where the file leaves open what to do. */
function updated(text: string, version: string): ReturnType<typeof updateSpec> | undefined {
  try {
    return updateSpec(text, { version, changelog, macros });
  } catch (error) {
    if (error instanceof SpecFileError) return undefined;
    throw error;
  }
}

describe('any spec file', () => {
  it('is the same bytes after it was read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect([...encodeSpec(printSpec(parseSpec(decodeSpec(bytes))))]).toEqual([...bytes]);
      }),
    );
  });

  it('is the same text after it was read', () => {
    fc.assert(fc.property(someSpec, (text) => expect(printSpec(parseSpec(text))).toBe(text)));
  });

  it('changes in the lines that are named, and in no others', () => {
    fc.assert(
      fc.property(specWithVersion, versions, (text, version) => {
        const result = updated(text, version);
        if (!result) return;
        const kept = result.base.match(/[^\n]*\n|[^\n]+$/g) ?? [];
        for (const { line: at, removed, added } of [...result.changes].reverse())
          expect(kept.splice(at - 1, removed.length, ...added)).toEqual(removed);
        expect(kept.join('')).toBe(result.text);
        expect(result.base).toBe(text);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('does not change when the same is asked for again', () => {
    fc.assert(
      fc.property(specWithVersion, versions, (text, version) => {
        const once = updated(text, version);
        // An edit can close what was open: rpm would not have read the file.
        fc.pre(!once?.notes.some(({ note }) => note === 'unclosed-bracket'));
        if (once) expect(updated(once.text, version)?.text).toBe(once.text);
      }),
      { numRuns: cases(1000) },
    );
  });
});

describe('an edited spec file', () => {
  it('has the version that was asked for, unless it says that nobody knows', () => {
    fc.assert(
      fc.property(specWithVersion, versions, (text, version) => {
        const result = updated(text, version);
        fc.pre(result !== undefined && !result.notes.some(({ note }) => note === 'version-is-computed'));
        fc.pre(!result!.notes.some(({ note }) => note === 'unclosed-bracket'));
        expect(readSpec(result!.text, macros).version?.expanded).toBe(result!.version);
      }),
      { numRuns: cases(1000) },
    );
  });
});

describe('a hostile spec file', () => {
  const repeated: Record<string, string> = {
    'open conditions': '%if 0%{?a}\n',
    'open macros': '%{\n',
    'open macros in one line': '%{?a:',
    'percent signs': '%',
    'many versions': 'Version: %{version}\n',
    'many sources': 'Source: https://x/%{name}-1.2.3.tar.gz\n',
    'open brackets in conditions': '%if ((((((((\n',
    'long sums': '%if 1+1+1+1+1+1+1+1+1+1+1+1+1+1\n%endif\n',
    'definitions that go on': '%global a b\\\n',
    blanks: ' ',
    'line ends': '\n',
  };
  const cost = (text: string): number => {
    const steps = Steps.forText(text);
    new Evaluation(parseSpec(text, steps), {}, undefined, steps);
    return steps.taken / text.length;
  };

  it.each(Object.entries(repeated))('of %s costs no more a character when it is longer', (_, unit) => {
    const file = (count: number): string => `Name: x\nVersion: 1.2.3\nRelease: 3%{?dist}\n${unit.repeat(count)}`;
    expect(cost(file(4_000))).toBeLessThanOrEqual(1.2 * cost(file(400)) + 1);
  });

  it('whose macros grow without end is refused', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `%define m${i}_ %{m${i + 1}_}%{m${i + 1}_}\n`).join('');
    const growing = '%global m0_ %{?m0_}x\n'.repeat(4_000);
    for (const macros of [doubling, growing])
      expect(() => updateSpec(`${macros}Name: x\nVersion: %{m0_}\n`, { version: '2' })).toThrow(
        /expected macros whose expansion takes no more than/,
      );
  });

  it('that is too big is refused', () => {
    expect(() => parseSpec('x'.repeat(4_000_001))).toThrow(/at most 4000000 characters and 400000 lines/);
    expect(() => parseSpec('\n'.repeat(400_001))).toThrow(/and more lines; is this a spec file/);
  });
});

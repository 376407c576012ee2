import { describe, expect, it } from '@jest/globals';
import { parseSpec } from '../../../src/domain/spec-file/parse-spec.js';
import { readSpec } from '../../../src/domain/spec-file/read-spec.js';
import { printSpec } from '../../../src/domain/spec-file/spec-document.js';
import { unifiedDiff } from '../../../src/domain/spec-file/unified-diff.js';
import { updateSpec } from '../../../src/domain/spec-file/update-spec.js';
import { specCases } from '../../support/spec-files.js';

describe.each(specCases())('$name: $about', ({ before, after, diff, update, expected }) => {
  it('is edited as a packager does it by hand', () => {
    const updated = updateSpec(before, update);
    expect(updated.text).toBe(after);
    expect(updated.version).toBe(expected.version);
  });

  it('names the lines that changed, as diff does', () => {
    const { changes } = updateSpec(before, update);
    expect(unifiedDiff(before, changes, 'before.spec', 'after.spec')).toBe(diff);
  });

  it('stays as it is when it is edited again', () => {
    expect(updateSpec(after, update)).toMatchObject({ text: after, changes: [] });
  });

  it('is read without a loss', () => {
    expect(printSpec(parseSpec(before))).toBe(before);
  });

  it('says afterwards what it is', () => {
    const { release, sources } = readSpec(after, update.macros);
    expect(release?.value).toBe(expected.release);
    expect(sources.filter(({ kind }) => kind === 'source').map(({ location }) => location)).toEqual(expected.sources);
  });
});

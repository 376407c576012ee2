import { matchesAtStart } from '../../../src/domain/package-config/pattern.js';

describe('patterns of users', () => {
  it.each([
    ['main', 'main-next', 'main'],
    ['^main$', 'main', 'main'],
    ['(?:f|epel)\\d+', 'f44-side', 'f44'],
    ['v\\d+\\Z', 'v12', 'v12'],
    ['', 'anything', ''],
  ])('%s matches the start of %s', (pattern, text, matched) => {
    expect(matchesAtStart(pattern, text)).toEqual({ kind: 'match', matched });
  });

  it.each([
    ['^main$', 'main-next'],
    ['next', 'main-next'],
    ['v\\d+\\Z', 'v12-rc'],
  ])('%s does not match %s', (pattern, text) => {
    expect(matchesAtStart(pattern, text)).toEqual({ kind: 'no-match' });
  });

  it.each([['('], ['[z-a]'], ['*'], ['(?!x)y'], ['(a)\\1'], ['a{2000}']])('%s is invalid, with a reason', (pattern) => {
    expect(matchesAtStart(pattern, 'a')).toEqual({ kind: 'invalid', reason: expect.stringMatching(/\w/) });
  });

  it('takes no pattern that RE2 would work on for long', () => {
    for (const pattern of ['a?'.repeat(6000), `${'(x|y)'.repeat(20)}{200}`, `(${'a'.repeat(20)}){1,999}`])
      expect(matchesAtStart(pattern, 'a')).toEqual({ kind: 'invalid', reason: expect.stringContaining('steps') });
    expect(matchesAtStart('x'.repeat(100_000), 'a')).toEqual({ kind: 'no-match' });
  });
});

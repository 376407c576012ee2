import { matchesAtStart } from '../../../src/domain/package-config/pattern.js';
import { heavyConfigurations, hostileBranch, hostilePattern } from '../../support/heavy-configurations.js';
import { load } from './loading.js';

// How long these take is measured by `npm run bench:config`; here only that there is a verdict, and the right one.
describe('a configuration that is hard to read', () => {
  it.each(Object.entries(heavyConfigurations))('gets its verdict: %s', (_name, [source, valid]) => {
    expect(load(source, ['demo.spec']).valid).toBe(valid);
  });

  it('is told why: aliases, too many jobs', () => {
    const messages = (name: string) => load(heavyConfigurations[name]![0]);
    expect(messages('a billion laughs')).toMatchObject({ message: expect.stringContaining('alias') });
    expect(messages('packages times jobs')).toMatchObject({ message: expect.stringContaining('Too many jobs') });
  });

  it('cannot make a pattern backtrack', () => {
    expect(matchesAtStart(hostilePattern, hostileBranch)).toEqual({ kind: 'no-match' });
  });
});

import { recordedErrors } from '../../../src/domain/package-config/recorded-errors.js';
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
    expect(messages('one long text in many places')).toMatchObject({ message: expect.stringContaining('alias') });
    for (const name of ['6,000 jobs', '1 MiB of triggers', 'packages times jobs'])
      expect(messages(name)).toMatchObject({
        excess: 'too-many-jobs',
        message: expect.stringMatching(/Too many jobs: \d{4,}, and there may be 400/),
      });
    expect(messages('20,000 packages, each of 5,000 jobs')).toMatchObject({ excess: 'too-many-jobs' });
  });

  it('is told in few words, and recorded in fewer', () => {
    for (const name of ['1 MiB of unknown keys', '20,000 packages, each of 5,000 jobs', '1 MiB of one text']) {
      const [source] = heavyConfigurations[name]!;
      const loaded = load(source);
      if (loaded.valid) continue;
      const recorded = JSON.stringify(recordedErrors(loaded.errors));
      expect([name, recorded.length < 40_000, loaded.message.length < 3_000_000]).toEqual([name, true, true]);
    }
  });

  it('may have 400 jobs, packages and triggers counted, and not 401', () => {
    const jobs = (count: number) => '- {job: tests, trigger: commit, skip_build: true}\n'.repeat(count);
    const verdict = (text: string) => load(text).valid;
    expect(verdict(`jobs:\n${jobs(400)}`)).toBe(true);
    expect(verdict(`jobs:\n${jobs(401)}`)).toBe(false);
    const packages = (count: number) =>
      `packages: {${Array.from({ length: count }, (_, n) => `p${n}: {specfile_path: a.spec}`).join(', ')}}\n`;
    expect(verdict(`${packages(20)}jobs:\n${jobs(20)}`)).toBe(true);
    expect(verdict(`${packages(20)}jobs:\n${jobs(21)}`)).toBe(false);
    const ofOne = '- {job: tests, trigger: commit, packages: [p1]}\n';
    expect(verdict(`${packages(300)}jobs:\n${ofOne.repeat(400)}`)).toBe(true);
    const split = "- {job: tests, trigger: 'commit | release', skip_build: true}\n";
    expect(verdict(`jobs:\n${split.repeat(200)}`)).toBe(true);
    expect(verdict(`jobs:\n${split.repeat(201)}`)).toBe(false);
  });

  it('cannot make a pattern backtrack', () => {
    expect(matchesAtStart(hostilePattern, hostileBranch)).toEqual({ kind: 'no-match' });
  });
});

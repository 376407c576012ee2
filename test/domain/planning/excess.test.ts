import { excessOf } from '../../../src/domain/planning/excess.js';
import { excessReport } from '../../../src/domain/planning/excess-report.js';
import type { Situation } from '../../../src/domain/planning/situation.js';
import { situationOf } from '../../support/situations.js';
import { BRANCH, commandOf, configOf, RELEASE } from './planning-world.js';

const chroots = (count: number) => Array.from({ length: count }, (_, n) => `fedora-${n + 100}-x86_64`);
const jobs = (count: number, change: (n: number) => object) =>
  Array.from({ length: count }, (_, n) => ({
    job: n % 2 ? 'tests' : 'copr_build',
    trigger: 'pull_request',
    ...change(n),
  }));
const found = (listed: object[], change: Partial<Situation> = {}, more: Record<string, unknown> = {}) =>
  excessOf(situationOf(configOf(listed, more), change))?.reason;

describe('checks of one event', () => {
  it('may be 2,000, of 400 jobs or of one', () => {
    expect(found(jobs(400, () => ({ targets: chroots(5) })))).toBeUndefined();
    expect(found(jobs(400, () => ({ targets: chroots(6) })))).toBe('too-many-checks');
    expect(found(jobs(1, () => ({ targets: chroots(2000) })))).toBeUndefined();
    expect(found(jobs(1, () => ({ targets: chroots(2001) })))).toBe('too-many-checks');
  });

  it('are counted for the jobs that it concerns', () => {
    const many = jobs(400, (n) => ({ targets: chroots(60), branch: `b${n}`, identifier: 'x' }));
    expect(found(many)).toBeUndefined();
    expect(found(many, { subject: RELEASE })).toBeUndefined();
    expect(found(many, { subject: { ...BRANCH, branch: 'b1' } as Situation['subject'] })).toBeUndefined();
    expect(found(jobs(400, () => ({ targets: chroots(60), manual_trigger: true })))).toBeUndefined();
    const byHand = jobs(400, () => ({ targets: chroots(60), manual_trigger: true }));
    expect(found(byHand, { occasion: commandOf('test') })).toBe('too-many-checks');
  });

  it('count what tests take over from their build, and every distribution that a chroot is tested on', () => {
    const taken = [
      { job: 'copr_build', trigger: 'pull_request', targets: chroots(400) },
      ...jobs(10, () => ({ job: 'tests' })),
    ];
    expect(found(taken)).toBe('too-many-checks');
    const distros = Array.from({ length: 300 }, (_, n) => `distro-${n}`);
    const targets = Object.fromEntries(chroots(10).map((chroot) => [chroot, { distros }]));
    expect(found([{ job: 'tests', trigger: 'pull_request', skip_build: true, targets }])).toBe('too-many-checks');
  });

  it('are not worked out for what many jobs inherit from their package, but once', () => {
    expect(
      found(
        jobs(400, () => ({})),
        {},
        { targets: chroots(20_000) },
      ),
    ).toBe('too-many-checks');
  });
});

describe('texts', () => {
  it('of a job may be long, but not without end', () => {
    const script = (length: number) => [
      {
        job: 'tests',
        trigger: 'pull_request',
        skip_build: true,
        targets: chroots(2),
        tf_post_install_script: 'x'.repeat(length),
      },
    ];
    expect(found(script(60_000))).toBeUndefined();
    expect(found(script(70_000))).toBe('too-much-text');
  });

  it('count once for each check, inherited ones and those of a command as well', () => {
    const inherited = { tf_post_install_script: 'x'.repeat(30_000) };
    expect(
      found(
        jobs(100, () => ({ targets: chroots(2) })),
        {},
        inherited,
      ),
    ).toBeUndefined();
    expect(
      found(
        jobs(400, () => ({ targets: chroots(2) })),
        {},
        inherited,
      ),
    ).toBe('too-much-text');
    const env = { A: 'x'.repeat(3900) };
    const asked = { occasion: commandOf('test', { env }) };
    expect(
      found(
        jobs(400, () => ({ targets: chroots(5) })),
        asked,
      ),
    ).toBeUndefined();
    expect(
      found(
        jobs(400, () => ({ targets: chroots(5) })),
        asked,
        { fmf_ref: 'x'.repeat(12_000) },
      ),
    ).toBe('too-much-text');
  });
});

describe('patterns', () => {
  it('cost what they may be repeated, the same one once', () => {
    const pattern = (of: (n: number) => string) => jobs(400, (n) => ({ targets: chroots(1), branch: of(n) }));
    expect(found(pattern(() => 'f\\d{2}'))).toBeUndefined();
    expect(found(pattern((n) => `release-${n}`))).toBeUndefined();
    expect(found(pattern((n) => `r${n}.*`))).toBeUndefined();
    expect(found(pattern((n) => `(a{1,50}){20}${n}`))).toBe('patterns-too-complex');
    expect(found(pattern((n) => `${'a?'.repeat(100)}${n}`))).toBe('patterns-too-complex');
    const long = { subject: { ...BRANCH, branch: 'x'.repeat(2000) } as Situation['subject'] };
    expect(
      found(
        pattern((n) => `r${n}.*`),
        long,
      ),
    ).toBe('patterns-too-complex');
  });
});

it('is told in short, with a way out', () => {
  const report = excessReport({ reason: 'too-many-checks', found: 2040, most: 2000 });
  expect(report).toContain('at least 2040 targets');
  expect(report).toContain('Name fewer targets');
  expect(report.length).toBeLessThan(600);
});

import { plan } from '../../../src/domain/planning/plan.js';
import { replyAboutFailedBuilds } from '../../../src/domain/planning/tests-of-failed-builds.js';
import { situationOf } from '../../support/situations.js';
import { aKnownBuild, commandOf, configOf } from './planning-world.js';

const chroots = (count: number) => Array.from({ length: count }, (_, n) => `fedora-${n + 10}-x86_64`);
const replyTo = (phase: 'failed' | 'succeeded', count: number) => {
  const jobs = ['copr_build', 'tests'].map((job) => ({ job, trigger: 'pull_request', targets: chroots(count) }));
  const builds = [aKnownBuild(Object.fromEntries(chroots(count).map((chroot) => [chroot, phase])))];
  const situation = situationOf(configOf(jobs), { occasion: commandOf('retest-failed'), builds });
  return replyAboutFailedBuilds(plan(situation), '/packit-stg');
};

it('names the tests that were not started, and the command that helps', () => {
  const reply = replyTo('failed', 2);
  expect(reply).toContain('* `testing-farm:fedora-10-x86_64`\n* `testing-farm:fedora-11-x86_64`');
  expect(reply).toContain('`/packit-stg rebuild-failed`');
  expect(replyTo('succeeded', 2)).toBeUndefined();
});

it('does not list them without end', () => {
  const reply = replyTo('failed', 60)!;
  expect(reply).toContain('* and 40 more');
  expect(reply.split('\n* ')).toHaveLength(22);
});

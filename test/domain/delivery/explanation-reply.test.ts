import { explainDecisions, newestByJob } from '../../../src/domain/delivery/explain.js';
import { explanationReply } from '../../../src/domain/delivery/explanation-reply.js';
import type { DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { anOrigin, minute } from '../../support/runs.js';

const commitSha = anOrigin().commitSha;
const asked = { commitSha, about: null, commandPrefix: '/packit-stg' };

function skipped(n: number, index: number, reason: string, facts: Record<string, unknown> = {}): DeliveryEvent {
  const job = { index, type: index === 0 ? 'copr_build' : 'tests', trigger: 'pull_request', package: null };
  const origin = anOrigin({
    delivery: `delivery-github-${n}`,
    attempt: `${minute(n)}/delivery-github-${n}`,
    job: { ...job, identifier: index === 0 ? null : 'slow|er' },
  });
  const verdicts = [{ check: `testing-farm:fedora-44-x86_64:${index}`, state: 'neutral', title: '', url: null }];
  return {
    type: 'JobSkipped',
    data: { origin, reason, facts, verdicts: index === 0 ? [] : verdicts.map((one) => ({ ...one, summary: '' })) },
  } as DeliveryEvent;
}

const jobsOf = (...events: DeliveryEvent[]) => explainDecisions(events).jobs;

it('prefers what was decided about a job to an input that was about something else', () => {
  const decided = jobsOf(
    skipped(1, 0, 'label-missing'),
    skipped(1, 1, 'manual-trigger'),
    skipped(2, 0, 'command-for-other-jobs'),
    skipped(2, 1, 'not-permitted'),
  );
  expect(newestByJob([...decided].reverse()).map(({ rule }) => rule)).toEqual(['label-missing', 'not-permitted']);
  expect(newestByJob(jobsOf(skipped(1, 0, 'other-package'), skipped(2, 0, 'nothing-failed')))).toMatchObject([
    { rule: 'nothing-failed' },
  ]);
});

it('tells of each job the rule, why, what to do and what the rule looked at', () => {
  const jobs = jobsOf(
    skipped(1, 0, 'branch-differs', { pattern: 'ma`in', branch: 'a|b' }),
    skipped(1, 1, 'tests-run-by-test-command'),
  );
  expect(explanationReply(jobs, null, asked).split('\n\n')[1]!.split('\n')).toEqual([
    '| Job | Ran | Rule | Why | Next step | What the rule looked at |',
    '| --- | --- | --- | --- | --- | --- |',
    "| #1 `copr_build` on `pull_request` | no | `branch-differs` | The branch does not match `branch` of the job. | Nothing to do, or change `branch`. | pattern: `ma'in`, branch: `a\\|b` |",
    '| #2 `tests` on `pull_request` (slow\\|er) | no | `tests-run-by-test-command` | The tests need no build: a build command does not run them. | Comment `/packit-stg test`. |  |',
  ]);
});

it.each([
  ['build', 1],
  ['tests', 1],
  ['slow|er', 1],
  ['fedora-44-x86_64', 1],
  ['testing-farm:fedora-44-x86_64:1', 1],
])('tells only of what is called %s', (about, rows) => {
  const jobs = jobsOf(skipped(1, 0, 'label-missing'), skipped(1, 1, 'manual-trigger'));
  const reply = explanationReply(jobs, null, { ...asked, about });
  expect(reply.split('\n').filter((line) => line.startsWith('| #'))).toHaveLength(rows);
});

it('says so when there is nothing to tell', () => {
  const jobs = jobsOf(skipped(1, 0, 'label-missing'));
  expect(explanationReply(jobs, null, { ...asked, about: 'x`y' })).toContain('is called `xy`');
  expect(explanationReply(jobs, null, { ...asked, about: 'x'.repeat(4000) }).length).toBeLessThan(300);
  const many = Array.from({ length: 400 }, () => jobs[0]!);
  expect(explanationReply(many, null, asked)).toContain('… and 360 more.');
  expect(explanationReply([], null, asked)).toContain('Nothing has been decided for 528b803 yet');
  const { ignored } = explainDecisions([
    { type: 'DeliveryIgnored', data: { reason: 'no-configuration', facts: {}, at: minute(0) } },
  ]);
  expect(explanationReply([], ignored, asked)).toBe(
    'Nothing ran for 528b803 (`no-configuration`): The repository has no Packit configuration at this commit. Add `.packit.yaml` to the root of the repository.',
  );
});

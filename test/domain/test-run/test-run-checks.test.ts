import { checksOfTestRun } from '../../../src/domain/test-run/test-run-checks.js';
import { testRunId } from '../../../src/domain/test-run/test-run-state.js';
import { testRunDecider, type TestRunCommand } from '../../../src/domain/test-run/test-run.js';
import { testRunEvents } from '../../../src/domain/test-run/test-run.events.js';
import { composesNotAvailable } from '../../../src/domain/test-run/test-refusals.js';
import { givenFor } from '../../support/given.js';
import { anOrigin, aTestedBuild, aTestOrder, minute } from '../../support/runs.js';

const given = givenFor(testRunEvents, testRunDecider);
const url = 'https://artifacts.example.org/run';

function requested(skipBuild = false): TestRunCommand {
  return {
    type: 'RequestTests',
    origin: anOrigin(),
    order: aTestOrder(undefined, { skipBuild }),
    build: skipBuild ? null : aTestedBuild(),
    additionalBuilds: [],
    deployment: 'prod',
    at: minute(0),
  };
}
const submission = (installability = false): TestRunCommand => ({
  type: 'RecordSubmission',
  requestId: 'tf-1',
  installability,
  at: minute(1),
});
const postponement = (delaySeconds: number): TestRunCommand => ({
  type: 'PostponeSubmission',
  error: 'Testing Farm answered 502',
  delaySeconds,
  retryAt: minute(3),
  at: minute(2),
});
const result = (word: string, summary: string | null = null, artifactsUrl: string | null = url): TestRunCommand => ({
  type: 'RecordResult',
  result: word,
  artifactsUrl,
  summary,
  at: minute(9),
});

function checkAfter(...commands: TestRunCommand[]) {
  const { state } = given().when(...commands);
  if (state.status === 'unknown') throw new Error('no such test run');
  const checks = checksOfTestRun(state);
  expect(checks).toHaveLength(1);
  return { check: checks[0]!, page: { kind: 'testing-farm', id: testRunId(state) } };
}

it.each<[string, string, string, TestRunCommand[]]>([
  ['running', 'Build succeeded. Submitting the tests ...', 'page', [requested()]],
  ['running', 'Submitting the tests ...', 'page', [requested(true)]],
  [
    'pending',
    'Failed to submit tests. The task will be retried in 1 minute.',
    'no link',
    [requested(), postponement(60)],
  ],
  [
    'pending',
    'Failed to submit tests. The task will be retried in 30 minutes.',
    'no link',
    [requested(), postponement(60), postponement(1800)],
  ],
  ['running', 'Tests have been submitted ...', 'page', [requested(), submission()]],
  ['running', 'Tests are running ...', 'page', [requested(), submission(), result('running')]],
  ['running', '3 of 7 plans', 'page', [requested(), submission(), result('running', '3 of 7 plans')]],
  ['success', 'Tests passed ...', 'page', [requested(), submission(), result('passed')]],
  ['failure', 'Tests failed ...', 'page', [requested(), submission(), result('failed')]],
  ['failure', 'one plan failed', 'page', [requested(), submission(), result('failed', 'one plan failed')]],
  ['success', 'Installation passed', 'page', [requested(), submission(true), result('passed', 'all good')]],
  ['failure', 'Installation failed', 'page', [requested(), submission(true), result('failed')]],
  ['neutral', 'Tests canceled ...', 'page', [requested(), submission(), result('canceled')]],
  ['error', 'Error ...', 'page', [requested(), submission(), result('skipped')]],
  ['error', 'no machine', 'page', [requested(), submission(), result('error', 'no machine')]],
  [
    'canceled',
    'Cancelled: a newer commit',
    'page',
    [requested(), { type: 'Supersede', reason: 'a newer commit', at: minute(1) }],
  ],
  [
    'error',
    'We were not able to get the available TF composes.',
    'no link',
    [requested(), { type: 'RefuseTests', ...composesNotAvailable(null), at: minute(1) }],
  ],
])('says %s: %s', (state, title, link, commands) => {
  const { check, page } = checkAfter(...commands);
  expect(check).toMatchObject({
    name: 'testing-farm:fedora-rawhide-x86_64',
    commitSha: anOrigin().commitSha,
    attempt: anOrigin().attempt,
    stage: 2,
    state,
    title,
  });
  expect(check.link).toEqual(link === 'page' ? page : null);
});

it('links the results as soon as it knows where they are', () => {
  expect(checkAfter(requested(), submission(), result('running', null, null)).check.links).toEqual({});
  expect(checkAfter(requested(), submission(), result('running'), result('passed', null, null)).check.links).toEqual({
    'Testing Farm': url,
  });
});

it('names the next step where something is wrong', () => {
  expect(checkAfter(requested(), submission(), result('failed')).check.summary).toContain('/packit retest-failed');
  expect(checkAfter(requested(), submission(), result('error')).check.summary).toContain('/packit test');
  const stg = { ...requested(), deployment: 'stg' } as TestRunCommand;
  expect(checkAfter(stg, submission(), result('failed')).check.summary).toContain('/packit-stg retest-failed');
});

it('has an id that depends on delivery and target alone', () => {
  const page = (chroot: string, delivery: string) => {
    const origin = anOrigin({ delivery });
    return checkAfter({ ...requested(), origin, order: aTestOrder(chroot) } as TestRunCommand).page.id;
  };
  expect(page('fedora-42-x86_64', 'a')).toBe(page('fedora-42-x86_64', 'a'));
  expect(page('fedora-42-x86_64', 'a')).not.toBe(page('fedora-42-x86_64', 'b'));
  expect(page('fedora-42-x86_64', 'a')).not.toBe(page('fedora-43-x86_64', 'a'));
});

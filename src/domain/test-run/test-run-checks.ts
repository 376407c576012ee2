import type { RefusedRun } from '../access/refused-run.js';
import { delayText } from '../durations.js';
import type { CheckContribution, CheckLink, CheckState } from '../check/contribution.js';
import { testRunId, type RequestedTestRun, type TestSubmission } from './test-run-state.js';

interface Saying {
  readonly state: CheckState;
  readonly title: string;
  readonly link: CheckLink;
  readonly summary: string;
}

/** What a test run says about its check. */
export function checksOfTestRun(run: RequestedTestRun): CheckContribution[] {
  const { order, artifactsUrl } = run;
  const { project, commitSha, attempt } = run.origin;
  const saying = ofResult(run) ?? ofSubmission(run);
  const links: CheckContribution['links'] = artifactsUrl === null ? {} : { 'Testing Farm': artifactsUrl };
  const said = { project, commitSha, name: order.check, attempt, stage: 2, ...saying, links } as const;
  const endedOutside = run.result.phase === 'cancelled' && saying.state === 'neutral';
  return [endedOutside ? { ...said, inconclusive: true } : said];
}

/** Undefined: Testing Farm has not said anything yet. */
function ofResult(run: RequestedTestRun): Saying | undefined {
  const { result, order } = run;
  const link = pageOf(run);
  switch (result.phase) {
    case 'none':
      return undefined;
    case 'running':
      return { state: 'running', title: run.summary ?? 'Tests are running ...', link, summary: '' };
    case 'passed':
      return { state: 'success', title: verdict(run, 'passed'), link, summary: `${tested(run)} passed.${logs(run)}` };
    case 'failed':
      return {
        state: 'failure',
        title: verdict(run, 'failed'),
        link,
        summary: `${tested(run)} failed.${logs(run)} Fix the cause and push, or comment \`${prefix(run)} retest-failed\` to run the failed tests again.`,
      };
    case 'errored':
      return {
        state: 'error',
        title: run.summary ?? 'Error ...',
        link,
        summary: `Testing Farm ended the tests on \`${order.target}\` with \`${result.word}\`, which is not a verdict about the package.${logs(run)} Comment \`${prefix(run)} test\` to try again.`,
      };
    case 'cancelled': {
      if (run.refused) return refusedSaying(run.refused);
      const summary = `Nothing runs any more for these tests. Comment \`${prefix(run)} test\` to start them again.`;
      if (result.by === 'us') return { state: 'canceled', title: `Cancelled: ${result.reason}`, link, summary };
      return { state: 'neutral', title: run.summary ?? 'Tests canceled ...', link, summary };
    }
  }
}

function refusedSaying({ title, url, summary }: RefusedRun): Saying {
  return { state: 'neutral', title, link: url === null ? null : { url }, summary };
}

function ofSubmission(run: RequestedTestRun): Saying {
  const { submission } = run;
  const link = pageOf(run);
  switch (submission.phase) {
    // Dropped goes with a cancelled result, which speaks for itself.
    case 'dropped':
    case 'due':
      return {
        state: 'running',
        title: run.order.skipBuild ? 'Submitting the tests ...' : 'Build succeeded. Submitting the tests ...',
        link,
        summary: '',
      };
    case 'postponed':
      return {
        state: 'pending',
        title: `Failed to submit tests. The task will be retried in ${delayText(submission.delaySeconds)}.`,
        link: null,
        summary: `${submission.error}\n\nNothing needs to be done: the tests are submitted as soon as the service answers again.`,
      };
    case 'submitted':
      return { state: 'running', title: 'Tests have been submitted ...', link, summary: '' };
    case 'refused':
      return {
        state: submission.state,
        title: submission.description,
        link: null,
        summary: [submission.details, nextStep(run, submission)].filter(Boolean).join('\n\n'),
      };
  }
}

function nextStep(run: RequestedTestRun, { reason }: Extract<TestSubmission, { phase: 'refused' }>): string {
  const again = `comment \`${prefix(run)} test\``;
  switch (reason) {
    case 'no-fmf-metadata':
      return 'Run `fmf init` in the repository, add a plan, and push. Tests that live elsewhere are named by `fmf_url`.';
    case 'arch-not-available':
      return 'Change the architecture of this target in `targets` and push.';
    case 'compose-not-available':
      return 'Change this target, or name other distributions under `distros`, and push.';
    case 'compose-not-yet-available':
      return `Nothing needs to be done. As soon as Testing Farm offers it, ${again} to run the tests.`;
    case 'composes-not-available':
    case 'submission-failed':
      return `This is not the package's fault. To try again, ${again}.`;
    case 'refused':
      return `Correct \`tf_extra_params\` and the other settings of the job and push; to try again as it is, ${again}.`;
  }
}

function verdict({ submission, summary }: RequestedTestRun, word: 'passed' | 'failed'): string {
  if (submission.phase === 'submitted' && submission.installability) return `Installation ${word}`;
  return summary ?? `Tests ${word} ...`;
}

function tested({ submission, order }: RequestedTestRun): string {
  const installability = submission.phase === 'submitted' && submission.installability;
  return `${installability ? 'Installing the packages' : 'The tests'} on \`${order.target}\``;
}

function logs({ artifactsUrl }: RequestedTestRun): string {
  return artifactsUrl === null ? '' : ` The [results](${artifactsUrl}) have the details.`;
}

function pageOf(run: RequestedTestRun): CheckLink {
  return { kind: 'testing-farm', id: testRunId(run) };
}

function prefix({ deployment }: RequestedTestRun): string {
  return deployment === 'stg' ? '/packit-stg' : '/packit';
}

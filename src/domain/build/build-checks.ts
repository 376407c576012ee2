import type { RefusedRun } from '../access/refused-run.js';
import { delayText } from '../durations.js';
import { isTerminal, type CheckContribution, type CheckLink, type CheckState } from '../check/contribution.js';
import type { TestOrder } from '../test-run/test-order.js';
import { srpmId, targetId } from './build-comments.js';
import { assignmentNote, quoted, refusalSummary } from './copr-refusal-texts.js';
import type { DependentTest, RequestedBuild, TargetState } from './build-state.js';

interface Saying {
  readonly state: CheckState;
  readonly title: string;
  readonly link: CheckLink;
  readonly summary: string;
  readonly inconclusive?: true;
}

/** What a build says about its own checks and, as long as they wait for it, about the checks of its tests. */
export function checksOfBuild(build: RequestedBuild): CheckContribution[] {
  const { origin, order } = build;
  const { project, commitSha } = origin;
  const links = linksOf(build);
  const contribution = (name: string, saying: Saying, attempt = origin.attempt): CheckContribution => ({
    project,
    commitSha,
    name,
    attempt,
    stage: 1,
    ...saying,
    links,
  });
  const checks: CheckContribution[] = [];
  for (const { chroot, check } of order.targets) checks.push(contribution(check, ofTarget(build, chroot)));
  for (const { chroot, check } of order.unsupported) checks.push(contribution(check, unsupported(build, chroot)));
  for (const test of order.tests) {
    const dependent = build.tests[test.key];
    if (!dependent || dependent.testRun !== null) continue;
    const saying = ofDependentTest(build, test, dependent);
    if (saying) checks.push(contribution(test.check, saying, dependent.attempt ?? origin.attempt));
  }
  return checks;
}

function linksOf({ submission }: RequestedBuild): Record<string, string> {
  return submission.phase === 'submitted' ? { 'Copr build': submission.url } : {};
}

function ofTarget(build: RequestedBuild, chroot: string): Saying {
  const target = build.targets[chroot]!;
  if (target.phase === 'cancelled')
    return build.refused ? refusedSaying(build.refused) : cancelledSaying(build, target.reason);
  const early = beforeTargets(build);
  if (early && target.phase === 'waiting') return early;
  if (build.srpm.phase === 'failed' && target.phase !== 'succeeded') return srpmFailed(build);
  const link: CheckLink = { kind: 'copr', id: targetId(build, chroot) };
  switch (target.phase) {
    case 'succeeded':
      return { state: 'success', title: 'RPMs were built successfully.', link, summary: installHint(build, target) };
    case 'failed':
      return {
        state: 'failure',
        title: 'RPMs failed to be built.',
        link,
        summary: `The build for \`${chroot}\` failed. The logs in Copr say why: the last lines of \`builder-live.log\` usually name the first error. Fix it and push, or comment \`${prefix(build)} rebuild-failed\`.`,
      };
    case 'errored':
      return {
        state: 'error',
        title: `RPM build did not finish: ${target.reason ?? 'Copr lost it'}`,
        link,
        summary: `This is not the package's fault. Comment \`${prefix(build)} build\` to try again.`,
      };
    case 'running':
      return { state: 'running', title: 'RPM build is in progress...', link, summary: assignmentNote(build) };
    case 'waiting':
      return waitingForCopr(build);
  }
}

/** What all checks say before any chroot has a story of its own. */
function beforeTargets(build: RequestedBuild): Saying | undefined {
  const { submission } = build;
  switch (submission.phase) {
    case 'due':
      return { state: 'pending', title: 'The task was accepted.', link: null, summary: '' };
    case 'postponed':
      return {
        state: 'pending',
        title: `Submit of the build failed due to a ${submission.outage === 'copr' ? 'Copr' : 'Git forge'} error, the task will be retried in ${delayText(submission.delaySeconds)}.`,
        link: null,
        summary: `Nothing needs to be done: the build is submitted as soon as the service answers again.${quoted('The last answer was:', submission.error)}`,
      };
    case 'failed':
      return {
        state: 'error',
        title: `Submit of the build failed: ${submission.error}`,
        link: null,
        summary: submission.refusal
          ? refusalSummary(submission.refusal, build)
          : `Comment \`${prefix(build)} build\` to try again.`,
      };
    case 'dropped':
      return cancelledSaying(build, build.cancelReason);
    case 'submitted':
      return undefined;
  }
}

function waitingForCopr(build: RequestedBuild): Saying {
  const link: CheckLink = { kind: 'srpm', id: srpmId(build) };
  const summary = assignmentNote(build);
  switch (build.srpm.phase) {
    case 'waiting':
      return { state: 'running', title: 'SRPM build in Copr was submitted...', link, summary };
    case 'running':
      return { state: 'running', title: 'SRPM build is in progress...', link, summary };
    case 'succeeded':
      return { state: 'running', title: 'SRPM build succeeded. Waiting for RPM build to start...', link, summary };
    case 'failed':
      return srpmFailed(build);
  }
}

function srpmFailed(build: RequestedBuild): Saying {
  return {
    state: 'failure',
    title: 'SRPM build failed, check the logs for details.',
    link: { kind: 'srpm', id: srpmId(build) },
    summary: `The source package could not be made, so nothing was built or tested. ${build.srpm.logUrl ? `The [log](${build.srpm.logUrl}) says why. ` : ''}Fix the spec file or the actions in the configuration and push, or comment \`${prefix(build)} build\`.`,
  };
}

function unsupported(build: RequestedBuild, chroot: string): Saying {
  return {
    state: 'error',
    title: `Not supported target: ${chroot}`,
    link: { kind: 'srpm', id: srpmId(build) },
    summary: `Copr does not offer \`${chroot}\`. Remove it from \`targets\` or use an alias like \`fedora-stable\`.`,
  };
}

function cancelledSaying(build: RequestedBuild, reason: string | null): Saying {
  return {
    state: 'canceled',
    title: `Cancelled: ${reason ?? 'on request'}`,
    link: { kind: 'srpm', id: srpmId(build) },
    summary: `Nothing runs any more for this commit. Comment \`${prefix(build)} build\` to start again.`,
  };
}

/** What is not begun any more takes no result back. */
function refusedSaying({ title, url, summary }: RefusedRun): Saying {
  return { state: 'neutral', title, link: url === null ? null : { url }, summary, inconclusive: true };
}

/** Undefined: the test's check keeps what it says. */
function ofDependentTest(
  build: RequestedBuild,
  { chroot, followsBuild }: TestOrder,
  { attempt, cancelled, refused }: DependentTest,
): Saying | undefined {
  const target = build.targets[chroot];
  // The chroot is not part of this build: Copr does not offer it.
  if (!target) {
    const known = build.order.unsupported.some((candidate) => candidate.chroot === chroot);
    return known ? unsupported(build, chroot) : undefined;
  }
  if (refused) return refusedSaying(refused);
  if (cancelled !== null) return cancelledSaying(build, cancelled);
  // Whether the tests were accepted is said by the planning: `rebuild-failed` and re-runs accept the build alone.
  if (attempt === null && build.submission.phase === 'due') return undefined;
  const saying = ofTarget(build, chroot);
  if (attempt !== null && !isTerminal(saying.state)) return awaiting(build, chroot);
  if (saying.state === 'success')
    return { ...saying, state: 'pending', title: followsBuild ? saying.title : WAITING_FOR_RPMS, summary: '' };
  if (followsBuild || isTerminal(saying.state)) return saying;
  if (build.submission.phase !== 'submitted') return undefined;
  return { state: 'pending', title: WAITING_FOR_RPMS, link: { kind: 'srpm', id: srpmId(build) }, summary: '' };
}

const WAITING_FOR_RPMS = 'Waiting for RPMs to be built...';

/** What a test says that somebody asked for while its build was under way. */
function awaiting(build: RequestedBuild, chroot: string): Saying {
  return {
    state: 'pending',
    title: 'The latest build has not finished yet, waiting until it finishes before running tests for it.',
    link: { kind: 'copr', id: targetId(build, chroot) },
    summary: '',
  };
}

function installHint(build: RequestedBuild, { packages }: TargetState): string {
  const { order } = build;
  const note = assignmentNote(build);
  const names = [...new Set(packages.filter(({ arch }) => arch !== 'src').map(({ name }) => name))].sort();
  return [
    'Install the packages (in a testing environment only):',
    '',
    '```',
    "sudo dnf install -y 'dnf*-command(copr)'",
    `sudo dnf copr enable ${order.owner}/${order.project}`,
    ...(names.length ? [`sudo dnf install ${names.join(' ')}`] : ['sudo dnf install PACKAGE']),
    '```',
    ...(note ? ['', note] : []),
  ].join('\n');
}

function prefix({ deployment }: RequestedBuild): string {
  return deployment === 'stg' ? '/packit-stg' : '/packit';
}

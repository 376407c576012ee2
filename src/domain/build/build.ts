import type { RefusedRun } from '../access/refused-run.js';
import { assertNever, type Decider } from '../event.js';
import type { RunOrigin } from '../planning/job.js';
import { decideComment, type CommentCommand } from '../requested-comments.js';
import type { BuiltPackageData, TestOrder } from '../test-run/test-order.js';
import type { BuildOrder } from './build-order.js';
import type { CoprRefusal } from './copr-refusal.js';
import { refusalComment } from './copr-refusal-texts.js';
import type { BuildEvent } from './build.events.js';
import { requestedComments, srpmFailureComment, targetFailureComment, targetSuccessComment } from './build-comments.js';
import { evolveBuild } from './build-evolve.js';
import { isFinal, isOver, type Build, type RequestedBuild } from './build-state.js';

/** Commands of a build. `at` is when it happened, ISO 8601 in UTC. */
export type BuildCommand =
  | { type: 'RequestBuild'; origin: RunOrigin; order: BuildOrder; deployment: 'prod' | 'stg'; at: string }
  | {
      type: 'PostponeSubmission';
      outage: 'copr' | 'forge' | 'forge-internal';
      error: string;
      delaySeconds: number;
      retryAt: string;
      at: string;
    }
  | { type: 'RecordSubmission'; coprBuildId: number; url: string; at: string }
  /** `tells`: a comment says why, because nobody has been told yet. */
  | { type: 'FailSubmission'; error: string; refusal?: CoprRefusal; tells?: boolean; at: string }
  | { type: 'AssignCoprProject'; project: string; at: string }
  | { type: 'RecordSrpmStart'; logUrl: string | null; at: string }
  | { type: 'RecordSrpmEnd'; succeeded: boolean; srpmUrl: string | null; at: string }
  | { type: 'RecordTargetStart'; target: string; logUrl: string | null; at: string }
  | { type: 'RecordTargetEnd'; target: string; succeeded: boolean; packages: BuiltPackageData[]; at: string }
  | { type: 'RecordTargetLost'; target: string; reason: string; at: string }
  /** Ends what has not begun: a newer commit is there. What already runs goes on, and reports to its own commit. */
  | { type: 'Supersede'; reason: string; at: string }
  /** Ends everything that is not over, or only those of the `tests` that have not begun. */
  | { type: 'Cancel'; tests?: readonly string[]; reason: string; at: string }
  /** The gates do not let in any more what is not submitted, or these `tests`. */
  | { type: 'Refuse'; refused: RefusedRun; tests?: readonly string[]; maybeSent: boolean; at: string }
  | { type: 'RecordCoprCancellation'; at: string }
  /** Copr was asked whether it has a build that was dropped, and does not have it, or would not say. */
  | { type: 'RecordNeverSubmitted'; refusal: string | null; at: string }
  | { type: 'AwaitTests'; order: TestOrder; attempt: string; at: string }
  | { type: 'HandOverTests'; test: string; testRun: string }
  | CommentCommand;

/** Rules of a build: first word about a chroot counts, terminal states stay, messages may come in any order and often. */
export const buildDecider: Decider<Build, BuildCommand, BuildEvent> = {
  initialState: { status: 'unknown' },
  evolve: evolveBuild,
  decide(command, build) {
    if (command.type === 'RequestBuild') {
      if (build.status !== 'unknown') return [];
      const { origin, order, deployment, at } = command;
      return [{ type: 'BuildRequested', data: { origin, order, deployment, at } }, ...requestedComments(order)];
    }
    if (build.status === 'unknown') throw new Error(`${command.type} before BuildRequested`);
    return decideRequested(command, build);
  },
};

type LaterCommand = Exclude<BuildCommand, { type: 'RequestBuild' }>;

function decideRequested(command: LaterCommand, build: RequestedBuild): readonly BuildEvent[] {
  switch (command.type) {
    case 'AssignCoprProject': {
      const { project, at } = command;
      const { phase } = build.submission;
      if (project === build.order.project || (phase !== 'due' && phase !== 'postponed')) return [];
      return [{ type: 'CoprProjectAssigned', data: { project, at } }];
    }
    case 'PostponeSubmission':
    case 'RecordSubmission':
    case 'FailSubmission':
      return decideSubmission(command, build);
    case 'RecordSrpmStart':
      if (build.srpm.startedAt !== null) return [];
      return [{ type: 'SrpmBuildStarted', data: { logUrl: command.logUrl, at: command.at } }];
    case 'RecordSrpmEnd':
      return recordSrpmEnd(command, build);
    case 'RecordTargetStart': {
      const target = build.targets[command.target];
      if (!target || target.startedAt !== null) return [];
      return [{ type: 'BuildStarted', data: { target: command.target, logUrl: command.logUrl, at: command.at } }];
    }
    case 'RecordTargetEnd':
      return recordTargetEnd(command, build);
    case 'RecordTargetLost': {
      const target = build.targets[command.target];
      if (!target || isFinal(target) || build.srpm.phase === 'failed') return [];
      const { target: chroot, reason, at } = command;
      return [{ type: 'BuildErrored', data: { target: chroot, reason, at } }];
    }
    case 'Supersede':
    case 'Cancel':
      return cancel(command, build);
    case 'Refuse':
      return refuse(command, build);
    case 'RecordCoprCancellation':
      return build.coprCancellation === 'wanted' ? [{ type: 'CoprBuildCancelled', data: { at: command.at } }] : [];
    case 'RecordNeverSubmitted': {
      const { refusal, at } = command;
      const { submission } = build;
      if (submission.phase !== 'dropped' || submission.lookedFor) return [];
      return [{ type: 'BuildNeverSubmitted', data: { refusal, at } }];
    }
    case 'AwaitTests': {
      const { order, attempt, at } = command;
      const test = build.tests[order.key];
      if (test && (test.testRun !== null || (test.attempt !== null && test.attempt >= attempt))) return [];
      return [{ type: 'TestsAwaited', data: { test: order.key, attempt, order, at } }];
    }
    case 'HandOverTests':
      if (build.tests[command.test]?.testRun !== null) return [];
      return [{ type: 'TestsHandedOver', data: { test: command.test, testRun: command.testRun } }];
    case 'RecordComment':
    case 'SkipComment':
      return decideComment(command, build.comments);
    default:
      return assertNever(command);
  }
}

function decideSubmission(
  command: Extract<LaterCommand, { type: 'PostponeSubmission' | 'RecordSubmission' | 'FailSubmission' }>,
  build: RequestedBuild,
): readonly BuildEvent[] {
  const { submission } = build;
  // A submission that got through although the build was cancelled meanwhile is recorded, so that Copr is told to cancel it.
  if (command.type === 'RecordSubmission') {
    if (submission.phase === 'submitted' || submission.phase === 'failed') return [];
    const { coprBuildId, url, at } = command;
    return [{ type: 'BuildSubmitted', data: { coprBuildId, url, at } }];
  }
  if (submission.phase !== 'due' && submission.phase !== 'postponed') return [];
  if (command.type === 'FailSubmission') {
    const { error: title, refusal, tells, at: failedAt } = command;
    const comment = refusal && tells ? refusalComment(refusal, build) : [];
    return [
      { type: 'BuildSubmissionFailed', data: { error: title, ...(refusal && { refusal }), at: failedAt } },
      ...comment,
    ];
  }
  const { outage, error, delaySeconds, retryAt, at } = command;
  const tries = submission.phase === 'postponed' ? submission.tries + 1 : 1;
  return [{ type: 'BuildSubmissionPostponed', data: { outage, error, tries, delaySeconds, retryAt, at } }];
}

function recordSrpmEnd(
  { succeeded, srpmUrl, at }: Extract<LaterCommand, { type: 'RecordSrpmEnd' }>,
  build: RequestedBuild,
): readonly BuildEvent[] {
  if (build.srpm.phase === 'succeeded' || build.srpm.phase === 'failed') return [];
  if (succeeded) return [{ type: 'SrpmBuildSucceeded', data: { srpmUrl, at } }];
  return [{ type: 'SrpmBuildFailed', data: { at } }, ...srpmFailureComment(build)];
}

function recordTargetEnd(
  { target: chroot, succeeded, packages, at }: Extract<LaterCommand, { type: 'RecordTargetEnd' }>,
  build: RequestedBuild,
): readonly BuildEvent[] {
  const target = build.targets[chroot];
  // Copr calls a cancelled chroot failed (status 0): what we cancelled stays cancelled.
  if (!target || isFinal(target)) return [];
  if (succeeded)
    return [{ type: 'BuildSucceeded', data: { target: chroot, packages, at } }, ...targetSuccessComment(build, chroot)];
  const comment = build.srpm.phase === 'failed' ? [] : targetFailureComment(build, chroot);
  return [{ type: 'BuildFailed', data: { target: chroot, at } }, ...comment];
}

function cancel(
  command: Extract<LaterCommand, { type: 'Supersede' | 'Cancel' }>,
  build: RequestedBuild,
): readonly BuildEvent[] {
  const tests = testsToCome(build);
  if (command.type === 'Cancel' && command.tests) {
    const { tests: named } = command;
    return cancelled(
      [],
      tests.filter((test) => named.includes(test)),
      command,
    );
  }
  if (isOver(build)) return cancelled([], tests, command);
  const open = Object.entries(build.targets)
    .filter(([, target]) => !isFinal(target))
    .map(([chroot]) => chroot);
  // Copr cancels whole builds only: once a chroot runs, all of them go on.
  const anyRuns = Object.values(build.targets).some(
    (target) => target.phase !== 'waiting' && target.phase !== 'cancelled',
  );
  const targets = command.type === 'Cancel' || !anyRuns ? open : [];
  return cancelled(targets, tests, command);
}

function refuse(
  { refused, tests: named, maybeSent, at }: Extract<LaterCommand, { type: 'Refuse' }>,
  build: RequestedBuild,
): readonly BuildEvent[] {
  const coming = testsToCome(build);
  if (named) {
    const tests = coming.filter((test) => named.includes(test));
    return tests.length === 0 ? [] : [{ type: 'BuildRefused', data: { targets: [], tests, refused, maybeSent, at } }];
  }
  const { phase } = build.submission;
  if (isOver(build) || (phase !== 'due' && phase !== 'postponed')) return [];
  const targets = Object.keys(build.targets).filter((chroot) => !isFinal(build.targets[chroot]!));
  return [{ type: 'BuildRefused', data: { targets, tests: coming, refused, maybeSent, at } }];
}

/** Tests that could still start: those of failed chroots never will, and their checks say so already. */
function testsToCome(build: RequestedBuild): string[] {
  const over = isOver(build);
  const coming = build.order.tests.filter(({ key, chroot }) => {
    const test = build.tests[key];
    const phase = build.targets[chroot]?.phase;
    if (!test || test.testRun !== null || test.cancelled !== null) return false;
    return phase === 'succeeded' || (!over && (phase === 'waiting' || phase === 'running'));
  });
  return coming.map(({ key }) => key);
}

function cancelled(
  targets: string[],
  tests: string[],
  { reason, at }: { reason: string; at: string },
): readonly BuildEvent[] {
  return targets.length + tests.length === 0 ? [] : [{ type: 'BuildCancelled', data: { targets, tests, reason, at } }];
}

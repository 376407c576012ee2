import { assertNever } from '../event.js';
import { evolveComments } from '../requested-comments.js';
import type { BuildEvent } from './build.events.js';
import { isFinal, waitingTarget, type Build, type RequestedBuild, type TargetState } from './build-state.js';

/** Folds one event into the state of a build. */
export function evolveBuild(build: Build, event: BuildEvent): Build {
  if (event.type === 'BuildRequested') return requested(event.data);
  if (build.status === 'unknown') return build;
  const { data } = event;
  switch (event.type) {
    case 'CoprProjectAssigned':
      return { ...build, order: { ...build.order, project: event.data.project } };
    case 'BuildSubmissionPostponed': {
      const { outage, tries, delaySeconds, retryAt, error } = event.data;
      return { ...build, submission: { phase: 'postponed', outage, tries, delaySeconds, retryAt, error } };
    }
    case 'BuildSubmitted': {
      const { coprBuildId, url, at } = event.data;
      const late = build.submission.phase === 'dropped';
      return {
        ...build,
        submission: { phase: 'submitted', coprBuildId, url, at },
        coprCancellation: late ? 'wanted' : build.coprCancellation,
      };
    }
    case 'BuildSubmissionFailed':
      return {
        ...build,
        submission: { phase: 'failed', error: event.data.error, refusal: event.data.refusal ?? null },
      };
    case 'SrpmBuildStarted': {
      const { srpm } = build;
      const phase = srpm.phase === 'waiting' ? 'running' : srpm.phase;
      return { ...build, srpm: { ...srpm, phase, startedAt: event.data.at, logUrl: event.data.logUrl } };
    }
    case 'SrpmBuildSucceeded':
      return {
        ...build,
        srpm: { ...build.srpm, phase: 'succeeded', endedAt: event.data.at, url: event.data.srpmUrl },
      };
    case 'SrpmBuildFailed':
      return { ...build, srpm: { ...build.srpm, phase: 'failed', endedAt: event.data.at } };
    case 'BuildStarted': {
      const { target, logUrl, at } = event.data;
      return withTarget(build, target, (now) => ({
        ...now,
        phase: isFinal(now) ? now.phase : 'running',
        startedAt: at,
        logUrl,
      }));
    }
    case 'BuildSucceeded': {
      const { target, packages, at } = event.data;
      return withTarget(build, target, (now) => ({ ...now, phase: 'succeeded', endedAt: at, packages }));
    }
    case 'BuildFailed':
      return withTarget(build, event.data.target, (now) => ({ ...now, phase: 'failed', endedAt: event.data.at }));
    case 'BuildErrored': {
      const { target, reason, at } = event.data;
      return withTarget(build, target, (now) => ({ ...now, phase: 'errored', endedAt: at, reason }));
    }
    case 'BuildCancelled':
      return cancelled(build, event.data);
    case 'BuildRefused':
      return refused(build, event.data);
    case 'BuildNeverSubmitted': {
      const { submission } = build;
      return submission.phase === 'dropped' ? { ...build, submission: { ...submission, lookedFor: true } } : build;
    }
    case 'CoprBuildCancelled':
      return { ...build, coprCancellation: 'done' };
    case 'TestsAwaited':
      return awaited(build, event.data);
    case 'TestsHandedOver':
      return withTest(build, event.data.test, { testRun: event.data.testRun });
    case 'CommentRequested':
    case 'CommentPosted':
    case 'CommentSkipped':
      return { ...build, comments: evolveComments(build.comments, event) };
    default:
      return data === undefined ? build : assertNever(event);
  }
}

function requested({
  origin,
  order,
  deployment,
  at,
}: Extract<BuildEvent, { type: 'BuildRequested' }>['data']): RequestedBuild {
  return {
    status: 'requested',
    origin,
    order,
    plannedProject: order.project,
    deployment,
    requestedAt: at,
    submission: { phase: 'due' },
    srpm: { phase: 'waiting', startedAt: null, endedAt: null, logUrl: null, url: null },
    targets: Object.fromEntries(order.targets.map(({ chroot }) => [chroot, waitingTarget])),
    tests: Object.fromEntries(order.tests.map(({ key }) => [key, { attempt: null, testRun: null, cancelled: null }])),
    comments: {},
    coprCancellation: 'none',
    cancelReason: null,
    refused: null,
  };
}

function withTarget(
  build: RequestedBuild,
  chroot: string,
  change: (target: TargetState) => TargetState,
): RequestedBuild {
  const target = build.targets[chroot];
  return target ? { ...build, targets: { ...build.targets, [chroot]: change(target) } } : build;
}

function withTest(
  build: RequestedBuild,
  key: string,
  change: Partial<RequestedBuild['tests'][string]>,
): RequestedBuild {
  const test = build.tests[key];
  return test ? { ...build, tests: { ...build.tests, [key]: { ...test, ...change } } } : build;
}

/** Tests that the build was not requested with become tests of its own; what is asked for now replaces what was. */
function awaited(
  build: RequestedBuild,
  { test: key, attempt, order }: Extract<BuildEvent, { type: 'TestsAwaited' }>['data'],
): RequestedBuild {
  if (!order) return withTest(build, key, { attempt });
  const others = build.order.tests.filter((known) => known.key !== key);
  const tests = { ...build.tests, [key]: { attempt, testRun: build.tests[key]?.testRun ?? null, cancelled: null } };
  return { ...build, order: { ...build.order, tests: [...others, order] }, tests };
}

function cancelled(
  build: RequestedBuild,
  { targets, tests, reason, at }: Extract<BuildEvent, { type: 'BuildCancelled' }>['data'],
): RequestedBuild {
  let next = build;
  for (const chroot of targets)
    next = withTarget(next, chroot, (now) =>
      isFinal(now) ? now : { ...now, phase: 'cancelled', endedAt: at, reason },
    );
  for (const key of tests) next = withTest(next, key, { cancelled: reason });
  const { submission } = build;
  if (targets.length === 0) return next;
  const unsent = submission.phase === 'due' || submission.phase === 'postponed';
  return {
    ...next,
    cancelReason: reason,
    submission: unsent ? { phase: 'dropped', at, lookedFor: false } : submission,
    coprCancellation: submission.phase === 'submitted' ? 'wanted' : next.coprCancellation,
  };
}

/** What was never sent needs not be looked for. */
function refused(
  build: RequestedBuild,
  { targets, tests, refused: why, maybeSent, at }: Extract<BuildEvent, { type: 'BuildRefused' }>['data'],
): RequestedBuild {
  let next = cancelled(build, { targets, tests, reason: why.reason, at });
  for (const key of tests) next = withTest(next, key, { refused: why });
  if (targets.length === 0) return next;
  const { submission } = next;
  const lookedFor = submission.phase === 'dropped' && !maybeSent;
  return { ...next, refused: why, submission: lookedFor ? { ...submission, lookedFor } : submission };
}

import { clipped } from '../comment-command/clipped.js';
import type { PlannedAction, Verdict } from '../delivery/delivery.events.js';
import type { JobView } from '../package-config/package-config.js';
import type { TestOrder } from '../test-run/test-order.js';
import { rerunChecks } from './job-matching.js';
import { perSituation } from './kept-answers.js';
import { newestBuildFor } from './known-builds.js';
import type { KnownTest, OtherPullRequest, Situation } from './situation.js';
import { buildJobOf, testOrders } from './test-plan.js';

/** Characters of the names of pull requests that a check repeats. */
const LONGEST_LIST = 500;

type PlannedTests = Extract<PlannedAction, { do: 'test' }>;

interface RequestedTests {
  /** How many tests were asked for. */
  readonly orders: number;
  readonly checks: readonly string[];
  readonly verdicts: Verdict[];
  readonly action: PlannedTests;
  /** Chroots whose newest build ended without success. */
  readonly failedBuilds: readonly string[];
}

/** What the check of a test says whose build is not there, or has failed. */
export const BUILD_MISSING = 'Missing successful Copr build for this target, please trigger the build first. ';

/**
 * Tests that a comment or a re-run asks for, with the newest build of each chroot: there, on its way, or missing.
 * `followBuild`: tests that a build of the same occasion starts by itself.
 */
export function planRequestedTests(
  view: JobView,
  situation: Situation,
  followBuild: ReadonlySet<string>,
): RequestedTests {
  const build = view.skip_build ? undefined : buildJobOf(view, situation);
  const orders = testOrders(view, situation).filter((order) => isAskedFor(order, build, situation));
  const others = otherPullRequests(situation);
  const missingOthers = others.filter(({ builds }) => builds.length === 0);
  const verdicts: Verdict[] = [];
  const action: PlannedTests = { do: 'test', runs: [], awaited: [] };
  const failedBuilds: string[] = [];
  for (const order of orders) {
    const additionalBuilds = others.flatMap(({ builds }) => builds.filter(({ chroot }) => chroot === order.chroot));
    if (missingOthers.length > 0) {
      verdicts.push(withoutBuilds(order, missingOthers, situation));
      continue;
    }
    if (others.length > 0 && additionalBuilds.length === 0) {
      verdicts.push(withoutChroot(order));
      continue;
    }
    if (view.skip_build || !build) {
      action.runs.push({ order, build: null, additionalBuilds });
      continue;
    }
    if (followBuild.has(order.key)) continue;
    const found = newestBuildFor(order.chroot, build, situation);
    const target = found?.targets[order.chroot];
    if (target?.phase === 'succeeded' && target.tested) {
      action.runs.push({ order, build: target.tested, additionalBuilds });
    } else if (found && (target?.phase === 'waiting' || target?.phase === 'running')) {
      const verdict = unfinished(view, order, target.url, others.length > 0);
      verdicts.push(verdict);
      if (verdict.state === 'pending')
        action.awaited.push({ order, buildStream: found.stream, title: verdict.title, url: verdict.url });
    } else if (target) {
      failedBuilds.push(order.chroot);
      verdicts.push(ofFailedBuild(order, situation));
    } else verdicts.push(missing(order, situation));
  }
  return { orders: orders.length, checks: orders.map(({ check }) => check), verdicts, action, failedBuilds };
}

/** By check, the newest first. */
const newestTests = perSituation(({ tests }) => {
  const found = new Map<string, KnownTest[]>();
  for (const test of tests.toSorted((a, b) => (a.attempt < b.attempt ? 1 : -1))) {
    const known = found.get(test.check);
    if (known) known.push(test);
    else found.set(test.check, [test]);
  }
  return found;
});

function isAskedFor(order: TestOrder, build: JobView | undefined, situation: Situation): boolean {
  const { occasion } = situation;
  if (occasion.kind === 'rerun') return rerunChecks(situation).has(order.check);
  if (occasion.kind !== 'command' || occasion.command.name !== 'retest-failed') return true;
  const newest = newestTests(situation)
    .get(order.check)
    ?.find((test) => test.order === undefined || test.order === order.key);
  const found = build && newestBuildFor(order.chroot, build, situation);
  const phase = found?.targets[order.chroot]?.phase;
  const isNewer = found !== undefined && (newest === undefined || found.attempt > newest.attempt);
  if (isNewer && (phase === 'failed' || phase === 'errored')) return true;
  return newest?.result === 'failed' || newest?.result === 'errored';
}

function otherPullRequests({ occasion }: Situation): readonly OtherPullRequest[] {
  return occasion.kind === 'command' ? occasion.command.pullRequests : [];
}

function unfinished(view: JobView, { check }: TestOrder, url: string | null, withOthers: boolean): Verdict {
  // Tests that wait for a build are requested by it, and it knows nothing of other pull requests.
  return view.manual_trigger || withOthers
    ? {
        check,
        state: 'neutral',
        title: 'The latest build has not finished yet. Please retrigger the tests once it has finished.',
        url,
        summary: '',
      }
    : {
        check,
        state: 'pending',
        title: 'The latest build has not finished yet, waiting until it finishes before running tests for it.',
        url,
        summary: '',
      };
}

function missing({ check, chroot }: TestOrder, { service }: Situation): Verdict {
  return {
    check,
    state: 'neutral',
    title: BUILD_MISSING,
    url: null,
    summary: `No build of \`${chroot}\` succeeded for this commit. Comment \`${service.commandPrefix} build\`: the tests follow by themselves.`,
  };
}

/** Neutral would satisfy a required check, and a test whose build failed has failed. */
function ofFailedBuild({ check, chroot }: TestOrder, { service }: Situation): Verdict {
  const { commandPrefix } = service;
  return {
    check,
    state: 'failure',
    title: BUILD_MISSING,
    url: null,
    summary: `The newest build of \`${chroot}\` for this commit did not succeed, so there is nothing to test. Comment \`${commandPrefix} rebuild-failed\`, or \`${commandPrefix} build\` where the build was cut short: the tests follow by themselves.`,
  };
}

function withoutBuilds({ check }: TestOrder, named: readonly OtherPullRequest[], { service }: Situation): Verdict {
  const names = clipped(named.map(({ name }) => name).join(', '), LONGEST_LIST);
  return {
    check,
    state: 'error',
    title:
      `We were not able to get any Copr builds for the given additional PR(s): ${names}. ` +
      `Please, make sure the comment command is in correct format \`${service.commandPrefix} test namespace/repo#pr_id [namespace/repo#pr_id ...]\``,
    url: null,
    summary: '',
  };
}

function withoutChroot({ check, chroot }: TestOrder): Verdict {
  return {
    check,
    state: 'failure',
    title: 'No latest successful Copr build from the other PR(s) found.',
    url: null,
    summary: `None of the pull requests that the comment names has a successful build for \`${chroot}\`.`,
  };
}

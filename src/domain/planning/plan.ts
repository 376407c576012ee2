import { GATES, type Gates } from '../access/gates.js';
import { refusal, type Refusal } from '../access/refusal.js';
import type { DeliveryEvent, PlannedAction, Verdict } from '../delivery/delivery.events.js';
import type { JobView } from '../package-config/package-config.js';
import { buildOrder } from './build-plan.js';
import { buildChecks } from './build-targets.js';
import { coprProjectRefusal } from './copr-project-rules.js';
import { newerHead, supersededBy, type NewerHead } from './head-order.js';
import { internalTestsRefusal } from './internal-tests.js';
import type { RunOrigin } from './job.js';
import { rerunChecks, whyNotConcerned, type Skip } from './job-matching.js';
import { perSituation } from './kept-answers.js';
import { buildsOf } from './known-builds.js';
import type { SkipReason } from './reasons.js';
import type { Situation } from './situation.js';
import { buildJobOf, testOrders } from './test-plan.js';
import { syncBranches, syncOrder, tagMismatch } from './sync-plan.js';
import { planRequestedTests } from './requested-tests.js';

/** The events that can stand for a configured job. */
export type JobDecision = Extract<DeliveryEvent, { type: 'JobPlanned' | 'JobSkipped' }>;
type Planned = Extract<JobDecision, { type: 'JobPlanned' }>['data'];

/** Checks that the facts of a skipped job name: every job would repeat them all. */
const CHECKS_IN_FACTS = 20;

/** The planner: for every configured job exactly one decision, from nothing but the situation. */
export function plan(situation: Situation, gates: Gates = GATES): JobDecision[] {
  const access: Answered = { gates, refused: refusal(situation, gates) };
  const decisions = new Map<JobView, JobDecision>();
  const decisionOn = (view: JobView): JobDecision => {
    const decision = decisions.get(view) ?? decide(view, situation, access, decisionOn);
    decisions.set(view, decision);
    return decision;
  };
  const newer = situation.heads && newerHead(situation.heads);
  return situation.config.views.map((view) => {
    const decision = decisionOn(view);
    return newer && decision.type === 'JobPlanned' ? givenUp(view, situation, decision.data, newer) : decision;
  });
}

/** The gates, and what they say of the whole input. */
interface Answered {
  readonly gates: Gates;
  readonly refused: Refusal | undefined;
}

/** `decisionOn`: what is decided about another job, for those that depend on it. */
function decide(
  view: JobView,
  situation: Situation,
  { gates, refused }: Answered,
  decisionOn: (view: JobView) => JobDecision,
): JobDecision {
  const mismatch = whyNotConcerned(view, situation) ?? whyNotRerun(view, situation);
  if (mismatch) return skipped(view, situation, mismatch);
  if (refused) {
    // A person who gave a command gets a reply; what happened by itself shows on the checks.
    const shown = situation.occasion.kind === 'command' ? [] : askedChecks(view, situation);
    const verdicts = shown.map((check): Verdict => ({ check, state: 'neutral', ...refused.onCheck }));
    return skipped(view, situation, refused, verdicts);
  }
  switch (view.type) {
    case 'tests':
      return planTests(view, situation, gates, decisionOn);
    case 'propose_downstream':
      return planSync(view, situation);
    default:
      return planBuild(view, situation, gates);
  }
}

/** A re-run is for checks, and a job is concerned by its own. */
function whyNotRerun(view: JobView, situation: Situation): Skip | undefined {
  const { occasion } = situation;
  if (occasion.kind !== 'rerun') return undefined;
  if (askedChecks(view, situation).length > 0) return undefined;
  const { checks } = occasion;
  const more = checks.length - CHECKS_IN_FACTS;
  const facts = { rerun: checks.slice(0, CHECKS_IN_FACTS), ...(more > 0 && { more }) };
  return { reason: 'another-check-was-rerun', facts };
}

/** Checks of a job, of a re-run only those that it is for. */
function askedChecks(view: JobView, situation: Situation): string[] {
  const checks = namedChecks(view, situation).map(({ check }) => check);
  return situation.occasion.kind === 'rerun' ? checks.filter((check) => rerunChecks(situation).has(check)) : checks;
}

function namedChecks(view: JobView, situation: Situation): readonly { readonly check: string }[] {
  switch (view.type) {
    case 'tests':
      return testOrders(view, situation);
    case 'propose_downstream':
      return syncBranches(view, situation);
    default:
      return buildChecks(view, situation);
  }
}

/** The job of a commit that the pull request has left behind: nothing is asked for, and checks that nobody else speaks about say so. */
function givenUp(view: JobView, situation: Situation, { checks, verdicts }: Planned, newer: NewerHead): JobDecision {
  const { commitSha, because } = newer;
  const skip: Skip = { reason: 'newer-commit-known', facts: { newer: commitSha, because } };
  const build = view.type === 'tests' ? buildJobOf(view, situation) : view;
  const ran = haveRun(checks, situation) || (build && hasRun(build, situation));
  if (ran) return skipped(view, situation, skip);
  const cancelled = checks.map((check): Verdict => ({
    check,
    state: 'canceled',
    title: `Cancelled: ${supersededBy(commitSha)}`,
    url: null,
    summary: `Nothing was started for this commit: the pull request had moved on to \`${commitSha}\` already.`,
  }));
  return skipped(view, situation, skip, [...cancelled, ...verdicts]);
}

// ---- builds

function planBuild(view: JobView, situation: Situation, gates: Gates): JobDecision {
  const checks = buildChecks(view, situation);
  const internal = internalTestsRefusal(view, situation, gates);
  if (internal)
    return neutral(
      view,
      situation,
      checks.map(({ check }) => check),
      internal,
    );
  const forbidden = coprProjectRefusal(view, situation);
  if (forbidden)
    return neutral(
      view,
      situation,
      checks.map(({ check }) => check),
      forbidden,
    );
  const only = chosenChroots(view, checks, situation);
  if (only?.size === 0) return skipped(view, situation, { reason: 'nothing-failed', facts: {} });
  const chosen = checks.filter(({ chroot }) => only === null || only.has(chroot));
  if (chosen.length === 0)
    return skipped(view, situation, { reason: 'no-targets', facts: { targets: Object.keys(view.keys.targets) } });
  if (situation.occasion.kind === 'labels-changed' && hasRun(view, situation))
    return skipped(view, situation, { reason: 'already-ran-for-commit', facts: { commit: situation.commitSha } });
  return planned(
    view,
    situation,
    chosen.map(({ check }) => check),
    {
      do: 'build',
      order: buildOrder(view, situation, only),
    },
  );
}

/** Chroots that a re-run or `rebuild-failed` is limited to; null: all. */
function chosenChroots(
  view: JobView,
  checks: ReturnType<typeof buildChecks>,
  situation: Situation,
): ReadonlySet<string> | null {
  const { occasion } = situation;
  if (occasion.kind === 'rerun')
    return new Set(checks.filter(({ check }) => rerunChecks(situation).has(check)).map(({ chroot }) => chroot));
  if (occasion.kind !== 'command' || occasion.command.name !== 'rebuild-failed') return null;
  const failed = new Set<string>();
  const seen = new Set<string>();
  for (const build of buildsOf(view, situation))
    for (const [chroot, { phase }] of Object.entries(build.targets)) {
      if (!seen.has(chroot) && phase === 'failed') failed.add(chroot);
      seen.add(chroot);
    }
  return failed;
}

const testedChecks = perSituation(({ tests }) => new Set(tests.map(({ check }) => check)));

function haveRun(checks: readonly string[], situation: Situation): boolean {
  return checks.some((check) => testedChecks(situation).has(check));
}

function hasRun(view: JobView, situation: Situation): boolean {
  return buildsOf(view, situation).length > 0;
}

// ---- releases

function planSync(view: JobView, situation: Situation): JobDecision {
  const mismatch = tagMismatch(view, situation);
  if (mismatch) return skipped(view, situation, mismatch);
  const { occasion } = situation;
  const order = syncOrder(view, situation, occasion.kind === 'rerun' ? occasion.checks : null);
  const checks = order.branches.map(({ check }) => check);
  return planned(view, situation, checks, { do: 'sync', order });
}

// ---- tests

function planTests(
  view: JobView,
  situation: Situation,
  gates: Gates,
  decisionOn: (view: JobView) => JobDecision,
): JobDecision {
  const { occasion } = situation;
  const orders = testOrders(view, situation);
  const checks = orders.map(({ check }) => check);
  const build = view.skip_build ? undefined : buildJobOf(view, situation);
  if (!view.skip_build && !build) {
    return neutral(view, situation, checks, {
      reason: 'tests-without-build-job',
      facts: { trigger: view.trigger },
      title: 'Test job requires build job definition in the configuration.',
      summary: `Make sure you have a \`copr_build\` job defined with trigger \`${view.trigger}\`.\n\nFor more info, please check out [the documentation](https://packit.dev/docs/configuration/upstream/tests).\n\n`,
    });
  }
  const internal = internalTestsRefusal(view, situation, gates);
  if (internal) return neutral(view, situation, checks, internal);
  const wantsTests = occasion.kind === 'rerun' || (occasion.kind === 'command' && occasion.command.name !== 'build');
  if (wantsTests) return requestedTests(view, situation, build ? decisionOn(build) : undefined);
  if (occasion.kind === 'command') {
    if (view.skip_build) return skipped(view, situation, { reason: 'tests-run-by-test-command', facts: {} });
    if (view.manual_trigger) return skipped(view, situation, { reason: 'manual-trigger', facts: {} });
  }
  if (checks.length === 0)
    return skipped(view, situation, { reason: 'no-targets', facts: { targets: Object.keys(view.keys.targets) } });
  if (occasion.kind === 'labels-changed' && haveRun(checks, situation))
    return skipped(view, situation, { reason: 'already-ran-for-commit', facts: { commit: situation.commitSha } });
  if (view.skip_build || !build)
    return planned(view, situation, checks, {
      do: 'test',
      runs: orders.map((order) => ({ order, build: null, additionalBuilds: [] })),
      awaited: [],
    });
  const ofBuild = decisionOn(build);
  if (ofBuild.type === 'JobSkipped') {
    // A label can ask for tests of a build that is there already, or on its way.
    return occasion.kind === 'labels-changed'
      ? requestedTests(view, situation, ofBuild)
      : testsWithoutBuild(view, situation, checks, ofBuild.data);
  }
  const built = new Set(buildChecks(build, situation).map(({ chroot }) => chroot));
  const verdicts = orders
    .filter(({ chroot }) => !built.has(chroot))
    .map(({ check, chroot }): Verdict => ({
      check,
      state: 'error',
      title: `No build defined for the target '${chroot}'.`,
      url: null,
      summary: `Add \`${chroot}\` to the targets of the \`copr_build\` job, or remove it from those of the \`tests\` job.`,
    }));
  return planned(view, situation, checks, { do: 'wait-for-build' }, verdicts);
}

/** The build does not run, so its tests do not either; where its checks say why, theirs say the same. */
function testsWithoutBuild(
  view: JobView,
  situation: Situation,
  checks: readonly string[],
  { reason, verdicts, origin }: Extract<JobDecision, { type: 'JobSkipped' }>['data'],
): JobDecision {
  const [said] = verdicts;
  const skip: Skip = { reason: 'build-not-planned', facts: { build: origin.job, because: reason } };
  return skipped(view, situation, skip, said ? checks.map((check) => ({ ...said, check })) : []);
}

function requestedTests(view: JobView, situation: Situation, ofBuild: JobDecision | undefined): JobDecision {
  const built = ofBuild?.type === 'JobPlanned' && ofBuild.data.action.do === 'build' ? ofBuild.data.action.order : null;
  const followBuild = new Set(built?.tests.map(({ key }) => key));
  const asked = planRequestedTests(view, situation, followBuild);
  if (asked.orders === 0) {
    const reason: SkipReason = situation.occasion.kind === 'rerun' ? 'another-check-was-rerun' : 'nothing-failed';
    return skipped(view, situation, { reason, facts: {} });
  }
  const { runs, awaited } = asked.action;
  if (asked.failedBuilds.length > 0 && runs.length + awaited.length === 0)
    return skipped(view, situation, { reason: 'build-failed', facts: { chroots: asked.failedBuilds } }, asked.verdicts);
  return planned(view, situation, asked.checks, asked.action, asked.verdicts);
}

// ---- decisions

interface NeutralWords {
  readonly state?: Verdict['state'];
  readonly title: string;
  readonly summary: string;
}

function neutral(
  view: JobView,
  situation: Situation,
  checks: readonly string[],
  { reason, facts, state = 'neutral', title, summary }: Skip & NeutralWords & { url?: string },
  url: string | null = null,
): JobDecision {
  const verdicts = checks.map((check): Verdict => ({ check, state, title, url, summary }));
  return skipped(view, situation, { reason, facts }, verdicts);
}

function originOf(view: JobView, situation: Situation): RunOrigin {
  const { delivery, attempt, project, subject, commitSha } = situation;
  const { jobIndex: index, type, trigger, package: packageName, identifier } = view;
  return {
    delivery,
    attempt,
    project,
    subject,
    commitSha,
    job: { index, type, trigger, package: packageName, identifier },
  };
}

function skipped(view: JobView, situation: Situation, { reason, facts }: Skip, verdicts: Verdict[] = []): JobDecision {
  return { type: 'JobSkipped', data: { origin: originOf(view, situation), reason, facts: { ...facts }, verdicts } };
}

function planned(
  view: JobView,
  situation: Situation,
  checks: readonly string[],
  action: PlannedAction,
  verdicts: Verdict[] = [],
): JobDecision {
  return { type: 'JobPlanned', data: { origin: originOf(view, situation), checks: [...checks], verdicts, action } };
}

import type { JobView } from '../package-config/package-config.js';
import type { TestOrder } from '../test-run/test-order.js';
import { testTargets } from '../targets/test-targets.js';
import { chrootsOf, configuredChroots, namesTargets, packageKey } from './build-targets.js';
import { checkName } from './check-names.js';
import { branchMismatch, whyNotConcerned } from './job-matching.js';
import { perJob, perSituation } from './kept-answers.js';
import type { Situation } from './situation.js';

const firstBuildJobs = perSituation((situation) => {
  const found = new Map<string, JobView>();
  for (const view of situation.config.views) {
    const key = packageKey(view.trigger, view.packageName);
    if (view.type !== 'copr_build' || found.has(key) || branchMismatch(view, situation) !== undefined) continue;
    found.set(key, view);
  }
  return found;
});

/** The build job whose packages a `tests` job installs: the first of its package for the same trigger and branch. */
export function buildJobOf(tests: JobView, situation: Situation): JobView | undefined {
  return firstBuildJobs(situation).get(packageKey(tests.trigger, tests.packageName));
}

/** Chroots that a `tests` job is for: its own, or those of its build job. */
export function testedChroots(tests: JobView, situation: Situation): readonly string[] {
  const build = tests.skip_build || namesTargets(tests) ? undefined : buildJobOf(tests, situation);
  return build ? chrootsOf(build, situation) : configuredChroots(tests, situation);
}

/** One order for each test target of a job. */
export const testOrders = perJob((tests, situation): readonly TestOrder[] => {
  const ranch = tests.keys.use_internal_tf ? 'redhat' : 'public';
  const orders = new Map<string, TestOrder>();
  for (const chroot of testedChroots(tests, situation))
    for (const target of testTargets(chroot, {
      ranch: ranch === 'redhat' ? 'internal' : 'public',
      table: situation.releases,
      distros: tests.keys.targets[chroot]?.distros ?? [],
    })) {
      const order = testOrder(tests, { chroot, target, ranch }, situation);
      if (!orders.has(order.key)) orders.set(order.key, order);
    }
  return [...orders.values()];
});

/** Tests that start by themselves when their build has succeeded, by its job. */
const followingTests = perSituation((situation) => {
  const asEvent: Situation = { ...situation, occasion: { kind: 'event' } };
  const found = new Map<JobView, JobView[]>();
  for (const view of situation.config.views) {
    if (view.type !== 'tests' || view.skip_build || whyNotConcerned(view, asEvent) !== undefined) continue;
    const build = buildJobOf(view, situation);
    if (!build) continue;
    const known = found.get(build);
    if (known) known.push(view);
    else found.set(build, [view]);
  }
  return found;
});

/** Orders of all tests that start by themselves when these chroots of this build job have succeeded. */
export function testOrdersFor(build: JobView, chroots: readonly string[], situation: Situation): TestOrder[] {
  const wanted = new Set(chroots);
  const following = followingTests(situation).get(build) ?? [];
  return following.flatMap((view) => testOrders(view, situation)).filter(({ chroot }) => wanted.has(chroot));
}

function testOrder(
  tests: JobView,
  { chroot, target, ranch }: Pick<TestOrder, 'chroot' | 'target' | 'ranch'>,
  { subject, service, occasion }: Situation,
): TestOrder {
  const { keys } = tests;
  const dash = target.lastIndexOf('-');
  const [distro, arch] = [target.slice(0, dash), target.slice(dash + 1)];
  return {
    key: `${tests.jobIndex}/${tests.package ?? ''}/${target}`,
    check: checkName({
      prefix: 'testing-farm',
      subject,
      target,
      identifier: tests.identifier,
      packageName: tests.packageName,
      template: keys.status_name_template,
    }),
    chroot,
    target,
    distro,
    arch,
    ranch,
    skipBuild: tests.skip_build,
    followsBuild: keys.sync_test_job_statuses_with_builds,
    identifier: tests.identifier,
    fmfUrl: keys.fmf_url,
    fmfRef: keys.fmf_ref,
    fmfPath: keys.fmf_path ?? '.',
    useTargetRepo: keys.use_target_repo_for_fmf_url,
    tmtPlan: keys.tmt_plan,
    postInstallScript: keys.tf_post_install_script,
    extraParams: plain(keys.tf_extra_params),
    env: { ...plain(keys.env), ...(occasion.kind === 'command' ? occasion.command.env : {}) },
    mergePullRequest: keys.merge_pr_in_ci,
    skipMissingBranchedComposes: keys.skip_missing_branched_composes,
    upstreamPackageName: keys.upstream_package_name,
    downstreamPackageName: keys.downstream_package_name,
    upstreamProjectUrl: keys.upstream_project_url,
    downstreamProjectUrl: keys.downstream_package_name
      ? `${service.distGitUrl}/rpms/${keys.downstream_package_name}.git`
      : null,
    failureMessage: keys.notifications.failure_comment.message,
  };
}

/** Values of user mappings as JSON. */
function plain(values: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(values ?? {})) as Record<string, unknown>;
}

import type { JobView } from '../package-config/package-config.js';
import type { TestOrder } from '../test-run/test-order.js';
import { coprChroots } from '../targets/expand-targets.js';
import { testTargets } from '../targets/test-targets.js';
import { chrootsOf } from './build-targets.js';
import { checkName } from './check-names.js';
import { branchMismatch, whyNotConcerned } from './job-matching.js';
import type { Situation } from './situation.js';

/** Answers of `buildJobOf`: without them, many jobs would be compared with each other again and again. */
const buildJobs = new WeakMap<Situation, Map<string, JobView | undefined>>();

/** The build job whose packages a `tests` job installs: the first of its package for the same trigger and branch. */
export function buildJobOf(tests: JobView, situation: Situation): JobView | undefined {
  const known = buildJobs.get(situation) ?? new Map<string, JobView | undefined>();
  buildJobs.set(situation, known);
  const key = JSON.stringify([tests.trigger, tests.packageName]);
  if (!known.has(key)) known.set(key, findBuildJob(tests, situation));
  return known.get(key);
}

function findBuildJob(tests: JobView, situation: Situation): JobView | undefined {
  return situation.config.views.find(
    (view) =>
      view.type === 'copr_build' &&
      view.packageName === tests.packageName &&
      view.trigger === tests.trigger &&
      branchMismatch(view, situation) === undefined,
  );
}

/** One order for each test target of a job. */
export function testOrders(tests: JobView, situation: Situation): TestOrder[] {
  const build = tests.skip_build ? undefined : buildJobOf(tests, situation);
  const names = Object.keys(tests.keys.targets);
  const chroots =
    names.length > 0
      ? coprChroots(names, situation.releases)
      : build
        ? chrootsOf(build, situation)
        : coprChroots([], situation.releases);
  const ranch = tests.keys.use_internal_tf ? 'redhat' : 'public';
  const orders = new Map<string, TestOrder>();
  for (const chroot of chroots)
    for (const target of testTargets(chroot, {
      ranch: ranch === 'redhat' ? 'internal' : 'public',
      table: situation.releases,
      distros: tests.keys.targets[chroot]?.distros ?? [],
    })) {
      const order = testOrder(tests, { chroot, target, ranch }, situation);
      if (!orders.has(order.key)) orders.set(order.key, order);
    }
  return [...orders.values()];
}

/** Orders of all tests that start by themselves when these chroots of this build job have succeeded. */
export function testOrdersFor(build: JobView, chroots: readonly string[], situation: Situation): TestOrder[] {
  const asEvent: Situation = { ...situation, occasion: { kind: 'event' } };
  return situation.config.views
    .filter(
      (view) =>
        view.type === 'tests' &&
        !view.skip_build &&
        buildJobOf(view, situation) === build &&
        whyNotConcerned(view, asEvent) === undefined,
    )
    .flatMap((view) => testOrders(view, situation))
    .filter(({ chroot }) => chroots.includes(chroot));
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

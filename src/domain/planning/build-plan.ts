import type { BuildOrder } from '../build/build-order.js';
import type { JobView } from '../package-config/package-config.js';
import { chrootAttributes, coprChroots } from '../targets/expand-targets.js';
import { buildChecks, coprProjectOf } from './build-targets.js';
import { perSituation } from './kept-answers.js';
import { triggerOf, type Situation } from './situation.js';
import { sourceScript } from './source-script.js';
import { testOrdersFor } from './test-plan.js';

const offered = perSituation(({ offeredChroots }) => offeredChroots && new Set(offeredChroots));
const scriptChroot = perSituation(
  ({ releases }) => coprChroots(['fedora-latest-stable'], releases)[0] ?? 'fedora-latest-x86_64',
);

/** What is submitted to Copr for a job. `only`: these chroots instead of all. */
export function buildOrder(build: JobView, situation: Situation, only: ReadonlySet<string> | null): BuildOrder {
  const { service, project, subject, commitSha } = situation;
  const { owner, project: coprProject, custom } = coprProjectOf(build, situation);
  const all = buildChecks(build, situation);
  const isOffered = (chroot: string) => offered(situation)?.has(chroot) ?? true;
  const wanted = all.filter(({ chroot }) => only === null || only.has(chroot));
  const unsupported = wanted.filter(({ chroot }) => !isOffered(chroot));
  const built = wanted.filter(({ chroot }) => isOffered(chroot));
  const { keys } = build;
  return {
    owner,
    project: coprProject,
    ownProject: owner === service.coprOwner,
    targets: built,
    unsupported,
    offeredChroots: unsupported.length > 0 ? [...(situation.offeredChroots ?? [])] : [],
    projectChroots: all.map(({ chroot }) => chroot).filter((chroot) => isOffered(chroot)),
    perChroot: { ...sharedSettings(situation).get(projectKey(build, situation)), ...perChroot(build, situation) },
    additionalRepos: [...keys.additional_repos],
    bootstrap: keys.bootstrap,
    moduleHotfixes: keys.module_hotfixes,
    listOnHomepage: keys.list_on_homepage,
    preserveProject: keys.preserve_project,
    enableNet: keys.enable_net,
    script: sourceScript({
      project,
      subject,
      commitSha,
      packageName: build.package,
      mergePullRequest: keys.merge_pr_in_ci,
      updateRelease: keys.update_release && !keys.preserve_spec,
      releaseSuffix: keys.release_suffix,
      jobConfigIndex: build.jobConfigIndex,
    }),
    scriptChroot: scriptChroot(situation),
    builddeps: ['packit', ...(keys.srpm_build_deps ?? [])],
    repos: service.deployment === 'prod' ? 'copr://packit/packit-stable' : 'copr://packit/packit-dev',
    forgeProject: custom ? `${project.host}/${project.namespace}/${project.repo}` : null,
    tests: testOrdersFor(
      build,
      wanted.map(({ chroot }) => chroot),
      situation,
    ),
    commentOnSuccess: keys.notifications.pull_request.successful_build,
    failureMessage: keys.notifications.failure_comment.message,
  };
}

/**
 * Settings that the jobs of this occasion give to chroots of the Copr project that they share: a project is brought fully in line
 * for each build, and no job may take away from another one what it needs. Of several jobs the first counts.
 */
const sharedSettings = perSituation((situation) => {
  const shared = new Map<string, BuildOrder['perChroot']>();
  const trigger = triggerOf(situation.subject);
  for (const job of situation.config.views) {
    if (job.type !== 'copr_build' || job.trigger !== trigger) continue;
    const key = projectKey(job, situation);
    shared.set(key, { ...perChroot(job, situation), ...shared.get(key) });
  }
  return shared;
});

function projectKey(build: JobView, situation: Situation): string {
  const { owner, project } = coprProjectOf(build, situation);
  return `${owner}/${project}`;
}

/** Settings that a job gives to single chroots. */
function perChroot(build: JobView, situation: Situation): BuildOrder['perChroot'] {
  const settings: BuildOrder['perChroot'] = {};
  for (const [chroot, attributes] of chrootAttributes(build.keys.targets, situation.releases)) {
    if (offered(situation)?.has(chroot) === false) continue;
    const given = {
      ...(attributes.additional_packages && { additionalPackages: attributes.additional_packages.map(String) }),
      ...(attributes.additional_repos && { additionalRepos: attributes.additional_repos.map(String) }),
      ...(attributes.additional_modules !== undefined && { additionalModules: attributes.additional_modules }),
      ...(attributes.with_opts && { withOpts: attributes.with_opts.map(String) }),
      ...(attributes.without_opts && { withoutOpts: attributes.without_opts.map(String) }),
    };
    if (Object.keys(given).length > 0) settings[chroot] = given;
  }
  return settings;
}

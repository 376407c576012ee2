import type { JobView } from '../package-config/package-config.js';
import { coprChroots } from '../targets/expand-targets.js';
import { checkName } from './check-names.js';
import { defaultCoprProject } from './copr-names.js';
import type { Situation } from './situation.js';

/** Owner and name of the Copr project of a build job, and whether the user chose it. */
export function coprProjectOf(
  build: JobView,
  situation: Situation,
): { owner: string; project: string; custom: boolean } {
  const { service, project, subject } = situation;
  const tests = situation.config.views.filter(
    (view) => view.type === 'tests' && view.trigger === build.trigger && view.packageName === build.packageName,
  );
  const fallback = defaultCoprProject(project, subject, build.package === null ? build.identifier : null);
  const owner = build.keys.owner ?? tests.find(({ keys }) => keys.owner !== null)?.keys.owner ?? service.coprOwner;
  const name = build.keys.project ?? tests.find(({ keys }) => keys.project !== null)?.keys.project ?? fallback;
  return { owner, project: name, custom: owner !== service.coprOwner || name !== fallback };
}

/** Chroots that a build job is for. */
export function chrootsOf(build: JobView, situation: Situation): readonly string[] {
  const names = Object.keys(build.keys.targets);
  if (names.length > 0) return coprChroots(names, situation.releases);
  const { owner, project, custom } = coprProjectOf(build, situation);
  const configured = custom ? situation.coprProjects[`${owner}/${project}`]?.chroots : undefined;
  return configured?.length ? configured : coprChroots([], situation.releases);
}

/** Checks of a build job, one for each chroot. */
export function buildChecks(build: JobView, situation: Situation): { chroot: string; check: string }[] {
  return chrootsOf(build, situation).map((chroot) => ({
    chroot,
    check: checkName({
      prefix: 'rpm-build',
      subject: situation.subject,
      target: chroot,
      identifier: build.identifier,
      packageName: build.packageName,
      template: build.keys.status_name_template,
    }),
  }));
}

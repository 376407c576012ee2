import type { JobView } from '../package-config/package-config.js';
import { coprChroots } from '../targets/expand-targets.js';
import { checkName } from './check-names.js';
import { defaultCoprProject } from './copr-names.js';
import { perJob, perSituation } from './kept-answers.js';
import type { Situation } from './situation.js';

/** What the tests jobs of a package say about where its builds go; of several the first counts. */
interface ProjectOfTests {
  readonly owner: string | null;
  readonly project: string | null;
}

const projectsOfTests = perSituation(({ config }) => {
  const found = new Map<string, ProjectOfTests>();
  for (const { type, trigger, packageName, keys } of config.views) {
    if (type !== 'tests') continue;
    const key = packageKey(trigger, packageName);
    const known = found.get(key);
    found.set(key, { owner: known?.owner ?? keys.owner, project: known?.project ?? keys.project });
  }
  return found;
});

/** Owner and name of the Copr project of a build job, and whether the user chose it. */
export const coprProjectOf = perJob((build, situation): { owner: string; project: string; custom: boolean } => {
  const { service, project, subject } = situation;
  const tests = projectsOfTests(situation).get(packageKey(build.trigger, build.packageName));
  const fallback = defaultCoprProject(project, subject, build.package === null ? build.identifier : null);
  const owner = build.keys.owner ?? tests?.owner ?? service.coprOwner;
  const name = build.keys.project ?? tests?.project ?? fallback;
  return { owner, project: name, custom: owner !== service.coprOwner || name !== fallback };
});

const expansions = perSituation(() => new WeakMap<JobView['keys']['targets'], readonly string[]>());

/** Chroots that the targets of a job stand for. What jobs inherit from their package is expanded once for all of them. */
export function configuredChroots({ keys: { targets } }: JobView, situation: Situation): readonly string[] {
  const known = expansions(situation);
  let chroots = known.get(targets);
  if (!chroots) known.set(targets, (chroots = coprChroots(Object.keys(targets), situation.releases)));
  return chroots;
}

export function namesTargets({ keys: { targets } }: JobView): boolean {
  for (const _name in targets) return true;
  return false;
}

/** Chroots that a build job is for. */
export function chrootsOf(build: JobView, situation: Situation): readonly string[] {
  if (namesTargets(build)) return configuredChroots(build, situation);
  const { owner, project, custom } = coprProjectOf(build, situation);
  const configured = custom ? situation.coprProjects[`${owner}/${project}`]?.chroots : undefined;
  return configured?.length ? configured : configuredChroots(build, situation);
}

/** Checks of a build job, one for each chroot. */
export const buildChecks = perJob((build, situation): readonly { chroot: string; check: string }[] =>
  chrootsOf(build, situation).map((chroot) => ({
    chroot,
    check: checkName({
      prefix: 'rpm-build',
      subject: situation.subject,
      target: chroot,
      identifier: build.identifier,
      packageName: build.packageName,
      template: build.keys.status_name_template,
    }),
  })),
);

/** Key of what the jobs of one package and trigger share. */
export function packageKey(trigger: string, packageName: string): string {
  return JSON.stringify([trigger, packageName]);
}

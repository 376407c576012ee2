import type { JobView } from '../package-config/package-config.js';
import { coprProjectOf } from './build-targets.js';
import type { KnownBuild, Situation } from './situation.js';

/** Builds of the commit that belong to this build job, the newest first: of the same package and identifier, in the same Copr project. */
export function buildsOf(build: JobView, situation: Situation): KnownBuild[] {
  const { owner, project } = coprProjectOf(build, situation);
  return situation.builds
    .filter(
      (known) =>
        known.coprProject === `${owner}/${project}` &&
        known.identifier === build.identifier &&
        (known.package === undefined || known.package === build.package),
    )
    .sort((a, b) => (a.attempt < b.attempt ? 1 : -1));
}

/** The newest of them that has to do with a chroot; undefined: nothing was ever built for it. */
export function newestBuildFor(chroot: string, build: JobView, situation: Situation): KnownBuild | undefined {
  return buildsOf(build, situation).find(({ targets }) => chroot in targets);
}

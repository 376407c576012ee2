import { coprProjectOf } from './build-targets.js';
import { perJob, perSituation } from './kept-answers.js';
import type { JobView } from '../package-config/package-config.js';
import type { KnownBuild, Situation } from './situation.js';

const byJob = perSituation(({ builds }) => {
  const found = new Map<string, KnownBuild[]>();
  for (const build of builds) {
    const key = keyOf(build);
    const known = found.get(key);
    if (known) known.push(build);
    else found.set(key, [build]);
  }
  return found;
});

function keyOf({ coprProject, identifier, package: name }: Omit<KnownBuild, 'stream' | 'attempt' | 'targets'>): string {
  return JSON.stringify([coprProject, identifier, name === undefined ? [] : name]);
}

/** Builds of the commit that belong to this build job, the newest first: of the same package and identifier, in the same Copr project. */
export const buildsOf = perJob((build, situation): readonly KnownBuild[] => {
  const { owner, project } = coprProjectOf(build, situation);
  const job = { coprProject: `${owner}/${project}`, identifier: build.identifier };
  const known = [{ ...job, package: build.package }, job].flatMap(
    (wanted) => byJob(situation).get(keyOf(wanted)) ?? [],
  );
  return known.sort((a, b) => (a.attempt < b.attempt ? 1 : -1));
});

const newestByChroot = perJob((build, situation): ReadonlyMap<string, KnownBuild> => {
  const newest = new Map<string, KnownBuild>();
  for (const known of buildsOf(build, situation))
    for (const chroot of Object.keys(known.targets)) if (!newest.has(chroot)) newest.set(chroot, known);
  return newest;
});

/** The newest of them that has to do with a chroot; undefined: nothing was ever built for it. */
export function newestBuildFor(chroot: string, build: JobView, situation: Situation): KnownBuild | undefined {
  return newestByChroot(build, situation).get(chroot);
}

import type { ReadJob } from './job-reader.js';
import type { ConfiguredPackage, JobView } from './package-config.js';

/**
 * One view per job and package, in the order of jobs and then of packages. A configuration of one package has one
 * view per job.
 */
export function jobViews(jobs: readonly ReadJob[], isMonorepo: boolean): JobView[] {
  const views: JobView[] = [];
  const placesByPackage = new Map<string, { count: number; first: Map<string, number> }>();
  const add = ({ name, keys }: ConfiguredPackage, jobIndex: number, { job, signatures }: ReadJob, named: boolean) => {
    let places = placesByPackage.get(name);
    if (!places) placesByPackage.set(name, (places = { count: 0, first: new Map() }));
    const signature = signatures.get(name) ?? '';
    const jobConfigIndex = places.first.get(signature) ?? places.count;
    places.first.set(signature, jobConfigIndex);
    places.count += 1;
    const { packages: _, ...own } = job;
    const identifier = keys.identifier ?? (named ? name : null);
    views.push({ ...own, package: named ? name : null, packageName: name, identifier, jobIndex, jobConfigIndex, keys });
  };
  jobs.forEach((read, index) => {
    const only = read.job.package;
    for (const configured of read.job.packages)
      if (only === null || only === configured.name) add(configured, index, read, isMonorepo || only !== null);
  });
  return views;
}

import { buildRunType } from './build/build.run-type.js';
import type { AnyRunType } from './run/run-type.js';
import { syncReleaseRunType } from './sync-release/sync-release.run-type.js';
import { testRunRunType } from './test-run/test-run.run-type.js';

/** All run types, in the order in which their tables are made. Whoever handles runs of every kind asks this list. */
export const runTypes: readonly AnyRunType[] = [buildRunType, testRunRunType, syncReleaseRunType];

/** The type of the runs whose streams have this category; undefined: they are no runs. */
export function runTypeOf(category: string): AnyRunType | undefined {
  return runTypes.find((type) => type.category === category);
}

import type { TestedBuild } from '../test-run/test-order.js';
import type { Build } from './build-state.js';

/** A chroot that succeeded, as its tests need it; undefined: it did not succeed (yet). */
export function testedBuild(stream: string, build: Build, chroot: string): TestedBuild | undefined {
  if (build.status === 'unknown' || build.submission.phase !== 'submitted') return undefined;
  const target = build.targets[chroot];
  if (target?.phase !== 'succeeded') return undefined;
  return {
    stream,
    coprBuildId: build.submission.coprBuildId,
    owner: build.order.owner,
    project: build.order.project,
    chroot,
    packages: [...target.packages],
    srpmUrl: build.srpm.url,
    logUrl: target.logUrl,
  };
}

import type { RunOrigin } from '../../src/domain/planning/job.js';
import type { ExpectedJob, SyncOrder } from '../../src/domain/sync-release/sync-order.js';
import { anOrigin, minute } from './runs.js';

export const TAG = '1.4.0';

/** The origin of a run for the release; `attempt` counts minutes. */
export function syncOrigin(attempt = 0, index = 0): RunOrigin {
  const delivery = `delivery-github-${attempt}`;
  return anOrigin({
    delivery,
    attempt: `${minute(attempt)}/${delivery}`,
    subject: { kind: 'release', tag: TAG },
    job: { index, type: 'propose_downstream', trigger: 'release', package: null, identifier: null },
  });
}

/** An order for these branches of `hello`. */
export function aSyncOrder(
  branches: readonly string[],
  {
    expected,
    askedIn = null,
    create = true,
  }: { expected?: ExpectedJob[]; askedIn?: number | null; create?: boolean } = {},
): SyncOrder {
  return {
    job: 'propose_downstream',
    tag: TAG,
    namespace: 'rpms',
    packageUrl: 'https://src.fedoraproject.org/rpms/hello.git',
    branches: branches.map((branch) => ({ branch, check: `propose-downstream:${branch}`, fastForwardInto: [] })),
    expected: expected ?? [{ job: '0/', package: 'hello', branches: [...branches] }],
    askedIn,
    failureIssue: { create, message: null },
    settings: {
      specfilePath: 'hello.spec',
      workFolder: './',
      configFilePath: '.packit.yaml',
      upstreamPackageName: 'hello',
      downstreamPackageName: 'hello',
      filesToSync: null,
      actions: {},
      upstreamTagTemplate: '{version}',
      versionUpdateMask: null,
      maskedBranches: ['f43', 'f42', 'epel9'],
      versionUpdateSpecifiers: null,
      prereleaseSuffixPattern: String.raw`([.\-_~^]?)(alpha|beta|rc|pre(view)?)([.\-_]?\d+)?`,
      prereleaseSuffixMacro: null,
      specSourceId: 'Source0',
      sources: [],
      parseTimeMacros: {},
      syncChangelog: false,
      createSyncNote: true,
      copyUpstreamReleaseDescription: false,
      uploadSources: true,
    },
  };
}

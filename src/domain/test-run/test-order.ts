import { z } from 'zod';

/** Everything the configuration says about one test run: one test target of one `tests` job. */
export const TestOrder = z.object({
  /** Unique among the tests of one job family: `{job index}/{package}/{target}`. */
  key: z.string(),
  /** Name of its check, e.g. `testing-farm:centos-stream-9-x86_64`. */
  check: z.string(),
  /** Copr chroot whose packages are tested, e.g. `epel-9-x86_64`. */
  chroot: z.string(),
  /** Testing Farm target: `{distro}-{arch}`. */
  target: z.string(),
  distro: z.string(),
  arch: z.string(),
  ranch: z.enum(['public', 'redhat']),
  skipBuild: z.boolean(),
  /** The check follows the build until the tests take over (`sync_test_job_statuses_with_builds`). */
  followsBuild: z.boolean(),
  identifier: z.string().nullable(),
  fmfUrl: z.string().nullable(),
  fmfRef: z.string().nullable(),
  fmfPath: z.string(),
  useTargetRepo: z.boolean(),
  tmtPlan: z.string().nullable(),
  postInstallScript: z.string().nullable(),
  extraParams: z.record(z.string(), z.unknown()),
  /** Variables of the job, then of the comment (`null` removes one). */
  env: z.record(z.string(), z.unknown()),
  mergePullRequest: z.boolean(),
  skipMissingBranchedComposes: z.boolean(),
  upstreamPackageName: z.string().nullable(),
  downstreamPackageName: z.string().nullable(),
  upstreamProjectUrl: z.string().nullable(),
  downstreamProjectUrl: z.string().nullable(),
  /** `notifications.failure_comment.message` */
  failureMessage: z.string().nullable(),
});
export type TestOrder = z.infer<typeof TestOrder>;

/** A package that Copr built. */
export const BuiltPackageData = z.object({
  name: z.string(),
  epoch: z.number().nullable(),
  version: z.string(),
  release: z.string(),
  arch: z.string(),
});
export type BuiltPackageData = z.infer<typeof BuiltPackageData>;

/** The finished chroot that a test run installs. */
export const TestedBuild = z.object({
  /** Stream of the build. */
  stream: z.string(),
  coprBuildId: z.int(),
  owner: z.string(),
  project: z.string(),
  chroot: z.string(),
  packages: z.array(BuiltPackageData),
  srpmUrl: z.string().nullable(),
  logUrl: z.string().nullable(),
});
export type TestedBuild = z.infer<typeof TestedBuild>;

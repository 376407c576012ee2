import { z } from 'zod';

/** A branch of dist-git that a release goes to. */
export const SyncBranch = z.object({
  /** Its name in dist-git, as its check and its work branch have it. */
  branch: z.string(),
  check: z.string(),
  /** Branches that get a pull request with the same commits. */
  fastForwardInto: z.array(z.string()),
});
export type SyncBranch = z.infer<typeof SyncBranch>;

/** One entry of `files_to_sync`. */
export const SyncedFile = z.object({
  src: z.array(z.string()),
  dest: z.string(),
  mkpath: z.boolean(),
  delete: z.boolean(),
  filters: z.array(z.string()),
});
export type SyncedFile = z.infer<typeof SyncedFile>;

/** What the configuration says about how a release becomes commits in dist-git. Names of keys are those of `packit.yaml`. */
export const SyncSettings = z.object({
  specfilePath: z.string(),
  /** First entry of `paths`: the folder that other paths start from. */
  workFolder: z.string(),
  configFilePath: z.string(),
  upstreamPackageName: z.string(),
  downstreamPackageName: z.string(),
  /** Null: the spec file and the configuration file. */
  filesToSync: z.array(SyncedFile).nullable(),
  /** Commands by action; a command is a text that is split as a shell does, or a list of words. */
  actions: z.record(z.string(), z.array(z.union([z.string(), z.array(z.string())]))),
  upstreamTagTemplate: z.string(),
  versionUpdateMask: z.string().nullable(),
  /** Branches for which the mask counts: those of released Fedoras and of EPEL. */
  maskedBranches: z.array(z.string()),
  versionUpdateSpecifiers: z.string().nullable(),
  prereleaseSuffixPattern: z.string(),
  prereleaseSuffixMacro: z.string().nullable(),
  specSourceId: z.string(),
  sources: z.array(z.object({ path: z.string(), url: z.string() })),
  /** Null undefines the macro. */
  parseTimeMacros: z.record(z.string(), z.string().nullable()),
  syncChangelog: z.boolean(),
  createSyncNote: z.boolean(),
  copyUpstreamReleaseDescription: z.boolean(),
  /** Whether archives go to the lookaside cache: `sources` and `.gitignore` are written in any case. */
  uploadSources: z.boolean(),
});
export type SyncSettings = z.infer<typeof SyncSettings>;

/** A job of the release with every branch that it is for: together they say when nothing is missing. */
export const ExpectedJob = z.object({
  /** `index/package`: which job of the configuration. */
  job: z.string(),
  /** Name of the package in dist-git. */
  package: z.string(),
  branches: z.array(z.string()),
});
export type ExpectedJob = z.infer<typeof ExpectedJob>;

/** Everything that the configuration says about bringing one release to dist-git: one job, one package. */
export const SyncOrder = z.object({
  job: z.literal('propose_downstream'),
  tag: z.string(),
  /** In dist-git, e.g. `rpms`. */
  namespace: z.string(),
  /** Address of the package that people see, e.g. `https://src.fedoraproject.org/rpms/hello.git`. */
  packageUrl: z.string(),
  /** The branches to bring it to now. */
  branches: z.array(SyncBranch),
  /** Every `propose_downstream` job of this release, this one too. */
  expected: z.array(ExpectedJob),
  /** Number of the issue in which somebody asked for it. */
  askedIn: z.int().nullable(),
  /** Whether a failure opens an issue in the upstream project, and what is added to its text. */
  failureIssue: z.object({ create: z.boolean(), message: z.string().nullable() }),
  settings: SyncSettings,
});
export type SyncOrder = z.infer<typeof SyncOrder>;

/** A pull request in dist-git. */
export const DownstreamPullRequest = z.object({
  number: z.int(),
  url: z.string(),
  targetBranch: z.string(),
  /** It has the commits of another branch's pull request. */
  fastForward: z.boolean(),
  /** `unchanged`: it held exactly this already, and nothing was pushed. */
  how: z.enum(['opened', 'updated', 'unchanged']),
});
export type DownstreamPullRequest = z.infer<typeof DownstreamPullRequest>;

/** Why a branch is left out although nothing is wrong. */
export const SyncSkipReason = z.enum(['downstream-newer', 'version-update-mask', 'version-update-specifiers']);
export type SyncSkipReason = z.infer<typeof SyncSkipReason>;

import type { Access } from '../access/access-facts.js';
import type { JobView, PackageConfig } from '../package-config/package-config.js';
import type { ReleaseTable } from '../targets/release-table.js';
import type { TestedBuild } from '../test-run/test-order.js';
import type { HeadFacts } from './head-order.js';
import type { ProjectData, SubjectData } from './job.js';

/** What set the planning going. */
export type Occasion =
  /** A pull request was opened, reopened or got new commits; a branch was pushed; a release was published. */
  | { readonly kind: 'event' }
  | { readonly kind: 'labels-changed'; readonly labels: readonly string[] }
  | { readonly kind: 'command'; readonly command: PlanningCommand }
  /** Somebody pressed *Re-run* beside checks: exactly these run again. */
  | { readonly kind: 'rerun'; readonly checks: readonly string[] };

export interface PlanningCommand {
  readonly name:
    | 'build'
    | 'test'
    | 'rebuild-failed'
    | 'retest-failed'
    | 'upstream-koji-build'
    | 'vm-image-build'
    | 'propose-downstream';
  readonly package: string | null;
  readonly identifier: string | null;
  readonly labels: readonly string[] | null;
  /** Variables of `--env`; null removes one. */
  readonly env: Readonly<Record<string, string | null>>;
  /** Other pull requests whose builds are tested as well. */
  readonly pullRequests: readonly OtherPullRequest[];
  /** Number of the issue in which the command was given. */
  readonly askedIn?: number;
}

/** A pull request that `test` names, with the newest successful build of each chroot and identifier there. */
export interface OtherPullRequest {
  /** `namespace/repo#number` */
  readonly name: string;
  readonly builds: readonly TestedBuild[];
}

/** A build of this commit that is known. */
export interface KnownBuild {
  readonly stream: string;
  readonly attempt: string;
  /** `owner/project`, as it was planned: a project of another name may have been assigned. */
  readonly coprProject: string;
  readonly identifier: string | null;
  /** Package of its job. Absent in situations that were recorded before it was noted. */
  readonly package?: string | null;
  readonly targets: Readonly<
    Record<
      string,
      {
        readonly phase: 'waiting' | 'running' | 'succeeded' | 'failed' | 'errored' | 'cancelled';
        readonly url: string | null;
        readonly tested: TestedBuild | null;
      }
    >
  >;
}

/** A test of this commit that is known: the newest attempt of each check decides. */
export interface KnownTest {
  readonly attempt: string;
  readonly check: string;
  /** Key of its order: two jobs may give their checks one name. Absent in situations that were recorded before it was noted. */
  readonly order?: string;
  /** `errored` also where Testing Farm did not take the request. */
  readonly result: string;
}

/** Everything a decision looks at. Plain data. */
export interface Situation {
  readonly service: {
    readonly deployment: 'prod' | 'stg';
    readonly commandPrefix: string;
    readonly coprOwner: string;
    readonly coprUrl: string;
    readonly distGitUrl: string;
    readonly internalTestsAllowed: boolean;
    readonly internalTestsDisabled: boolean;
  };
  readonly delivery: string;
  readonly attempt: string;
  readonly occasion: Occasion;
  readonly project: ProjectData;
  readonly subject: SubjectData;
  readonly commitSha: string;
  readonly defaultBranch: string;
  /** Login whose permissions count; null: nobody's do. */
  readonly actor: string | null;
  readonly access: Access;
  /** Of the pull request; null where nobody asked. */
  readonly labels: readonly string[] | null;
  readonly config: PackageConfig;
  /** What names of targets stand for. */
  readonly releases: ReleaseTable;
  /** Chroots that Copr offers; null: it did not say, so every one counts as offered. */
  readonly offeredChroots: readonly string[] | null;
  /** `packit_forge_projects_allowed` of the Copr projects that the configuration names, by `owner/project`; null: no such project. */
  readonly coprProjects: Readonly<
    Record<string, { readonly allowed: readonly string[]; readonly chroots: readonly string[] } | null>
  >;
  /** Default branches of dist-git by `namespace/package`, where a job asks for them and dist-git said so. */
  readonly defaultBranches?: Readonly<Record<string, string>>;
  readonly builds: readonly KnownBuild[];
  readonly tests: readonly KnownTest[];
  /** Where another head of the pull request is known that may be newer, and older commits are to give way. */
  readonly heads?: HeadFacts;
}

/** Trigger of the jobs that a subject concerns. */
export function triggerOf(subject: SubjectData): JobView['trigger'] {
  switch (subject.kind) {
    case 'pull_request':
      return 'pull_request';
    case 'branch':
      return 'commit';
    case 'release':
      return 'release';
  }
}

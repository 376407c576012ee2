import type { CoprRefusal } from '../../domain/build/copr-refusal.js';
import type { CoprPermission } from '../../domain/copr-project/copr-project.js';
import { PermanentFailure } from './failure.js';

/** What a build wants of its Copr project. Below our own account all of it is kept in line; elsewhere only chroots are added. */
export interface CoprProjectSettings {
  readonly owner: string;
  readonly project: string;
  /** All chroots of the job family. They are added; none is ever removed. */
  readonly chroots: readonly string[];
  readonly description: string;
  readonly instructions: string;
  readonly contact: string;
  readonly additionalRepos: readonly string[];
  readonly bootstrap: string;
  readonly moduleHotfixes: boolean;
  readonly listOnHomepage: boolean;
  /** Undefined: not sent. True: kept for ever. False: removed by Copr after 60 days. */
  readonly preserveProject?: boolean;
  /** What is absent has Copr's defaults. */
  readonly perChroot: Readonly<Record<string, CoprChrootSettings>>;
  /** `host/namespace/repo` that is to be allowed to build there, for a project that the user configured. */
  readonly forgeProject: string | null;
}

/** What our account was found to be allowed in a project of somebody else; what was not looked at is not in it. */
export type HeldPermissions = readonly CoprPermission[];

/** A refusal that people can do something about. Nothing was written to the project, unless the refusal says what was tried. */
export class CoprRefused extends PermanentFailure {
  constructor(
    readonly refusal: CoprRefusal,
    cause?: PermanentFailure,
  ) {
    const { kind = 'forbidden', status, reason } = cause ?? {};
    super(cause?.message ?? `Copr: ${refusal.code}`, { service: 'Copr', kind, status, reason, cause });
    this.name = 'CoprRefused';
  }
}

/** Per-chroot settings; what is absent is Copr's default. */
export interface CoprChrootSettings {
  readonly additionalPackages?: readonly string[];
  readonly additionalRepos?: readonly string[];
  /** `module:stream,module:stream` */
  readonly additionalModules?: string;
  readonly withOpts?: readonly string[];
  readonly withoutOpts?: readonly string[];
}

export interface CoprProject {
  readonly owner: string;
  readonly project: string;
  readonly chroots: readonly string[];
  /** Shell patterns against `host/namespace/repo`. */
  readonly forgeProjectsAllowed: readonly string[];
}

export interface CoprBuildSubmission {
  /** Our own id of this submission; it is written into the script, so that a build can be recognised as ours. */
  readonly key: string;
  readonly owner: string;
  readonly project: string;
  readonly script: string;
  /** Chroot in which the script runs. */
  readonly scriptChroot: string;
  readonly builddeps: readonly string[];
  /** Repositories for the build dependencies of the script, e.g. `copr://packit/packit-stable`. */
  readonly repos: string;
  readonly chroots: readonly string[];
  readonly enableNet: boolean;
  /** `host/namespace/repo`, only for a project that the user configured. */
  readonly forgeProject?: string;
  /** True when an earlier attempt may have got through: a build with this key is looked for first. */
  readonly mayExist: boolean;
  /** No attempt was made before this time, ISO 8601. */
  readonly since: string;
}

/** Copr's own names of states. */
export type CoprState =
  | 'failed'
  | 'succeeded'
  | 'canceled'
  | 'running'
  | 'pending'
  | 'skipped'
  | 'starting'
  | 'importing'
  | 'forked'
  | 'waiting'
  | 'unknown';

export interface CoprBuildStatus {
  readonly buildId: number;
  readonly state: CoprState;
  readonly source: { readonly state: CoprState; readonly url?: string };
  readonly srpmUrl?: string;
  readonly chroots: Readonly<Record<string, { readonly state: CoprState; readonly resultUrl?: string }>>;
}

export interface BuiltPackage {
  readonly name: string;
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
}

/** Fedora Copr: builds RPMs. Rejects with `TransientFailure` or `PermanentFailure`. */
export abstract class Copr {
  /** Chroots on offer, without private ones; cached for 12 hours. */
  abstract availableChroots(): Promise<readonly string[]>;
  abstract getProject(owner: string, project: string): Promise<CoprProject | undefined>;
  /**
   * Creates the project; brings it in line where it is below our own account; adds missing chroots where it belongs to others.
   * What the account may do there is found out before anything is written. Rejects with `CoprRefused`.
   */
  abstract ensureProject(settings: CoprProjectSettings): Promise<HeldPermissions>;
  /** Starts a build from the custom source method, or returns the one already started under the key. Rejects with `CoprRefused`. */
  abstract submitBuild(submission: CoprBuildSubmission): Promise<{ readonly buildId: number; readonly url: string }>;
  /** The build that was started under the key, if there is one. */
  abstract findBuild(
    submission: Pick<CoprBuildSubmission, 'key' | 'owner' | 'project' | 'since'>,
  ): Promise<{ readonly buildId: number; readonly url: string } | undefined>;
  /** Undefined: Copr does not know the build. */
  abstract getBuild(buildId: number): Promise<CoprBuildStatus | undefined>;
  abstract builtPackages(buildId: number, chroot: string): Promise<readonly BuiltPackage[]>;
  /** Finished, unknown and cancelled builds count as done. */
  abstract cancelBuild(buildId: number): Promise<void>;
  /** Asks the owners of a project, once more or for the first time. */
  abstract requestPermission(owner: string, project: string, permission: CoprPermission): Promise<void>;
}

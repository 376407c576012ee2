import type { ProjectRef } from '../forge/project-ref.js';

/** A build in Copr began or ended. `chroot` is absent for the source build. */
export interface CoprBuildInput {
  readonly kind: 'copr-build';
  readonly change: 'started' | 'ended';
  readonly buildId: number;
  readonly chroot: string | 'srpm';
  /** Copr's number: 1 succeeded, 3 running; anything but 1 at the end is a failure. */
  readonly status: number;
  /** Only at the end. */
  readonly succeeded?: boolean;
  readonly owner: string;
  readonly project: string;
  readonly package?: string;
  readonly version?: string;
  readonly user: string;
}

/** Testing Farm has news of a request; which, it has to be asked. */
export interface TestingFarmNotification {
  readonly kind: 'testing-farm-notification';
  readonly requestId: string;
}

/** A scratch build in Koji changed its state. */
export interface KojiTaskInput {
  readonly kind: 'koji-task';
  readonly taskId: number;
  readonly state: string;
  readonly previousState?: string;
  readonly owner: string;
  /** Seconds since 1970. */
  readonly startedAt?: number;
  readonly completedAt?: number;
  /** The tasks that build for one architecture each. */
  readonly architectures: readonly { readonly arch: string; readonly taskId: number; readonly failed: boolean }[];
}

export type KojiBuildState = 'BUILDING' | 'COMPLETE' | 'DELETED' | 'FAILED' | 'CANCELED';

/** A production build in Koji changed its state. */
export interface KojiBuildInput {
  readonly kind: 'koji-build';
  readonly buildId: number;
  readonly taskId?: number;
  readonly state: KojiBuildState;
  readonly previousState?: KojiBuildState;
  readonly owner: string;
  readonly project: ProjectRef;
  readonly commitSha: string;
  /** The build target without `-candidate`: the dist-git branch, as far as names tell. */
  readonly branch: string;
  readonly package: string;
  readonly nvr: string;
  readonly epoch?: string;
  readonly version: string;
  readonly release: string;
  readonly createdAt?: string;
  readonly completedAt?: string;
}

/** A build was tagged into a sidetag. */
export interface KojiTagInput {
  readonly kind: 'koji-tag';
  readonly buildId: number;
  readonly tag: string;
  readonly tagId: number;
  readonly project: ProjectRef;
  readonly package: string;
  readonly version: string;
  readonly release: string;
  readonly epoch?: string;
  readonly owner: string;
}

/** Release monitoring saw new upstream versions of a package. */
export interface NewVersionsInput {
  readonly kind: 'new-versions';
  readonly announcedBy: 'the-new-hotness' | 'anitya';
  /** Its dist-git project. */
  readonly project: ProjectRef;
  readonly package: string;
  readonly versions: readonly string[];
  readonly anityaProjectId: number;
  readonly anityaProjectName: string;
  readonly bugId?: number;
}

/** A static analysis in OpenScanHub began or ended. */
export interface OpenScanHubInput {
  readonly kind: 'open-scan-hub';
  readonly change: 'started' | 'finished';
  readonly taskId: number;
  readonly status?: string;
  readonly addedIssuesUrl?: string;
  readonly fixedIssuesUrl?: string;
  readonly scanResultsUrl?: string;
}

/** Log Detective explained a failed build, or could not. */
export interface LogDetectiveInput {
  readonly kind: 'log-detective';
  readonly analysisId: string;
  readonly status: 'complete' | 'running' | 'error' | 'unknown';
  readonly buildSystem: 'copr' | 'koji';
  readonly targetBuild: string;
  readonly startedAt: string;
  readonly projectUrl?: string;
  readonly commitSha?: string;
  readonly pullRequest?: number;
  readonly explanation?: string;
  readonly errorMessage?: string;
}

/** News of something that was set going elsewhere. */
export type ResultInput =
  | CoprBuildInput
  | TestingFarmNotification
  | KojiTaskInput
  | KojiBuildInput
  | KojiTagInput
  | NewVersionsInput
  | OpenScanHubInput
  | LogDetectiveInput;

import type { JobKeys, JobTrigger, JobType } from './keys/job-keys.js';
import type { PackageKeys } from './keys/package-keys.js';

/** A package with its keys, defaults applied; in a job, with what the job says as well. */
export interface ConfiguredPackage {
  readonly name: string;
  readonly keys: PackageKeys;
}

type Selectors = Pick<
  JobKeys,
  'skip_build' | 'manual_trigger' | 'labels' | 'sidetag_group' | 'dependencies' | 'dependents'
>;

/** A job of the configuration: one trigger, one or more packages. */
export interface Job extends Selectors {
  readonly type: JobType;
  readonly trigger: JobTrigger;
  readonly packages: readonly ConfiguredPackage[];
  /** Set by the internal key of that name, which makes the job a view of this package. */
  readonly package: string | null;
}

/** A job restricted to one package: what planning works on. */
export interface JobView extends Selectors {
  readonly type: JobType;
  readonly trigger: JobTrigger;
  /** The package in a configuration of several packages, else null. */
  readonly package: string | null;
  /** The package, also where there is only one. */
  readonly packageName: string;
  /** The configured identifier; in a configuration of several packages the name of the package stands in. */
  readonly identifier: string | null;
  /** The place of the job that this is a view of. */
  readonly jobIndex: number;
  /** The place in the package's own list of views, by which `packit` in Copr finds the job again. */
  readonly jobConfigIndex: number;
  readonly keys: PackageKeys;
}

/** A loaded configuration: plain data, which survives JSON. */
export interface PackageConfig {
  readonly packages: readonly ConfiguredPackage[];
  readonly jobs: readonly Job[];
  readonly views: readonly JobView[];
}

/** What is wrong in a configuration, where, and what to do about it. */
export interface ConfigError {
  /** `packages.NAME.KEY`, `jobs.INDEX.KEY` or `jobs.INDEX.packages.NAME.KEY`; empty for the whole file. */
  readonly path: string;
  readonly segments: readonly (string | number)[];
  readonly message: string;
  /** Counted from 1; null where the value was computed. */
  readonly line: number | null;
  readonly column: number | null;
  readonly found: string | null;
  readonly expected: string | null;
  readonly didYouMean: string | null;
}

/** Something that works but should be changed. */
export interface ConfigWarning {
  readonly message: string;
  readonly path: string;
  readonly line: number | null;
}

/** The verdict about a configuration file: there is always one. */
export type LoadedPackageConfig =
  | { readonly valid: true; readonly config: PackageConfig; readonly warnings: readonly ConfigWarning[] }
  | {
      readonly valid: false;
      readonly message: string;
      readonly errors: readonly ConfigError[];
      readonly warnings: readonly ConfigWarning[];
      /** It asks for more than is planned; whether it is right in other respects was not looked at. */
      readonly excess?: 'too-many-jobs';
    };

/** What loading needs to know besides the text of the file. */
export interface ConfigContext {
  /** The name of the repository, without namespace. */
  readonly repoName: string;
  readonly configFilePath: string;
  /** The spec files in the root of the repository, in the order of its listing. */
  readonly rootSpecFiles: readonly string[];
}

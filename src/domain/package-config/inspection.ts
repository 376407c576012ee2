import { packageKey, packageKeyNames, type PackageKeyName, type PackageKeys } from './keys/package-keys.js';
import type { Job, JobView, LoadedPackageConfig, PackageConfig } from './package-config.js';
import { canonicalJson } from './values/canonical-json.js';

type KeyValues = Partial<Record<PackageKeyName, unknown>>;

export interface InspectedJob {
  readonly type: string;
  readonly trigger: string;
  readonly packages: readonly string[];
  /** Null also where packages differ. */
  readonly identifier: string | null;
  /** Names of targets; by package where packages differ. */
  readonly targets_raw: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly skip_build?: boolean;
  readonly manual_trigger?: boolean;
  readonly labels?: readonly string[];
  readonly sidetag_group?: string;
  readonly dependents?: readonly string[];
  readonly dependencies?: readonly string[];
  /** By package: keys whose values differ from those of the package. */
  readonly overrides: Readonly<Record<string, KeyValues>>;
}

/** A loaded configuration without what goes without saying: what `config inspect` prints. */
export interface Inspection {
  readonly valid: boolean;
  readonly message: string | null;
  readonly errors: readonly {
    readonly path: readonly (string | number)[];
    readonly messages: readonly string[];
    readonly line: number | null;
    readonly column: number | null;
    readonly found: string | null;
    readonly expected: string | null;
    readonly did_you_mean: string | null;
  }[];
  readonly warnings: readonly string[];
  readonly packages: readonly string[] | null;
  readonly package_config: Readonly<Record<string, KeyValues>> | null;
  readonly jobs: readonly InspectedJob[] | null;
  readonly job_views: readonly Pick<JobView, 'type' | 'trigger' | 'package' | 'identifier'>[] | null;
}

const defaults = Object.fromEntries(packageKeyNames.map((name) => [name, packageKey(name).fallback])) as KeyValues;

function difference(keys: PackageKeys, base: KeyValues): KeyValues {
  const differing: KeyValues = {};
  for (const name of packageKeyNames)
    if (keys[name] !== base[name] && canonicalJson(keys[name]) !== canonicalJson(base[name]))
      differing[name] = keys[name];
  return differing;
}

/** The value that all packages share, or undefined. */
function shared<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => canonicalJson(value) === canonicalJson(first)) ? first : undefined;
}

function inspectJob(job: Job, packages: ReadonlyMap<string, PackageKeys>): InspectedJob {
  const targets = job.packages.map(({ keys }) => Object.keys(keys.targets));
  const byPackage = Object.fromEntries(job.packages.map(({ name }, index) => [name, targets[index] ?? []]));
  return {
    type: job.type,
    trigger: job.trigger,
    packages: job.packages.map(({ name }) => name),
    identifier: shared(job.packages.map(({ keys }) => keys.identifier)) ?? null,
    targets_raw: targets.length === 0 ? [] : (shared(targets) ?? byPackage),
    ...(job.skip_build && { skip_build: true }),
    ...(job.manual_trigger && { manual_trigger: true }),
    ...(job.labels && { labels: job.labels }),
    ...(job.sidetag_group !== null && { sidetag_group: job.sidetag_group }),
    ...(job.dependents && { dependents: job.dependents }),
    ...(job.dependencies && { dependencies: job.dependencies }),
    overrides: Object.fromEntries(
      job.packages.map(({ name, keys }) => [name, difference(keys, packages.get(name) ?? defaults)]),
    ),
  };
}

function inspectConfig(config: PackageConfig): Pick<Inspection, 'packages' | 'package_config' | 'jobs' | 'job_views'> {
  const keysOf = new Map(config.packages.map(({ name, keys }) => [name, keys]));
  return {
    packages: [...keysOf.keys()],
    package_config: Object.fromEntries([...keysOf].map(([name, keys]) => [name, difference(keys, defaults)])),
    jobs: config.jobs.map((job) => inspectJob(job, keysOf)),
    job_views: config.views.map((view) => ({
      type: view.type,
      trigger: view.trigger,
      package: view.package,
      identifier: view.identifier,
    })),
  };
}

/** What a file means, or what is wrong with it, in a form for machines. */
export function inspectPackageConfig(loaded: LoadedPackageConfig): Inspection {
  const warnings = [...new Set(loaded.warnings.map(({ message }) => message))];
  if (loaded.valid) return { valid: true, message: null, errors: [], warnings, ...inspectConfig(loaded.config) };
  const errors = loaded.errors.map(({ segments, message, line, column, found, expected, didYouMean }) => {
    return { path: segments, messages: [message], line, column, found, expected, did_you_mean: didYouMean };
  });
  const nothing = { packages: null, package_config: null, jobs: null, job_views: null };
  return { valid: false, message: loaded.message, errors, warnings, ...nothing };
}

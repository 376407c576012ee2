import type { ValuesOf } from '../values/value-type.js';
import { buildKeys } from './build-keys.js';
import type { DocumentedKey } from './documented-key.js';
import { downstreamKeys } from './downstream-keys.js';
import { identityKeys } from './identity-keys.js';
import { imageKeys } from './image-keys.js';
import { sourceKeys } from './source-keys.js';
import { syncKeys } from './sync-keys.js';
import { testKeys } from './test-keys.js';

/** The keys that may stand at top level, in a package, in a job, and in a package selected by a job. */
export const packageKeys = {
  ...identityKeys,
  ...sourceKeys,
  ...syncKeys,
  ...buildKeys,
  ...testKeys,
  ...downstreamKeys,
  ...imageKeys,
};

export type PackageKeyName = keyof typeof packageKeys;

/** What the keys of a package hold, for the package or for one job of it, defaults applied. */
export type PackageKeys = ValuesOf<typeof packageKeys>;

export const packageKeyNames = Object.keys(packageKeys) as PackageKeyName[];

export function isPackageKey(name: string): name is PackageKeyName {
  return Object.hasOwn(packageKeys, name);
}

/** The definition of a key, its own types set aside. */
export function packageKey(name: PackageKeyName): DocumentedKey<unknown, unknown> {
  return packageKeys[name];
}

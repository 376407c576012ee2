import { loadPackageConfig } from '../../../src/domain/package-config/load-package-config.js';
import type { LoadedPackageConfig, PackageConfig } from '../../../src/domain/package-config/package-config.js';
import { validConfig } from '../../support/situations.js';

const context = { repoName: 'demo-repo', configFilePath: '.packit.yaml', rootSpecFiles: [] as readonly string[] };

/** Loads a configuration as if it were that of the repository `demo-repo`. */
export function load(source: string | Uint8Array, rootSpecFiles: readonly string[] = []): LoadedPackageConfig {
  return loadPackageConfig(source, { ...context, rootSpecFiles });
}

/** Loads a configuration that has to be valid. */
export function config(source: string, rootSpecFiles: readonly string[] = ['demo.spec']): PackageConfig {
  return validConfig(source, { ...context, rootSpecFiles });
}

/** Path and message of every problem of a configuration that has to be invalid. */
export function problems(source: string | Uint8Array, rootSpecFiles: readonly string[] = ['demo.spec']): string[] {
  const loaded = load(source, rootSpecFiles);
  if (loaded.valid) throw new Error('expected an invalid configuration');
  return loaded.errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
}

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { findRootSpecFiles } from '../../domain/package-config/config-file.js';
import { loadPackageConfig } from '../../domain/package-config/load-package-config.js';
import type { LoadedPackageConfig } from '../../domain/package-config/package-config.js';

/** What is known of the repository of a file; what is not given is taken from the folder that the file is in. */
export interface RepositoryOptions {
  readonly repoName?: string;
  readonly configFilePath?: string;
  readonly rootSpecFiles?: readonly string[];
}

export interface ConfigSource {
  readonly text: string;
  readonly loaded: LoadedPackageConfig;
}

/** Reads and loads a configuration file as the service would load it from a repository. */
export async function readConfig(file: string, options: RepositoryOptions): Promise<ConfigSource> {
  const source = await readFile(file);
  const folder = dirname(resolve(file));
  const loaded = loadPackageConfig(source, {
    repoName: options.repoName ?? basename(folder),
    configFilePath: options.configFilePath ?? basename(file),
    rootSpecFiles: options.rootSpecFiles ?? findRootSpecFiles((await readdir(folder)).sort()),
  });
  return { text: source.toString('utf8'), loaded };
}

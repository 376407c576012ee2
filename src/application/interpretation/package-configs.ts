import { Injectable } from '@nestjs/common';
import { configFileNames, findConfigFile, findRootSpecFiles } from '../../domain/package-config/config-file.js';
import { loadPackageConfig } from '../../domain/package-config/load-package-config.js';
import type { LoadedPackageConfig } from '../../domain/package-config/package-config.js';
import { yamlLimits } from '../../domain/package-config/yaml/yaml-limits.js';
import type { Forge, ForgeProject } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';

/** The configuration of a repository at one commit, with what it was read from. */
export type FoundConfig =
  | { readonly found: false }
  | {
      readonly found: true;
      readonly path: string;
      readonly text: string;
      readonly rootSpecFiles: readonly string[];
      readonly loaded: LoadedPackageConfig;
    };

/** The name that nearly everybody uses: it is asked for before the listing has said so. */
const LIKELY = configFileNames[0];

/** Finds and reads `packit.yaml` through the forge. */
@Injectable()
export class PackageConfigs {
  constructor(private readonly settings: Settings) {}

  /** `ref`: commit, branch or tag. Rejects with `TransientFailure` when the forge does not answer. */
  async at(forge: Forge, project: ForgeProject, ref: string): Promise<FoundConfig> {
    const override = this.settings.packageConfigPath;
    const early = override ?? LIKELY;
    const [root, content] = await Promise.all([
      forge.listRoot(project, ref),
      forge.readFile(project, early, ref, yamlLimits.bytes).catch(() => undefined),
    ]);
    if (!root) return { found: false };
    const path = override ?? findConfigFile(root);
    if (!path) return { found: false };
    const bytes = path === early && content ? content : await forge.readFile(project, path, ref, yamlLimits.bytes);
    if (!bytes) return { found: false };
    const rootSpecFiles = findRootSpecFiles(root);
    const context = { repoName: project.repo, configFilePath: path, rootSpecFiles };
    return {
      found: true,
      path,
      text: Buffer.from(bytes).toString('utf8'),
      rootSpecFiles,
      loaded: loadPackageConfig(bytes, context),
    };
  }
}

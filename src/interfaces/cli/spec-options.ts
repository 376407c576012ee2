import { InvalidArgumentError } from 'commander';
import { macrosOfBranch } from '../../domain/spec-file/branch-macros.js';
import type { GivenMacros } from '../../domain/spec-file/evaluation.js';
import { bundledReleases } from '../../domain/targets/bundled-releases.js';

/** Options that say where a package is built. */
export interface PlaceOptions {
  readonly branch?: string;
  readonly define: GivenMacros;
}

/** Reads `NAME VALUE`, as rpmbuild has it; `NAME` alone is a macro that is surely not defined. */
export function macroOption(text: string, before: GivenMacros): GivenMacros {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:\s+(.+))?$/s.exec(text) ?? [];
  if (name === undefined)
    throw new InvalidArgumentError('Expected "NAME VALUE", or "NAME" for one that is not defined.');
  return { ...before, [name]: value ?? null };
}

/** The macros that hold at a place; those that are given one by one win. */
export function macrosOf({ branch, define }: PlaceOptions): GivenMacros {
  const ofBranch = branch === undefined ? {} : macrosOfBranch(branch, bundledReleases.releases);
  if (ofBranch) return { ...ofBranch, ...define };
  throw new Error(
    `--branch: expected a branch of dist-git such as f43, rawhide, epel9 or c10s, found ${JSON.stringify(branch)}; use --define instead`,
  );
}

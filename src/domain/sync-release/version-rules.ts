import { satisfies, valid } from '@renovatebot/pep440';
import { matchesAtStart } from '../package-config/pattern.js';
import { compareRpmVersions } from './release-version.js';
import type { SyncSettings, SyncSkipReason } from './sync-order.js';

/** Why a branch is left out, in the words of its check. */
export interface VersionSkip {
  readonly reason: SyncSkipReason;
  readonly text: string;
}

/** A branch of dist-git with what its spec file says. */
export interface BranchVersion {
  readonly branch: string;
  /** Expanded; null: there is no spec file, or it does not say. */
  readonly downstream: string | null;
  /** What the mask compares the new version with; null: unknown. */
  readonly masked: string | null;
}

type Rules = Pick<SyncSettings, 'versionUpdateMask' | 'maskedBranches' | 'versionUpdateSpecifiers'>;

/** Whether a branch is left out because of its version; undefined: it is not. `spec`: the new version as RPM writes it. */
export function versionSkip(
  version: string,
  spec: string,
  { branch, downstream, masked }: BranchVersion,
  rules: Rules,
): VersionSkip | undefined {
  if (downstream !== null && compareRpmVersions(downstream, spec) > 0)
    return {
      reason: 'downstream-newer',
      text: `Downstream specfile version ${downstream} is higher than the version to propose (${version}). Skipping the update.`,
    };
  return maskSkip(version, branch, masked, rules) ?? specifierSkip(version, rules);
}

/** The mask of a released branch lets pass what has the same masked text. */
function maskSkip(
  version: string,
  branch: string,
  current: string | null,
  { versionUpdateMask: mask, maskedBranches }: Rules,
): VersionSkip | undefined {
  if (!mask || current === null || !maskedBranches.includes(branch)) return undefined;
  const [before, after] = [matchesAtStart(mask, current), matchesAtStart(mask, version)];
  if (before.kind !== 'match' || after.kind !== 'match' || before.matched === after.matched) return undefined;
  return {
    reason: 'version-update-mask',
    text:
      `The upstream released version ${version} does not match specfile version ${current} at branch ${branch} using the version_update_mask "${mask}".\n` +
      'You can change the version_update_mask with an empty string to skip this check.',
  };
}

/** By PEP 440; a version that it cannot read satisfies nothing. */
function specifierSkip(version: string, { versionUpdateSpecifiers: specifiers }: Rules): VersionSkip | undefined {
  if (specifiers === null || specifiers.trim() === '') return undefined;
  if (valid(version) && satisfies(version, specifiers, { prereleases: true })) return undefined;
  return {
    reason: 'version-update-specifiers',
    text:
      `The upstream released version ${version} does not satisfy the version_update_specifiers "${specifiers}".\n` +
      'You can remove version_update_specifiers to skip this check.',
  };
}

import type { BodhiRelease } from '../targets/release-table.js';
import type { GivenMacros } from './evaluation.js';

/** What tells these distributions apart in spec files; where one is not defined, it surely is not. */
const none: GivenMacros = { fedora: null, rhel: null, epel: null, eln: null, centos: null };

function ofFedora(version: string): GivenMacros {
  return { ...none, fedora: version, [`fc${version}`]: '1', dist: `.fc${version}` };
}

function ofEnterpriseLinux(version: string, more: GivenMacros): GivenMacros {
  const [major, minor] = version.split('.') as [string, string?];
  const dist = minor === undefined ? `.el${major}` : `.el${major}_${minor}`;
  return { ...none, rhel: major, [`el${major}`]: '1', dist, ...more };
}

/**
 * Macros that hold where a branch of dist-git is built, as far as releases are known: `f43`, `rawhide`, `main`, `epel9`, `epel10.1`,
 * `c10s`. Undefined for a branch of another kind.
 */
export function macrosOfBranch(branch: string, releases: readonly BodhiRelease[]): GivenMacros | undefined {
  const name = branch === 'main' ? 'rawhide' : branch;
  const known = releases.find((release) => release.branch === name);
  const [, fedora] = /^f(\d+)$/.exec(name) ?? [];
  const [, epel] = /^epel(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  const [, stream] = /^c(\d+)s$/.exec(name) ?? [];
  if (known?.id_prefix === 'FEDORA' || fedora !== undefined) return ofFedora(known?.version ?? fedora!);
  if (epel !== undefined) return ofEnterpriseLinux(known?.version ?? epel, { epel: epel.split('.')[0]! });
  if (stream !== undefined) return ofEnterpriseLinux(stream, { centos: stream });
  return name === 'rawhide' ? { ...none, fedora: '999' } : undefined;
}

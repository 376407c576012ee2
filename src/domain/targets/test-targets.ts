import { splitTarget } from './chroot.js';
import type { ReleaseTable } from './release-table.js';

/** The two parts of Testing Farm. */
export type Ranch = 'public' | 'internal';

const defaultDistros: Readonly<Record<Ranch, ReadonlyMap<string, string>>> = {
  public: new Map([
    ['epel-6', 'centos-6'],
    ['epel-7', 'centos-7'],
    ['epel-8', 'centos-stream-8'],
    ['epel-9', 'centos-stream-9'],
    ['epel-10', 'centos-stream-10'],
  ]),
  internal: new Map([
    ['epel-6', 'rhel-6'],
    ['epel-7', 'rhel-7'],
    ['epel-8', 'rhel-8'],
    ['epel-9', 'centos-stream-9'],
    ['epel-10', 'centos-stream-10'],
  ]),
};

/** The newest minor of an EPEL that already has a branch of its own. */
function branchedMinor(major: string, table: ReleaseTable): string | undefined {
  return table.aliases[`epel-${major}-branched`]?.at(-1)?.nameVersion.replace(/^epel-/, '');
}

function defaultDistro(distro: string, ranch: Ranch, table: ReleaseTable): string {
  const major = /^rhel\+epel-(\d+)$/.exec(distro)?.[1];
  if (major === undefined) return defaultDistros[ranch].get(distro) ?? distro;
  if (ranch === 'public') return `centos-stream-${major}`;
  const minor = branchedMinor(major, table);
  return minor === undefined ? distro : `rhel-${minor}-nightly`;
}

/**
 * The targets on which the packages of a chroot are tested: `distros` of exactly this chroot, else what the
 * distribution is tested on by default, else the same.
 */
export function testTargets(
  chroot: string,
  options: { ranch: Ranch; table: ReleaseTable; distros?: readonly string[] },
): string[] {
  const { distro, architecture } = splitTarget(chroot);
  const { ranch, table, distros } = options;
  const chosen = distros && distros.length > 0 ? distros : [defaultDistro(distro, ranch, table)];
  return [...new Set(chosen)].map((name) => `${name}-${architecture}`);
}

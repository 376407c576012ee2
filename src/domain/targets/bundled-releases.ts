import type { BodhiRelease } from './release-table.js';

function fedora(version: number, state: 'current' | 'pending', branch = `f${version}`): BodhiRelease {
  return {
    name: `F${version}`,
    long_name: `Fedora ${version}`,
    version: String(version),
    branch,
    id_prefix: 'FEDORA',
    state,
  };
}

function epel(version: string, branch = `epel${version}`): BodhiRelease {
  const names = { name: `EPEL-${version}`, long_name: `Fedora EPEL ${version}` };
  return { ...names, version, branch, id_prefix: 'FEDORA-EPEL', state: 'current' };
}

/** The releases known when this version was made: what is used until Bodhi has answered for the first time. */
export const bundledReleases: { readonly asOf: string; readonly releases: readonly BodhiRelease[] } = {
  asOf: '2026-11-25',
  releases: [
    fedora(43, 'current'),
    fedora(44, 'current'),
    fedora(45, 'pending', 'rawhide'),
    epel('8'),
    epel('9'),
    epel('10.2'),
    epel('10.3', 'epel10'),
  ],
};

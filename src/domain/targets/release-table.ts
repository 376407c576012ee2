import { openSuseReleases } from './opensuse-releases.js';

/** A release as Bodhi tells of it; the fields that count. */
export interface BodhiRelease {
  readonly name: string;
  readonly long_name: string;
  readonly version: string;
  readonly branch: string;
  readonly id_prefix: string;
  readonly state: string;
}

/** A release of a distribution, as targets and branches name it. */
export interface DistroRelease {
  /** `fedora-43`, `fedora-rawhide`, `epel-10.1`. */
  readonly nameVersion: string;
  /** `f43`, `rawhide`, `epel10.1`. */
  readonly branch: string;
}

/** What names of targets stand for at one time: plain data, to be kept with the decisions made by it. */
export interface ReleaseTable {
  /** Every release of Fedora and EPEL that is supported or under development. */
  readonly releases: readonly DistroRelease[];
  readonly aliases: Readonly<Record<string, readonly DistroRelease[]>>;
}

export const rawhide: DistroRelease = { nameVersion: 'fedora-rawhide', branch: 'rawhide' };

type Dated = DistroRelease & { readonly state: string; readonly version: string };

const bare = ({ nameVersion, branch }: DistroRelease): DistroRelease => ({ nameVersion, branch });
const inDevelopment = ({ state }: Dated): boolean => state === 'pending' || state === 'frozen';

function ofFamily(releases: readonly BodhiRelease[], idPrefix: string): BodhiRelease[] {
  return releases
    .filter(({ id_prefix, name, state }) => id_prefix === idPrefix && name !== 'ELN' && state !== 'archived')
    .filter(({ version }) => Number.isFinite(Number(version)))
    .sort((left, right) => Number(left.version) - Number(right.version));
}

/** The newest Fedora is Rawhide, whatever Bodhi says; right after branching, Bodhi calls the wrong one so. */
function fedoraReleases(releases: readonly BodhiRelease[]): Dated[] {
  const sorted = ofFamily(releases, 'FEDORA');
  return sorted.map(({ long_name, branch, state, version }, index) => {
    if (index === sorted.length - 1) return { ...rawhide, state, version };
    const ownBranch = index === sorted.length - 2 && branch === 'rawhide' ? `f${version}` : branch;
    return { nameVersion: long_name.toLowerCase().replaceAll(' ', '-'), branch: ownBranch, state, version };
  });
}

function fedoraAliases(releases: readonly Dated[]): [string, readonly Dated[]][] {
  const stable = releases.filter(({ state }) => state === 'current');
  const development = releases.filter(inDevelopment);
  const branched = development.filter(({ branch }) => branch !== rawhide.branch);
  return [
    ['fedora-all', releases],
    ['fedora-stable', stable],
    ['fedora-development', development],
    ['fedora-latest', (branched.length > 0 ? branched : stable).slice(-1)],
    ['fedora-latest-stable', stable.slice(-1)],
    ['fedora-branched', [...stable, ...branched]],
  ];
}

function epelAliases(releases: readonly Dated[]): [string, readonly Dated[]][] {
  const majors = new Set(releases.map(({ version }) => Math.trunc(Number(version))));
  const aliases: [string, readonly Dated[]][] = [['epel-all', releases]];
  for (const major of majors) {
    if (major < 10) continue;
    const minors = releases.filter(({ version }) => Math.trunc(Number(version)) === major);
    const leading = minors.filter(({ branch }) => !branch.includes('.'));
    aliases.push([`epel-${major}-all`, minors]);
    aliases.push([`epel-${major}-branched`, minors.filter(({ branch }) => branch.includes('.'))]);
    if (leading.length > 0) aliases.push([`epel-${major}`, leading]);
  }
  return aliases;
}

function openSuseAliases(): [string, readonly DistroRelease[]][] {
  const named = (names: readonly string[]) => names.map((name) => ({ nameVersion: name, branch: name }));
  const { leap, leapMicro, tumbleweed } = openSuseReleases;
  return [
    ['opensuse-all', named([...leap, ...leapMicro, ...tumbleweed])],
    ['opensuse-leap-all', named(leap)],
    ['opensuse-leap-micro-all', named(leapMicro)],
    ['opensuse-tumbleweed-all', named(tumbleweed)],
  ];
}

/** Works out what each alias stands for from the releases that Bodhi lists. */
export function buildReleaseTable(bodhiReleases: readonly BodhiRelease[]): ReleaseTable {
  const fedora = fedoraReleases(bodhiReleases);
  const epel = ofFamily(bodhiReleases, 'FEDORA-EPEL').map(({ name, branch, state, version }): Dated => {
    return { nameVersion: name.toLowerCase(), branch, state, version };
  });
  const aliases = [...fedoraAliases(fedora), ...epelAliases(epel), ...openSuseAliases()];
  return {
    releases: [...fedora, ...epel].map(bare),
    aliases: Object.fromEntries(aliases.map(([alias, members]) => [alias, members.map(bare)])),
  };
}

import { splitTarget } from './chroot.js';
import { type DistroRelease, rawhide, type ReleaseTable } from './release-table.js';

const eln: DistroRelease = { nameVersion: 'fedora-eln', branch: 'eln' };
const whenNoneGiven: readonly string[] = ['fedora-stable'];

function resolve(name: string, table: ReleaseTable): readonly DistroRelease[] {
  if (Object.hasOwn(table.aliases, name)) return table.aliases[name] ?? [];
  const release = table.releases.find(({ nameVersion, branch }) => nameVersion === name || branch === name);
  if (release) return [release];
  return [name === eln.branch || name === eln.nameVersion ? eln : { nameVersion: name, branch: name }];
}

/** Copr calls the leading minor of EPEL 10 and later by its major version, and all others alike. */
function coprDistro({ nameVersion, branch }: DistroRelease): string {
  if (nameVersion === 'centos-stream') return 'centos-stream-8';
  const [, major, minor] = /^epel-(\d+)(?:\.(\d+))?$/.exec(nameVersion) ?? [];
  if (major === undefined || minor === undefined || Number(major) < 10) return nameVersion;
  return branch.includes('.') ? `rhel+epel-${major}` : `epel-${major}`;
}

function chrootsOf(name: string, table: ReleaseTable): string[] {
  const { distro, architecture } = splitTarget(name);
  return resolve(distro, table).map((release) => `${coprDistro(release)}-${architecture}`);
}

const orDefault = (names: readonly string[], none: readonly string[]) => (names.length > 0 ? names : none);

export interface ChrootOptions {
  /** Keep only what Copr offers; without it everything that the names stand for is given. */
  readonly offered?: Iterable<string>;
  /** The names that hold if none are given. */
  readonly none?: readonly string[];
}

/** The Copr chroots that names of targets stand for, each once. */
export function coprChroots(names: readonly string[], table: ReleaseTable, options: ChrootOptions = {}): string[] {
  const chroots = new Set(orDefault(names, options.none ?? whenNoneGiven).flatMap((name) => chrootsOf(name, table)));
  if (!options.offered) return [...chroots];
  const offered = new Set(options.offered);
  return [...chroots].filter((chroot) => offered.has(chroot));
}

/** What a configuration says of each chroot: the attributes of a name hold for every chroot it stands for. */
export function chrootAttributes<Attributes>(
  targets: Readonly<Record<string, Attributes>>,
  table: ReleaseTable,
): Map<string, Attributes> {
  const attributes = new Map<string, Attributes>();
  for (const [name, value] of Object.entries(targets))
    for (const chroot of chrootsOf(name, table)) attributes.set(chroot, value);
  return attributes;
}

export interface BranchOptions {
  /** How the branch of Rawhide is called: usually the default branch of the dist-git repository. */
  readonly rawhideAs?: readonly string[];
  /** The names that hold if none are given. */
  readonly none?: readonly string[];
}

/** The dist-git branches that names stand for, each once. Architectures mean nothing here. */
export function distGitBranches(names: readonly string[], table: ReleaseTable, options: BranchOptions = {}): string[] {
  const { rawhideAs = ['main'], none = whenNoneGiven } = options;
  const branches = orDefault(names, none)
    .flatMap((name) => resolve(name, table))
    .flatMap(({ branch }) => (branch === rawhide.branch ? rawhideAs : [branch]));
  return [...new Set(branches)];
}

/** The Koji targets that names stand for, each once. */
export function kojiTargets(names: readonly string[], table: ReleaseTable, none = whenNoneGiven): string[] {
  return distGitBranches(names, table, { rawhideAs: [rawhide.branch], none });
}

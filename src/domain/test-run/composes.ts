import { RE2JS } from 're2js';

type Ranch = 'public' | 'redhat';

/** Architectures that each ranch of Testing Farm has machines for. */
export const ARCHITECTURES: Readonly<Record<Ranch, readonly string[]>> = {
  public: ['aarch64', 'x86_64'],
  redhat: ['aarch64', 'ppc64le', 's390x', 'x86_64'],
};

const SPELLINGS: readonly (readonly [string, string])[] = [
  ['Centos', 'CentOS'],
  ['Rhel', 'RHEL'],
  ['Oraclelinux', 'Oracle-Linux'],
  ['Latest', 'latest'],
  ['Eln', 'eln'],
];

/** What some composes are called in the internal ranch. */
const INTERNAL_NAMES: Readonly<Record<string, string>> = {
  'Fedora-Rawhide': 'Fedora-Rawhide-Nightly',
  'RHEL-6': 'RHEL-6-LatestReleased',
  'RHEL-7': 'RHEL-7-LatestReleased',
  'RHEL-8': 'RHEL-8.5.0-Nightly',
  'Oracle-Linux-7': 'Oracle-Linux-7.9',
  'Oracle-Linux-8': 'Oracle-Linux-8.6',
};

/** The compose that a distribution is tested on, and whether Testing Farm offers it. */
export function composeFor(
  distro: string,
  ranch: Ranch,
  offered: readonly string[],
): { readonly name: string; readonly offered: boolean } {
  if (isOffered(distro, offered)) return { name: distro, offered: true };
  const name = titled(distro);
  if (isOffered(name, offered)) return { name, offered: true };
  const internal = ranch === 'redhat' ? internalName(name) : name;
  return { name: internal, offered: internal !== name && isOffered(internal, offered) };
}

function titled(distro: string): string {
  let name = distro.replace(/[a-z]+/gi, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());
  for (const [from, to] of SPELLINGS) name = name.replaceAll(from, to);
  return name === 'CentOS-Stream' ? 'CentOS-Stream-8' : name;
}

function internalName(name: string): string {
  const special = INTERNAL_NAMES[name];
  if (special !== undefined) return special;
  if (/^Fedora-\d+$/.test(name)) return `${name}-Updated`;
  if (/^CentOS-\d$/.test(name)) return `${name}-latest`;
  return name;
}

/** Names in Testing Farm's list are regular expressions that the whole compose has to match. */
function isOffered(compose: string, offered: readonly string[]): boolean {
  return offered.includes(compose) || offered.some((pattern) => matches(pattern, compose));
}

function matches(pattern: string, compose: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(compose).matches();
  } catch {
    return false;
  }
}

import { RE2JS, RE2JSException } from 're2js';
import type { ReleaseTable } from './release-table.js';
import type { Ranch } from './test-targets.js';

/** Testing Farm gives the names of its composes as patterns for the whole name. */
function isOffered(compose: string, offered: Iterable<string>): boolean {
  for (const pattern of offered) {
    if (pattern === compose) return true;
    try {
      if (RE2JS.compile(pattern).matches(compose)) return true;
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
    }
  }
  return false;
}

const spellings: readonly (readonly [RegExp, string])[] = [
  [/Centos/g, 'CentOS'],
  [/Rhel/g, 'RHEL'],
  [/Oraclelinux/g, 'Oracle-Linux'],
  [/Latest/g, 'latest'],
  [/Eln/g, 'eln'],
];

function composeName(distro: string): string {
  const titled = distro.replace(/[A-Za-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  const spelled = spellings.reduce((name, [pattern, spelling]) => name.replace(pattern, spelling), titled);
  return spelled === 'CentOS-Stream' ? 'CentOS-Stream-8' : spelled;
}

const internalNames: ReadonlyMap<string, string> = new Map([
  ['Fedora-Rawhide', 'Fedora-Rawhide-Nightly'],
  ['RHEL-6', 'RHEL-6-LatestReleased'],
  ['RHEL-7', 'RHEL-7-LatestReleased'],
  ['RHEL-8', 'RHEL-8.5.0-Nightly'],
  ['Oracle-Linux-7', 'Oracle-Linux-7.9'],
  ['Oracle-Linux-8', 'Oracle-Linux-8.6'],
]);

function internalName(compose: string): string {
  const known = internalNames.get(compose);
  if (known !== undefined) return known;
  if (/^Fedora-\d+$/.test(compose)) return `${compose}-Updated`;
  return /^CentOS-\d$/.test(compose) ? `${compose}-latest` : compose;
}

/** The compose on which a distribution is tested; undefined if the ranch has none. */
export function composeOf(distro: string, offered: readonly string[], ranch: Ranch): string | undefined {
  if (isOffered(distro, offered)) return distro;
  const compose = composeName(distro);
  if (isOffered(compose, offered)) return compose;
  const internal = internalName(compose);
  return ranch === 'internal' && isOffered(internal, offered) ? internal : undefined;
}

/** Whether a distribution is a Fedora under development that is not Rawhide: its compose may not exist yet. */
export function isFreshlyBranched(distro: string, table: ReleaseTable): boolean {
  const development = table.aliases['fedora-development'] ?? [];
  return development.slice(0, -1).some(({ nameVersion }) => nameVersion === distro);
}

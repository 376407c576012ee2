/** The distributions that every stand-in agrees on: what Bodhi lists, Copr builds for, and Testing Farm can install. */
interface Release {
  readonly name: string;
  readonly longName: string;
  readonly version: string;
  readonly branch: string;
  readonly idPrefix: string;
  readonly state: 'current' | 'pending' | 'archived';
  readonly composedByBodhi?: boolean;
}

export const RELEASES: readonly Release[] = [
  { name: 'F42', longName: 'Fedora 42', version: '42', branch: 'f42', idPrefix: 'FEDORA', state: 'archived' },
  { name: 'F43', longName: 'Fedora 43', version: '43', branch: 'f43', idPrefix: 'FEDORA', state: 'current' },
  { name: 'F44', longName: 'Fedora 44', version: '44', branch: 'f44', idPrefix: 'FEDORA', state: 'current' },
  {
    name: 'F45',
    longName: 'Fedora 45',
    version: '45',
    branch: 'rawhide',
    idPrefix: 'FEDORA',
    state: 'pending',
    composedByBodhi: false,
  },
  {
    name: 'ELN',
    longName: 'Fedora ELN',
    version: 'eln',
    branch: 'eln',
    idPrefix: 'FEDORA',
    state: 'pending',
    composedByBodhi: false,
  },
  {
    name: 'EPEL-8',
    longName: 'Fedora EPEL 8',
    version: '8',
    branch: 'epel8',
    idPrefix: 'FEDORA-EPEL',
    state: 'current',
  },
  {
    name: 'EPEL-9',
    longName: 'Fedora EPEL 9',
    version: '9',
    branch: 'epel9',
    idPrefix: 'FEDORA-EPEL',
    state: 'current',
  },
  {
    name: 'EPEL-10.1',
    longName: 'Fedora EPEL 10.1',
    version: '10.1',
    branch: 'epel10.1',
    idPrefix: 'FEDORA-EPEL',
    state: 'current',
  },
  {
    name: 'EPEL-10.2',
    longName: 'Fedora EPEL 10.2',
    version: '10.2',
    branch: 'epel10',
    idPrefix: 'FEDORA-EPEL',
    state: 'current',
  },
  {
    name: 'F44C',
    longName: 'Fedora 44 Containers',
    version: '44',
    branch: 'f44',
    idPrefix: 'FEDORA-CONTAINER',
    state: 'current',
  },
  {
    name: 'F44F',
    longName: 'Fedora 44 Flatpaks',
    version: '44',
    branch: 'f44',
    idPrefix: 'FEDORA-FLATPAK',
    state: 'current',
  },
];

const FEDORA_ARCHITECTURES = ['aarch64', 'i386', 'ppc64le', 's390x', 'x86_64'];
const ENTERPRISE_ARCHITECTURES = ['aarch64', 'ppc64le', 's390x', 'x86_64'];

/** Chroot → comment, as Copr lists them; a name with a leading underscore is private. */
export const MOCK_CHROOTS: Readonly<Record<string, string>> = Object.fromEntries([
  ...['fedora-43', 'fedora-44', 'fedora-rawhide', 'fedora-eln'].flatMap((distribution) =>
    FEDORA_ARCHITECTURES.map((architecture) => [`${distribution}-${architecture}`, '']),
  ),
  ...['epel-8', 'epel-9', 'epel-10', 'centos-stream-9', 'centos-stream-10', 'rhel+epel-10'].flatMap((distribution) =>
    ENTERPRISE_ARCHITECTURES.map((architecture) => [`${distribution}-${architecture}`, '']),
  ),
  ['opensuse-leap-15.6-x86_64', ''],
  ['opensuse-tumbleweed-x86_64', ''],
  ['mageia-9-x86_64', 'Mageia 9'],
  ['_internal-1-x86_64', 'not for users'],
]);

/** Names of composes are regular expressions. */
export const COMPOSES: Readonly<Record<'public' | 'redhat', readonly string[]>> = {
  public: ['Fedora-43', 'Fedora-44', 'Fedora-Rawhide', 'CentOS-Stream-(8|9|10)', 'Fedora-eln', 'Fedora-latest'],
  redhat: [
    'Fedora-\\d+-Updated',
    'Fedora-Rawhide-Nightly',
    'CentOS-Stream-(9|10)',
    'RHEL-(8|9|10)\\.\\d+\\.\\d+-Nightly',
  ],
};

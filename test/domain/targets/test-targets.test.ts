import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { composeOf, isFreshlyBranched } from '../../../src/domain/targets/compose.js';
import { buildReleaseTable } from '../../../src/domain/targets/release-table.js';
import { testTargets } from '../../../src/domain/targets/test-targets.js';

const table = buildReleaseTable(bundledReleases.releases);

describe('the targets of tests', () => {
  it.each([
    ['fedora-44-x86_64', 'public', 'fedora-44-x86_64'],
    ['epel-8-aarch64', 'public', 'centos-stream-8-aarch64'],
    ['epel-8-x86_64', 'internal', 'rhel-8-x86_64'],
    ['epel-10-x86_64', 'internal', 'centos-stream-10-x86_64'],
    ['rhel+epel-10-x86_64', 'public', 'centos-stream-10-x86_64'],
    ['rhel+epel-10-s390x', 'internal', 'rhel-10.2-nightly-s390x'],
    ['centos-stream-9-x86_64', 'public', 'centos-stream-9-x86_64'],
  ] as const)('%s on the %s ranch is tested on %s', (chroot, ranch, target) => {
    expect(testTargets(chroot, { ranch, table })).toEqual([target]);
  });

  it('are the distros of the chroot where it names some', () => {
    const distros = ['centos-stream-9', 'rhel-9'];
    expect(testTargets('epel-9-aarch64', { ranch: 'public', table, distros })).toEqual([
      'centos-stream-9-aarch64',
      'rhel-9-aarch64',
    ]);
  });
});

describe('the compose of a distribution', () => {
  const offered = [
    'Fedora-Rawhide',
    'Fedora-\\d+',
    'CentOS-Stream-\\d+',
    'RHEL-8.10.0-Nightly',
    'Oracle-Linux-8.6',
    '(',
  ];

  it.each([
    ['fedora-rawhide', 'Fedora-Rawhide'],
    ['fedora-44', 'Fedora-44'],
    ['centos-stream-9', 'CentOS-Stream-9'],
    ['centos-stream', 'CentOS-Stream-8'],
    ['RHEL-8.10.0-Nightly', 'RHEL-8.10.0-Nightly'],
    ['debian-13', undefined],
    ['oraclelinux-8', undefined],
  ])('%s is %s', (distro, compose) => {
    expect(composeOf(distro, offered, 'public')).toBe(compose);
  });

  it.each([
    ['fedora-rawhide', 'Fedora-Rawhide-Nightly'],
    ['fedora-44', 'Fedora-44-Updated'],
    ['centos-8', 'CentOS-8-latest'],
    ['rhel-7', 'RHEL-7-LatestReleased'],
    ['rhel-10.2-nightly', 'RHEL-10.2-Nightly'],
    ['oraclelinux-8', 'Oracle-Linux-8.6'],
  ])('%s is %s on the internal ranch', (distro, compose) => {
    expect(composeOf(distro, [compose], 'internal')).toBe(compose);
  });

  it('may be late for a freshly branched Fedora only', () => {
    const [rawhide] = bundledReleases.releases.filter(({ branch }) => branch === 'rawhide');
    const next = { ...rawhide!, version: '46', name: 'F46', long_name: 'Fedora 46' };
    const branched = buildReleaseTable([...bundledReleases.releases, next]);
    expect(isFreshlyBranched('fedora-45', branched)).toBe(true);
    expect(isFreshlyBranched('fedora-rawhide', branched)).toBe(false);
    expect(isFreshlyBranched('fedora-44', branched)).toBe(false);
  });
});

import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
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

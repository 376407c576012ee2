import { composeFor } from '../../../src/domain/test-run/composes.js';

const PUBLIC = ['Fedora-Rawhide', 'Fedora-4[2-3]', 'CentOS-Stream-\\d+', 'CentOS-7', 'Fedora-eln', 'Oracle-Linux-9.*'];
const INTERNAL = [
  'Fedora-Rawhide-Nightly',
  'Fedora-\\d+-Updated',
  'CentOS-7-latest',
  'RHEL-6-LatestReleased',
  'RHEL-7-LatestReleased',
  'RHEL-8\\.5\\.0-Nightly',
  'rhel-9\\.4-nightly',
  'RHEL-10.1-Nightly',
  'Oracle-Linux-7.9',
  'Oracle-Linux-8.6',
  'CentOS-Stream-9',
];

it.each([
  ['fedora-rawhide', 'Fedora-Rawhide'],
  ['fedora-42', 'Fedora-42'],
  ['centos-stream-9', 'CentOS-Stream-9'],
  ['centos-stream', 'CentOS-Stream-8'],
  ['centos-7', 'CentOS-7'],
  ['fedora-eln', 'Fedora-eln'],
  ['oraclelinux-9.1', 'Oracle-Linux-9.1'],
  ['Fedora-43', 'Fedora-43'],
])('tests %s on %s', (distro, name) => expect(composeFor(distro, 'public', PUBLIC)).toEqual({ name, offered: true }));

it.each([
  ['fedora-rawhide', 'Fedora-Rawhide-Nightly'],
  ['fedora-42', 'Fedora-42-Updated'],
  ['centos-7', 'CentOS-7-latest'],
  ['rhel-6', 'RHEL-6-LatestReleased'],
  ['rhel-7', 'RHEL-7-LatestReleased'],
  ['rhel-8', 'RHEL-8.5.0-Nightly'],
  ['rhel-9.4-nightly', 'rhel-9.4-nightly'],
  ['rhel-10.1-nightly', 'RHEL-10.1-Nightly'],
  ['oraclelinux-7', 'Oracle-Linux-7.9'],
  ['oraclelinux-8', 'Oracle-Linux-8.6'],
  ['centos-stream-9', 'CentOS-Stream-9'],
])('tests %s on %s internally', (distro, name) =>
  expect(composeFor(distro, 'redhat', INTERNAL)).toEqual({ name, offered: true }),
);

it.each([
  ['fedora-44', 'Fedora-44'],
  // A name in the list has to match the whole compose.
  ['fedora-421', 'Fedora-421'],
  ['xfedora-42', 'Xfedora-42'],
])('does not offer %s', (distro, name) =>
  expect(composeFor(distro, 'public', PUBLIC)).toEqual({ name, offered: false }),
);

it('takes a name that is no regular expression as it is', () => {
  expect(composeFor('fedora-42', 'public', ['Fedora-4(', 'Fedora-42'])).toEqual({ name: 'Fedora-42', offered: true });
  expect(composeFor('fedora-42', 'public', ['Fedora-4('])).toEqual({ name: 'Fedora-42', offered: false });
});

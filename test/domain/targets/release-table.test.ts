import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { type BodhiRelease, buildReleaseTable } from '../../../src/domain/targets/release-table.js';

const fedora = (version: number, state: string, branch = `f${version}`): BodhiRelease => ({
  name: `F${version}`,
  long_name: `Fedora ${version}`,
  version: String(version),
  branch,
  id_prefix: 'FEDORA',
  state,
});
const names = (releases: readonly { nameVersion: string }[] | undefined) =>
  releases?.map(({ nameVersion }) => nameVersion);

describe('the table of releases', () => {
  it('calls the newest Fedora Rawhide, even if Bodhi still gives its predecessor that branch', () => {
    const table = buildReleaseTable([
      fedora(46, 'pending', 'f46'),
      fedora(45, 'pending', 'rawhide'),
      fedora(44, 'current'),
    ]);
    expect(table.releases).toEqual([
      { nameVersion: 'fedora-44', branch: 'f44' },
      { nameVersion: 'fedora-45', branch: 'f45' },
      { nameVersion: 'fedora-rawhide', branch: 'rawhide' },
    ]);
    expect(names(table.aliases['fedora-latest'])).toEqual(['fedora-45']);
  });

  it('leaves out ELN, archived releases, containers and flatpaks', () => {
    const table = buildReleaseTable([
      fedora(45, 'pending', 'rawhide'),
      fedora(44, 'current'),
      fedora(41, 'archived'),
      { ...fedora(44, 'current'), name: 'F44F', id_prefix: 'FEDORA-FLATPAK' },
      { ...fedora(45, 'pending'), name: 'ELN', version: 'eln' },
    ]);
    expect(names(table.aliases['fedora-all'])).toEqual(['fedora-44', 'fedora-rawhide']);
  });

  it('knows no release at all as gracefully as many', () => {
    const table = buildReleaseTable([]);
    expect(table.aliases['fedora-stable']).toEqual([]);
    expect(table.aliases['fedora-latest']).toEqual([]);
  });

  it('has a bundled list that a fresh installation can work with', () => {
    const table = buildReleaseTable(bundledReleases.releases);
    expect(bundledReleases.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(names(table.aliases['fedora-stable'])).toEqual(['fedora-43', 'fedora-44']);
    expect(names(table.aliases['epel-10'])).toEqual(['epel-10.3']);
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
  });
});

import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { chrootAttributes, coprChroots, distGitBranches } from '../../../src/domain/targets/expand-targets.js';
import { buildReleaseTable } from '../../../src/domain/targets/release-table.js';

const table = buildReleaseTable(bundledReleases.releases);

describe('the expansion of targets', () => {
  it('gives every chroot once, in the order of the names', () => {
    expect(coprChroots(['fedora-latest-stable', 'fedora-stable', 'epel-9-aarch64'], table)).toEqual([
      'fedora-44-x86_64',
      'fedora-43-x86_64',
      'epel-9-aarch64',
    ]);
  });

  it('keeps what Copr does not offer, unless told what Copr offers', () => {
    const names = ['fedora-44', 'fedora-39', 'fedroa-44'];
    expect(coprChroots(names, table)).toEqual(['fedora-44-x86_64', 'fedora-39-x86_64', 'fedroa-44-x86_64']);
    expect(coprChroots(names, table, { offered: ['fedora-44-x86_64', 'fedora-43-x86_64'] })).toEqual([
      'fedora-44-x86_64',
    ]);
  });

  it('takes the default of the use if no name is given', () => {
    expect(coprChroots([], table)).toEqual(['fedora-43-x86_64', 'fedora-44-x86_64']);
    expect(coprChroots([], table, { none: [] })).toEqual([]);
    expect(distGitBranches([], table, { none: ['main'] })).toEqual(['main']);
  });

  it('does not take names of object members for aliases', () => {
    expect(coprChroots(['constructor', '__proto__'], table)).toEqual(['constructor-x86_64', '__proto__-x86_64']);
  });

  it('calls Rawhide by the default branch, by its own name, or by both', () => {
    expect(distGitBranches(['fedora-rawhide'], table)).toEqual(['main']);
    expect(distGitBranches(['fedora-rawhide'], table, { rawhideAs: ['main', 'rawhide'] })).toEqual(['main', 'rawhide']);
  });

  it('spreads the attributes of a name over its chroots', () => {
    const attributes = chrootAttributes({ 'fedora-stable': { with_opts: ['a'] }, 'epel-10-all': {} }, table);
    expect([...attributes.keys()]).toEqual([
      'fedora-43-x86_64',
      'fedora-44-x86_64',
      'rhel+epel-10-x86_64',
      'epel-10-x86_64',
    ]);
    expect(attributes.get('fedora-44-x86_64')).toEqual({ with_opts: ['a'] });
  });
});

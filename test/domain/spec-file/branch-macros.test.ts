import { describe, expect, it } from '@jest/globals';
import { macrosOfBranch } from '../../../src/domain/spec-file/branch-macros.js';
import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';

describe('macros of a branch', () => {
  it.each([
    ['f43', { fedora: '43', fc43: '1', rhel: null, dist: '.fc43' }],
    ['f99', { fedora: '99', dist: '.fc99' }],
    ['rawhide', { fedora: '45', rhel: null, dist: '.fc45' }],
    ['main', { fedora: '45' }],
    ['epel9', { fedora: null, rhel: '9', el9: '1', epel: '9', dist: '.el9' }],
    ['epel10.2', { rhel: '10', epel: '10', dist: '.el10_2' }],
    ['epel10', { rhel: '10', dist: '.el10_3' }],
    ['c10s', { rhel: '10', centos: '10', epel: null, dist: '.el10' }],
  ])('%s', (branch, expected) => expect(macrosOfBranch(branch, bundledReleases.releases)).toMatchObject(expected));

  it('of Rawhide are newer than all where nobody knows its number', () => {
    expect(macrosOfBranch('rawhide', [])).toMatchObject({ fedora: '999', rhel: null });
  });

  it.each(['', 'eln', 'private-f43', 'f43-x'])('are not known of %j', (branch) => {
    expect(macrosOfBranch(branch, bundledReleases.releases)).toBeUndefined();
  });
});

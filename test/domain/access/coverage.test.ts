import {
  claimText,
  coverageText,
  covers,
  Coverage,
  vouchesForPeople,
  type Claim,
} from '../../../src/domain/access/coverage.js';

const forge = (parts: Partial<Extract<Coverage, { by: 'forge' }>>): Coverage => ({
  by: 'forge',
  forge: 'gitlab',
  hosts: ['gitlab.com'],
  namespace: null,
  repo: null,
  body: false,
  ...parts,
});
const app = forge({ forge: 'github', hosts: ['github.com'], body: true });
const instance = forge({});
const group = forge({ namespace: 'acme/tools' });
const project = forge({ namespace: 'acme/tools', repo: 'crane' });
const bus: Coverage = { by: 'bus', hosts: ['src.fedoraproject.org'] };
const callback: Coverage = { by: 'testing-farm', request: 'r-1' };

const crane: Claim = { of: 'project', forge: 'gitlab', host: 'gitlab.com', namespace: 'acme/tools', repo: 'crane' };
const at = (parts: Partial<Extract<Claim, { of: 'project' }>>): Claim => ({ ...crane, ...parts }) as Claim;
const result: Claim = { of: 'result' };
const distGit = at({ forge: 'pagure', host: 'src.fedoraproject.org', namespace: 'rpms', repo: 'crane' });

it.each<[string, Coverage, Claim, boolean]>([
  ['the instance, any of its projects', instance, crane, true],
  ['the group, its projects', group, crane, true],
  ['the project, itself', project, crane, true],
  ['the project, not its neighbour', project, at({ repo: 'lift' }), false],
  ['the group, not the one above', group, at({ namespace: 'acme' }), false],
  ['the group, not one below', group, at({ namespace: 'acme/tools/old' }), false],
  ['the group, not one that begins alike', group, at({ namespace: 'acme/tools2' }), false],
  ['the group, not itself in other letters', group, at({ namespace: 'Acme/tools' }), false],
  ['the instance, not another host', instance, at({ host: 'gitlab.gnome.org' }), false],
  ['the instance, not another port', instance, at({ host: 'gitlab.com:8443' }), false],
  ['the instance, not the same host of another forge', instance, at({ forge: 'github' }), false],
  ['the instance, not GitHub', instance, at({ host: 'github.com' }), false],
  ['the app, what is on GitHub', app, at({ forge: 'github', host: 'github.com' }), true],
  ['the app, not what is on GitLab', app, crane, false],
  ['the app, accounts', app, { of: 'account', forge: 'github', host: 'github.com' }, true],
  ['the app, not accounts elsewhere', app, { of: 'account', forge: 'github', host: 'ghe.example.org' }, false],
  ['a group, no account', group, { of: 'account', forge: 'gitlab', host: 'gitlab.com' }, false],
  ['the project, forks on its host', project, { of: 'fork', forge: 'gitlab', host: 'gitlab.com' }, true],
  ['the project, no fork elsewhere', project, { of: 'fork', forge: 'gitlab', host: 'github.com' }, false],
  ['the app, no result', app, result, false],
  ['the instance, no request', instance, { of: 'test-request', request: 'r-1' }, false],
  ['the bus, results', bus, result, true],
  ['the bus, dist-git', bus, distGit, true],
  ['the bus, packages of dist-git', bus, { of: 'package', host: 'src.fedoraproject.org' }, true],
  ['the bus, no package elsewhere', bus, { of: 'package', host: 'github.com' }, false],
  ['the bus, not GitHub', bus, at({ forge: 'github', host: 'github.com' }), false],
  ['the bus, not a Pagure that claims to be GitHub', bus, at({ forge: 'pagure', host: 'github.com' }), false],
  ['the bus, not GitHub at dist-git', bus, at({ forge: 'github', host: 'src.fedoraproject.org' }), false],
  ['the bus, no request', bus, { of: 'test-request', request: 'r-1' }, false],
  ['a callback, its request', callback, { of: 'test-request', request: 'r-1' }, true],
  ['a callback, no other request', callback, { of: 'test-request', request: 'r-2' }, false],
  ['a callback, no project', callback, crane, false],
  ['Testing Farm, any request', { by: 'testing-farm', request: null }, { of: 'test-request', request: 'r-2' }, true],
  ['nothing, where there is no host', forge({ hosts: [] }), crane, false],
])('covers %s', (_, coverage, claim, expected) => {
  expect(covers(coverage, claim)).toBe(expected);
  expect(Coverage.parse(coverage)).toEqual(coverage);
});

it('vouches for people where the body is signed, or the bus is trusted', () => {
  expect([app, bus, instance, group, project, callback].map(vouchesForPeople)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('is told in words', () => {
  expect([app, group, project, bus, callback, forge({ hosts: [] })].map(coverageText)).toEqual([
    'github.com/* (github)',
    'gitlab.com/acme/tools/* (gitlab)',
    'gitlab.com/acme/tools/crane (gitlab)',
    'the message bus: results, and dist-git at src.fedoraproject.org',
    'request r-1 in Testing Farm',
    'no gitlab host',
  ]);
  expect([crane, at({ namespace: '', repo: 'x' })].map(claimText)).toEqual([
    'gitlab.com/acme/tools/crane (gitlab)',
    'gitlab.com/x (gitlab)',
  ]);
});

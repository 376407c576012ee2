import { repositoryPath } from '../../../src/domain/access/repository-path.js';
import { allowlistVerdict, pathsAbove } from '../../../src/domain/allowlist/allowlist-verdict.js';
import { parseAllowlistPath } from '../../../src/domain/allowlist/allowlist-path.js';
import type { NamespaceEntry } from '../../../src/domain/allowlist/namespace-state.js';

const path = 'gitlab.com/group/sub/repo.git';
const verdict = (statuses: Record<string, NamespaceEntry['status']>) =>
  allowlistVerdict(pathsAbove(path).map((namespace) => ({ namespace, status: statuses[namespace] ?? 'absent' })));

it('walks up to the host', () => {
  expect(pathsAbove(repositoryPath({ host: 'gitlab.com', namespace: 'group/sub', repo: 'repo' }))).toEqual([
    'gitlab.com/group/sub/repo.git',
    'gitlab.com/group/sub',
    'gitlab.com/group',
    'gitlab.com',
  ]);
});

it('approves nobody unknown or waiting', () => {
  const nobody = { denied: false, approved: false, exactlyDenied: false, decidedBy: undefined };
  expect(verdict({})).toEqual(nobody);
  expect(verdict({ [path]: 'waiting', 'gitlab.com/group': 'waiting' })).toEqual(nobody);
});

it('approves by the nearest entry that decides', () => {
  expect(verdict({ [path]: 'waiting', 'gitlab.com/group': 'approved_automatically' })).toEqual({
    denied: false,
    approved: true,
    exactlyDenied: false,
    decidedBy: { namespace: 'gitlab.com/group', status: 'approved_automatically' },
  });
});

it('does not approve a denied repository of an approved group', () => {
  expect(verdict({ [path]: 'denied', 'gitlab.com/group': 'approved_manually' })).toEqual({
    denied: true,
    approved: false,
    exactlyDenied: true,
    decidedBy: { namespace: path, status: 'denied' },
  });
});

it('denies an approved repository of a denied group, although it is approved', () => {
  expect(verdict({ [path]: 'approved_manually', 'gitlab.com/group': 'denied' })).toEqual({
    denied: true,
    approved: true,
    exactlyDenied: false,
    decidedBy: { namespace: 'gitlab.com/group', status: 'denied' },
  });
});

it.each([
  ['GitHub.com', 'github.com'],
  ['github.com/Packit/ogr.git', 'github.com/Packit/ogr.git'],
  ['gitlab.com/a/b/c/', 'gitlab.com/a/b/c'],
  ['git.example:8443/a', 'git.example:8443/a'],
  ['https://github.com/packit', undefined],
  ['', undefined],
  ['github.com//x', undefined],
  ['github.com/../x', undefined],
  ['github.com/a b', undefined],
  [`github.com/${'a'.repeat(600)}`, undefined],
])('reads the path %s as %s', (text, expected) => expect(parseAllowlistPath(text)).toBe(expected));

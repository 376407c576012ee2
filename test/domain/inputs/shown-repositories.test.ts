import type { Coverage } from '../../../src/domain/access/coverage.js';
import { nothingKnown, visibilityOf, withShown } from '../../../src/domain/forge/visibility.js';
import { shownRepositories } from '../../../src/domain/inputs/shown-repositories.js';

const repo = (name: string, more: object = {}) => ({ html_url: `https://github.com/${name}`, private: false, ...more });

it('reads the repository of a GitHub webhook, and those of its pull request', () => {
  const body = {
    repository: repo('Acme/Hello', { updated_at: '2026-01-02T03:04:05Z' }),
    pull_request: { base: { repo: repo('acme/hello') }, head: { repo: repo('alice/hello', { private: true }) } },
  };
  expect(shownRepositories('github', 'pull_request', body)).toEqual([
    { project: 'github.com/acme/hello', visibility: 'public', changedAt: '2026-01-02T03:04:05.000Z' },
    { project: 'github.com/alice/hello', visibility: 'private' },
  ]);
});

it.each([
  [{ private: true }, 'private'],
  [{ private: false, visibility: 'internal' }, 'private'],
  [{ private: undefined, visibility: 'public' }, 'public'],
  [{ private: 'false' }, undefined],
])('%j on GitHub', (said, visibility) => {
  const [found] = shownRepositories('github', 'push', { repository: repo('acme/hello', said) });
  expect(found?.visibility).toBe(visibility);
});

it('knows an installation by the names of its repositories, and a former name', () => {
  const account = { html_url: 'https://github.com/acme' };
  const repositories = [
    { full_name: 'acme/hello', private: false },
    { full_name: 'acme/secret', private: true },
  ];
  expect(shownRepositories('github', 'installation', { installation: { account }, repositories })).toEqual([
    { project: 'github.com/acme/hello', visibility: 'public' },
    { project: 'github.com/acme/secret', visibility: 'private' },
  ]);
  const changes = { repository: { name: { from: 'Old' } } };
  expect(shownRepositories('github', 'repository', { repository: repo('acme/new'), changes })).toEqual([
    { project: 'github.com/acme/new', visibility: 'public' },
    { project: 'github.com/acme/old', visibility: 'public', movedTo: 'github.com/acme/new' },
  ]);
});

it.each([
  [20, 'public'],
  [10, 'private'],
  [0, 'private'],
])('GitLab: level %d is %s', (level, visibility) => {
  const project = { web_url: 'https://gitlab.com/Group/sub/hello', visibility_level: level };
  expect(shownRepositories('gitlab', 'Push Hook', { project })).toEqual([
    { project: 'gitlab.com/group/sub/hello', visibility },
  ]);
});

it('GitLab: a private fork', () => {
  const project = { web_url: 'https://gitlab.com/acme/hello', visibility_level: 20 };
  const source = { web_url: 'https://gitlab.com/alice/hello', visibility_level: 0 };
  const body = { project, object_attributes: { source, target: project } };
  expect(shownRepositories('gitlab', 'Merge Request Hook', body).map(({ visibility }) => visibility)).toEqual([
    'public',
    'private',
  ]);
});

it('Forgejo, also over the bus', () => {
  const repository = { html_url: 'https://codeberg.org/acme/hello', private: false, internal: true };
  const found = [{ project: 'codeberg.org/acme/hello', visibility: 'private' }];
  expect(shownRepositories('forgejo', 'push', { repository })).toEqual(found);
  expect(shownRepositories('fedora-messaging', 'forgejo.push', { body: { repository } })).toEqual(found);
});

it('takes no address that people may choose, and no word of who is not asked', () => {
  const homepage = 'https://github.com/acme/secret';
  expect(shownRepositories('github', 'push', { repository: { homepage, private: false } })).toEqual([]);
  const project = { homepage, visibility_level: 20, html_url: homepage, private: false };
  expect(shownRepositories('fedora-messaging', 'hotness.update.bug.file', { project })).toEqual([]);
  expect(shownRepositories('testing-farm', 'results', { repository: repo('acme/secret') })).toEqual([]);
});

it('never throws', () => {
  for (const body of [undefined, null, 'x', 7, [], {}, { repository: 'x' }, { repositories: [null, { full_name: 7 }] }])
    for (const source of ['github', 'gitlab', 'forgejo', 'pagure', 'fedora-messaging', 'service', '__proto__'])
      expect(shownRepositories(source, 'x', body)).toEqual([]);
});

describe('what a delivery may not speak for', () => {
  const project = { web_url: 'https://gitlab.com/Acme/Hello', visibility_level: 20 };
  const source = { web_url: 'https://gitlab.com/Victim/Secret', visibility_level: 20 };
  const body = { project, object_attributes: { source } };
  const token: Coverage = {
    by: 'forge',
    forge: 'gitlab',
    hosts: ['gitlab.com'],
    namespace: 'Acme',
    repo: 'Hello',
    body: false,
  };

  it('is marked, and does not count as known', () => {
    const shown = shownRepositories('gitlab', 'Merge Request Hook', body, token);
    expect(shown).toEqual([
      { project: 'gitlab.com/acme/hello', visibility: 'public' },
      { project: 'gitlab.com/victim/secret', visibility: 'public', unvouched: true },
    ]);
    const hidden = withShown(nothingKnown, { project: 'gitlab.com/victim/secret', visibility: 'private' });
    expect(withShown(hidden, shown[1]!)).toEqual(hidden);
    expect(visibilityOf(withShown(nothingKnown, shown[1]!))).toBeUndefined();
  });
});

import fc from 'fast-check';
import {
  fullName,
  namespaceKey,
  parseProjectKey,
  parseProjectUrl,
  projectAt,
  projectKey,
  sameProject,
} from '../../../src/domain/forge/project-ref.js';

it.each([
  ['https://github.com/acme/hello', 'github.com', 'acme', 'hello'],
  ['https://github.com/acme/hello.git', 'github.com', 'acme', 'hello'],
  ['https://GitHub.com/acme/hello/', 'github.com', 'acme', 'hello'],
  ['https://bot:token@gitlab.example.org/acme/sub/hello.git', 'gitlab.example.org', 'acme/sub', 'hello'],
  ['https://gitlab.com/acme/sub/hello/-/merge_requests/4', 'gitlab.com', 'acme/sub', 'hello'],
  ['git@github.com:acme/hello.git', 'github.com', 'acme', 'hello'],
  ['ssh://git@gitlab.com/acme/hello.git', 'gitlab.com', 'acme', 'hello'],
  ['ssh://1001@forge.example.org:2222/infra/tools.git', 'forge.example.org', 'infra', 'tools'],
  ['https://src.fedoraproject.org/fork/alice/rpms/hello', 'src.fedoraproject.org', 'fork/alice/rpms', 'hello'],
  ['https://pagure.io/hello', 'pagure.io', '', 'hello'],
  ['http://127.0.0.1:8081/acme/hello?x=1#y', '127.0.0.1:8081', 'acme', 'hello'],
])('reads %s', (url, host, namespace, repo) => {
  expect(parseProjectUrl(url)).toMatchObject({ host, namespace, repo });
});

it.each([
  '',
  'hello',
  'www.example.org',
  'https://github.com',
  'https://github.com/',
  'https://x/a//b',
  'https://x/../b',
])('refuses %j', (url) => {
  expect(parseProjectUrl(url)).toBeUndefined();
});

it('keeps the address clean of credentials and suffixes', () => {
  expect(parseProjectUrl('https://bot:token@github.com/acme/hello.git')?.url).toBe('https://github.com/acme/hello');
});

it('writes keys and reads them back', () => {
  const name = fc.stringMatching(/^[a-z0-9_][a-z0-9_-]{0,8}$/);
  fc.assert(
    fc.property(fc.array(name, { maxLength: 3 }), name, (namespace, repo) => {
      const project = projectAt('https://forge.example.org/', [...namespace, repo].join('/'))!;
      expect(parseProjectKey(projectKey(project))).toEqual(project);
      expect(fullName(project)).toBe([...namespace, repo].join('/'));
      expect(namespaceKey(project)).toBe(['forge.example.org', ...namespace].join('/'));
      expect(sameProject(project, { ...project, url: `http://${projectKey(project)}` })).toBe(true);
    }),
  );
  expect(parseProjectKey('https://github.com/acme/hello')).toBeUndefined();
});

import { createHmac } from 'node:crypto';
import request from 'supertest';
import { gitlabSecret, openHttpWorld, type HttpWorld, type HttpWorldOptions } from '../../support/http-world.js';

let world: HttpWorld;
const open = async (options?: HttpWorldOptions) => {
  await world?.close();
  world = await openHttpWorld(options);
};
beforeEach(() => open());
afterAll(() => world.close());

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown, { secret = gitlabSecret, alg = 'HS256' } = {}) => {
  const head = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
};
const hook = (overrides: object = {}) => ({
  object_kind: 'note',
  project: { git_http_url: 'https://gitlab.com/group/sub/repo.git' },
  object_attributes: { id: 7 },
  ...overrides,
});
const post = async (body: unknown, headers: Record<string, string> = {}) => {
  const response = await request(world.url)
    .post('/api/webhooks/gitlab')
    .set({ 'content-type': 'application/json', 'x-gitlab-event': 'Note Hook', ...headers })
    .send(JSON.stringify(body));
  return [response.status, response.text] as const;
};
const withToken = (token: string, headers: Record<string, string> = {}, body: unknown = hook()) =>
  post(body, { 'x-gitlab-token': token, ...headers });

const accepted = [202, 'Webhook accepted. We thank you, Gitlab.'];
const good = jwt({ namespace: 'group/sub', repo_name: 'repo' });
const unreadable = [401, "Can't decode X-Gitlab-Token."];
const otherProject = [401, 'Decoded X-Gitlab-Token does not match namespace[/project].'];

it('stores what carries the token of the project, or of exactly its group', async () => {
  expect(await withToken(good, { 'x-gitlab-event-uuid': 'u1' })).toEqual(accepted);
  expect(await withToken(jwt({ namespace: 'group/sub' }), { 'x-gitlab-event-uuid': 'u2' })).toEqual(accepted);
  expect(world.store.log).toMatchObject([
    { stream: 'delivery-gitlab-u1-Note-Hook-7', data: { source: 'gitlab', event: 'Note Hook' } },
    { stream: 'delivery-gitlab-u2-Note-Hook-7' },
  ]);
});

it('finds the project in http_url when git_http_url is missing', async () => {
  const body = hook({ project: { http_url: 'https://gitlab.com/group/sub/repo' } });
  expect(await withToken(good, {}, body)).toEqual(accepted);
});

it.each([
  ['another project', jwt({ namespace: 'group/sub', repo_name: 'other' }), otherProject],
  ['the group above', jwt({ namespace: 'group' }), otherProject],
  ['another signer', jwt({ namespace: 'group/sub' }, { secret: 'guess' }), unreadable],
  ['another algorithm', jwt({ namespace: 'group/sub' }, { alg: 'none' }), unreadable],
  ['nobody', 'plain-text', unreadable],
  ['no namespace', jwt({ repo_name: 'repo' }), unreadable],
  ['a list', jwt([]), unreadable],
  ['no signature', good.slice(0, good.lastIndexOf('.') + 1), unreadable],
])('refuses a token of %s', async (_, token, expected) => {
  expect(await withToken(token)).toEqual(expected);
  expect(world.store.log).toEqual([]);
});

it('refuses a token that no project can match', async () => {
  expect(await withToken(good, {}, { object_kind: 'push' })).toEqual(otherProject);
  expect(await withToken(good, {}, hook({ project: { git_http_url: 'not a url' } }))).toEqual(otherProject);
});

it('refuses a hook without a token, unless webhooks are not validated', async () => {
  expect(await post(hook())).toEqual([401, 'X-Gitlab-Token not in request.headers']);
  await open({ secrets: { validate: false } });
  expect(await post(hook())).toEqual(accepted);
  expect(await withToken('nonsense')).toEqual(unreadable);
});

it('refuses every token while no secret is configured', async () => {
  await open({ secrets: { gitlab: [{ host: 'gitlab.com', secret: '' }] } });
  expect(await withToken(good)).toEqual([401, "'gitlab_token_secret' not specified in the config."]);
});

it('answers empty bodies and pings of whoever has a token, and parses nothing of others', async () => {
  expect(await withToken(good, {}, {})).toEqual([400, "We haven't received any JSON data."]);
  expect(await withToken(good, {}, { zen: 'z', hook_id: 1, hook: {} })).toEqual([200, 'Pong!']);
  for (const body of [{}, { zen: 'z', hook_id: 1, hook: {} }, hook()]) {
    expect(await post(body)).toEqual([401, 'X-Gitlab-Token not in request.headers']);
    expect(await withToken('guess', {}, body)).toEqual(unreadable);
  }
});

it('takes the secret of an instance as a token for all projects of its host', async () => {
  expect(await withToken(gitlabSecret, { 'x-gitlab-event-uuid': 'u1' })).toEqual(accepted);
  const other = hook({ project: { git_http_url: 'https://gitlab.gnome.org/group/sub/repo.git' } });
  expect(await withToken(gitlabSecret, {}, other)).toEqual(otherProject);
  expect(world.store.log).toMatchObject([
    {
      data: {
        covers: { by: 'forge', forge: 'gitlab', hosts: ['gitlab.com'], namespace: null, repo: null, body: false },
      },
    },
  ]);
});

describe('several instances', () => {
  const gnome = { host: 'gitlab.gnome.org', secret: 'gnome-secret' };
  beforeEach(() => open({ secrets: { gitlab: [{ host: 'gitlab.com', secret: gitlabSecret }, gnome] } }));
  const at = (host: string) => hook({ project: { web_url: `https://${host}/group/sub/repo` } });
  const claims = { namespace: 'group/sub' };

  it('have a secret each, and each secret covers its own host', async () => {
    expect(await withToken(jwt(claims, { secret: gnome.secret }), {}, at(gnome.host))).toEqual(accepted);
    expect(await withToken(jwt(claims), {}, at('gitlab.com'))).toEqual(accepted);
    expect(world.store.log).toMatchObject([
      { data: { covers: { hosts: [gnome.host], namespace: 'group/sub', repo: null } } },
      { data: { covers: { hosts: ['gitlab.com'], namespace: 'group/sub', repo: null } } },
    ]);
  });

  it('do not speak for one another', async () => {
    expect(await withToken(jwt(claims), {}, at(gnome.host))).toEqual(otherProject);
    expect(await withToken(jwt(claims, { secret: gnome.secret }), {}, at('gitlab.com'))).toEqual(otherProject);
    expect(await withToken(gnome.secret, {}, at('gitlab.com'))).toEqual(otherProject);
  });
});

describe('what is verified is what is used', () => {
  const url = 'https://gitlab.com/group/sub/repo';
  const whole = { id: 5, web_url: url, git_http_url: `${url}.git`, http_url: `${url}.git`, homepage: url };
  const named = { ...whole, path_with_namespace: 'group/sub/repo' };

  it('takes a body whose addresses agree', async () => {
    const target = { ...named };
    const body = hook({
      project: named,
      project_id: 5,
      repository: { homepage: url },
      object_attributes: { id: 7, url: `${url}/-/merge_requests/3`, target, target_project_id: 5 },
      merge_request: { url: `${url}/-/merge_requests/3`, target },
    });
    expect(await withToken(good, {}, body)).toEqual(accepted);
  });

  it.each([
    ['another host to act on', { web_url: 'https://github.com/group/sub/repo' }],
    ['another project to act on', { web_url: 'https://gitlab.com/victim/repo' }],
    ['another project to clone', { git_http_url: 'https://gitlab.com/victim/repo.git' }],
    ['another address over HTTP', { http_url: 'https://gitlab.com/victim/repo.git' }],
    ['another home page', { homepage: 'https://gitlab.com/victim/repo' }],
    ['another path', { path_with_namespace: 'victim/repo' }],
    ['a port', { web_url: 'https://gitlab.com:8443/group/sub/repo' }],
    ['credentials', { web_url: 'https://github.com@gitlab.com/group/sub/repo' }],
    ['credentials behind', { web_url: 'https://gitlab.com@github.com/group/sub/repo' }],
    ['a trailing dot', { web_url: 'https://gitlab.com./group/sub/repo' }],
    ['an encoded slash', { web_url: 'https://gitlab.com/group%2Fsub/repo' }],
    ['a way up', { web_url: 'https://gitlab.com/group/sub/x/../repo' }],
    ['an encoded way up', { web_url: 'https://gitlab.com/group/sub/x/%2e%2e/repo' }],
    ['.git twice', { git_http_url: `${url}.git.git` }],
    ['.GIT', { web_url: `${url}.GIT` }],
    ['a query', { web_url: `${url}?x=1` }],
    ['a fragment', { web_url: `${url}#x` }],
    ['a backslash', { web_url: 'https://gitlab.com\\@github.com/group/sub/repo' }],
    ['a page instead of a project', { web_url: `${url}/-/merge_requests` }],
    ['another way of writing', { web_url: 'https://gitlab.com/Group/sub/repo' }],
    ['a number', { web_url: 5 }],
    ['ssh', { web_url: 'git@gitlab.com:group/sub/repo.git' }],
    ['a very long way', { web_url: `https://gitlab.com/${'a/'.repeat(2000)}repo` }],
    ['nothing', { web_url: 'https://gitlab.com' }],
  ])('refuses %s', async (_, changed) => {
    const token = jwt({ namespace: 'group/sub' });
    for (const wide of [token, good, gitlabSecret])
      expect(await withToken(wide, {}, hook({ project: { ...named, ...changed } }))).toEqual(otherProject);
    expect(world.store.log).toEqual([]);
  });

  it.each([
    ['the target of a merge request', { object_attributes: { id: 7, target: { web_url: 'https://gitlab.com/a/b' } } }],
    ['the path of a target', { merge_request: { target: { path_with_namespace: 'a/b' } } }],
    ['the page of an object', { object_attributes: { id: 7, url: 'https://github.com/a/b/issues/1' } }],
    ['the page of a merge request', { merge_request: { url: `${url}-other/-/merge_requests/1` } }],
    ['the page of an issue', { issue: { url: 'javascript:alert(1)' } }],
    ['the page of a commit', { commit: { url: 'https://gitlab.com/a/b/-/commit/1' } }],
    ['the number of a target', { object_attributes: { id: 7, target_project_id: 6 } }],
    ['the number of a project', { project_id: 6 }],
    ['a repository', { repository: { git_http_url: 'https://gitlab.com/a/b.git' } }],
  ])('refuses another project as %s', async (_, changed) => {
    expect(await withToken(good, {}, hook({ project: named, ...changed }))).toEqual(otherProject);
    expect(world.store.log).toEqual([]);
  });

  it('takes a host in capitals and with its standard port as the same', async () => {
    const project = {
      web_url: 'https://GitLab.com/group/sub/repo',
      git_http_url: 'https://gitlab.com:443/group/sub/repo.git',
    };
    expect(await withToken(good, {}, hook({ project }))).toEqual(accepted);
  });
});

it('takes 5 MiB and no more, and not a hundred thousand values', async () => {
  const padded = (bytes: number) => hook({ pad: 'x'.repeat(bytes) });
  expect(await withToken(good, {}, padded(5_000_000))).toEqual(accepted);
  expect((await withToken(good, {}, padded(5 * 1024 * 1024)))[0]).toBe(413);
  const crowded = await withToken(good, {}, hook({ list: Array(100_001).fill(0) }));
  expect(crowded).toEqual([400, 'The body has more than 100000 values.']);
});

it('knows a delivery again that comes by two hooks, or is sent again', async () => {
  for (const [uuid, key] of [
    ['u1', 'k1'],
    ['u1', 'k2'],
  ] as const)
    expect(await withToken(good, { 'x-gitlab-event-uuid': uuid, 'idempotency-key': key })).toEqual(accepted);
  const push = hook({ object_kind: 'push', object_attributes: undefined });
  for (const key of ['k3', 'k3']) expect(await withToken(good, { 'idempotency-key': key }, push)).toEqual(accepted);
  for (let times = 0; times < 2; times++) expect(await withToken(good, {}, push)).toEqual(accepted);
  expect([...world.store.streams.keys()]).toEqual([
    'delivery-gitlab-u1-Note-Hook-7',
    'delivery-gitlab-k3',
    expect.stringMatching(/^delivery-gitlab-[0-9a-f]{64}$/),
  ]);
});

it('tells apart what one event says of two objects', async () => {
  for (const id of [1, 2]) await withToken(good, { 'x-gitlab-event-uuid': 'u1' }, hook({ object_attributes: { id } }));
  expect(world.store.log).toHaveLength(2);
});

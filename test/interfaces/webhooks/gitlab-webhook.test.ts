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
  await open({ secrets: { gitlab: '' } });
  expect(await withToken(good)).toEqual([401, "'gitlab_token_secret' not specified in the config."]);
});

it('answers empty bodies and pings before it looks at the token', async () => {
  expect(await post({})).toEqual([400, "We haven't received any JSON data."]);
  expect(await post({ zen: 'z', hook_id: 1, hook: {} })).toEqual([200, 'Pong!']);
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

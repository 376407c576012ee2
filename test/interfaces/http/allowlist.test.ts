import request from 'supertest';
import { TransientFailure } from '../../../src/application/ports/failure.js';
import { Allowlist } from '../../../src/application/queries/allowlist/allowlist.js';
import { adminToken, openHttpWorld, type HttpWorld } from '../../support/http-world.js';

let world: HttpWorld;
beforeEach(async () => {
  world = await openHttpWorld();
});
afterEach(() => world.close());

const bearer = { authorization: `Bearer ${adminToken}` };
const put = (path: string, body: unknown = { status: 'approved_manually' }, headers: object = bearer) =>
  request(world.url)
    .put(`/api/allowlist/${path}`)
    .set({ 'content-type': 'application/json', ...headers })
    .send(JSON.stringify(body));
const get = (path = '') => request(world.url).get(`/api/allowlist${path}`);

it('sets hosts, namespaces and repositories, and shows them', async () => {
  expect((await put('github.com/packit')).status).toBe(204);
  expect((await put('gitlab.com/a/b/c', { status: 'waiting' })).status).toBe(204);
  expect((await put('github.com/packit/ogr.git', { status: 'denied' })).status).toBe(204);
  expect((await put('git.example', { status: 'approved_automatically' })).status).toBe(204);
  const { status, body } = await get();
  expect(status).toBe(200);
  expect(body).toEqual([
    { namespace: 'github.com/packit', status: 'approved_manually', fas_account: null },
    { namespace: 'gitlab.com/a/b/c', status: 'waiting', fas_account: null },
    { namespace: 'github.com/packit/ogr.git', status: 'denied', fas_account: null },
    { namespace: 'git.example', status: 'approved_automatically', fas_account: null },
  ]);
});

it('shows one entry by its exact name only: 204 for others', async () => {
  await put('github.com/packit');
  expect((await get('/github.com/packit')).body).toEqual({
    namespace: 'github.com/packit',
    status: 'approved_manually',
    fas_account: null,
  });
  for (const path of ['/github.com', '/github.com/packit/ogr.git', '/a%20b'])
    expect([(await get(path)).status, (await get(path)).text]).toEqual([204, '']);
});

it('removes an entry, once or again', async () => {
  await put('github.com/packit');
  for (let times = 0; times < 2; times++)
    expect((await request(world.url).delete('/api/allowlist/github.com/packit').set(bearer)).status).toBe(204);
  expect((await get('/github.com/packit')).status).toBe(204);
  expect((await get()).body).toEqual([]);
  expect(world.store.log.map(({ type }) => type)).toEqual(['NamespaceApproved', 'NamespaceRemoved']);
});

it('writes nothing when nothing changes', async () => {
  for (let times = 0; times < 2; times++) expect((await put('github.com/packit')).status).toBe(204);
  expect(world.store.log).toHaveLength(1);
});

it('is met by the next look at the allowlist', async () => {
  const allowlist = world.app.get(Allowlist, { strict: false });
  await put('github.com/packit');
  expect(await allowlist.verdict('github.com/packit/ogr.git')).toMatchObject({ approved: true, denied: false });
  await put('github.com', { status: 'denied' });
  expect(await allowlist.verdict('github.com/packit/ogr.git')).toMatchObject({ approved: true, denied: true });
});

it.each([
  ['an unknown status', 'github.com/packit', { status: 'approved' }, 'status must be one of'],
  ['no status', 'github.com/packit', {}, 'status must be one of'],
  ['a second key', 'github.com/packit', { status: 'denied', by: 'me' }, 'by should not exist'],
  ['a protocol', 'https://github.com/packit', { status: 'denied' }, 'Expected a host'],
  ['a path that climbs', 'github.com/%2e%2e/x', { status: 'denied' }, 'Expected a host'],
])('refuses %s with 400', async (_, path, body, expected) => {
  const response = await put(path, body);
  expect(response.status).toBe(400);
  expect(JSON.stringify(response.body.message)).toContain(expected);
  expect(world.store.log).toEqual([]);
});

it('wants the admin token for changes', async () => {
  expect((await put('github.com/packit', undefined, {})).status).toBe(401);
  expect((await put('github.com/packit', undefined, { authorization: 'Bearer guess' })).status).toBe(401);
  expect((await put('github.com/packit', undefined, { authorization: `Basic ${adminToken}` })).status).toBe(401);
  expect((await request(world.url).delete('/api/allowlist/github.com/packit')).status).toBe(401);
  expect(world.store.log).toEqual([]);
});

it('is closed for changes while there is no admin token', async () => {
  const closed = await openHttpWorld({ adminToken: '' });
  const response = await request(closed.url).put('/api/allowlist/github.com').set(bearer).send({ status: 'denied' });
  await closed.close();
  expect(response.status).toBe(403);
});

it('says so while the store is away, without a word about where it is', async () => {
  world.store.failure = new TransientFailure('connect 10.0.0.1', { service: 'The event store', kind: 'network' });
  const { status, body } = await put('github.com/packit');
  expect([status, body.message]).toEqual([503, 'The event store does not answer. Please try again.']);
});

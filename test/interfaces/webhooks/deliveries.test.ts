import request from 'supertest';
import { adminToken, openHttpWorld, type HttpWorld } from '../../support/http-world.js';

let world: HttpWorld;
beforeEach(async () => {
  world = await openHttpWorld();
});
afterEach(() => world.close());

const message = {
  source: 'fedora-messaging',
  id: 'm-1',
  event: 'org.fedoraproject.prod.copr.build.end',
  body: { build: 1 },
};
const post = (body: unknown, token: string = adminToken) =>
  request(world.url)
    .post('/api/deliveries')
    .set({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })
    .send(typeof body === 'string' ? body : JSON.stringify(body));

it('takes a message as if it had come by its own way, once', async () => {
  for (let times = 0; times < 2; times++) {
    const response = await post(message);
    expect(response.status).toBe(202);
    expect(response.body).toEqual({ id: 'm-1', stream: 'delivery-fedora-messaging-m-1' });
  }
  expect(world.store.log).toMatchObject([
    {
      stream: 'delivery-fedora-messaging-m-1',
      data: {
        source: 'fedora-messaging',
        event: message.event,
        body: { text: '{"build":1}' },
        covers: { by: 'bus', hosts: ['src.fedoraproject.org'] },
      },
    },
  ]);
});

it.each(['github', 'gitlab', 'forgejo', 'pagure', 'fedora-messaging', 'testing-farm'])(
  'knows the source %s',
  async (source) => {
    expect((await post({ ...message, source })).status).toBe(202);
    expect(world.store.log).toMatchObject([{ stream: `delivery-${source}-m-1` }]);
  },
);

it('keeps no token of a Testing Farm callback', async () => {
  await post({ ...message, source: 'testing-farm', event: 'results', body: { request_id: 'r', token: 'very-secret' } });
  expect(world.store.log).toMatchObject([{ data: { body: { text: '{"request_id":"r"}' } } }]);
});

it.each([
  ['an unknown source', { ...message, source: 'bugzilla' }, 'source must be one of the following values'],
  ['no id', { ...message, id: '' }, 'id should not be empty'],
  ['a number as event', { ...message, event: 5 }, 'event must be a string'],
  ['a text as body', { ...message, body: 'x' }, 'body must be an object'],
  ['a list as body', { ...message, body: [] }, 'body must be an object'],
  ['an unknown key', { ...message, priority: 1 }, 'property priority should not exist'],
  ['a list', [message], 'Expected a JSON object'],
  ['nothing', '', 'Expected a JSON object'],
  ['text', 'hello', 'The body is not JSON'],
  ['another prototype', '{"__proto__": {"source": "github"}}', ''],
])('refuses %s with 400', async (_, body, expected) => {
  const response = await post(body);
  expect(response.status).toBe(400);
  expect(JSON.stringify(response.body.message)).toContain(expected);
  expect(world.store.log).toEqual([]);
});

it('refuses who does not know the admin token', async () => {
  const wrong = await post(message, 'guess');
  expect([wrong.status, wrong.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect((await request(world.url).post('/api/deliveries').send(message)).status).toBe(401);
  expect(world.store.log).toEqual([]);
});

it('refuses everybody while there is no admin token', async () => {
  const closed = await openHttpWorld({ adminToken: '' });
  const response = await request(closed.url).post('/api/deliveries').set('authorization', 'Bearer ').send(message);
  await closed.close();
  expect([response.status, response.body.message]).toEqual([403, expect.stringContaining('ADMIN_TOKEN')]);
});

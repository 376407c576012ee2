import { createHmac } from 'node:crypto';
import request from 'supertest';
import { githubSecret, openHttpWorld, type HttpWorld } from '../../support/http-world.js';

let world: HttpWorld;
beforeEach(async () => {
  world = await openHttpWorld();
});
afterEach(() => world.close());

const sign = (body: string | Buffer) => `sha256=${createHmac('sha256', githubSecret).update(body).digest('hex')}`;
const post = (body: string, headers: Record<string, string> = {}) =>
  request(world.url)
    .post('/api/webhooks/github')
    .set({ 'content-type': 'application/json', ...headers })
    .serialize((text: unknown) => text as string)
    .send(body as string);
const signed = (body: string, headers: Record<string, string> = {}) =>
  post(body, { 'x-hub-signature-256': sign(body), 'x-github-event': 'push', 'x-github-delivery': 'd1', ...headers });

const body = '{"ref": "refs/heads/main"}';

it('stores a signed delivery verbatim before it answers', async () => {
  const response = await signed(body);
  expect([response.status, response.text]).toEqual([202, 'Webhook accepted. We thank you, Github.']);
  expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(world.store.log).toHaveLength(1);
  expect(world.store.log[0]).toMatchObject({
    stream: 'delivery-github-d1',
    type: 'DeliveryReceived',
    data: { source: 'github', event: 'push', subject: 'github:push', body: { text: body } },
  });
});

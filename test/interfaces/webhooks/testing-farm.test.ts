import request from 'supertest';
import { callbackToken, openHttpWorld, type HttpWorld, type HttpWorldOptions } from '../../support/http-world.js';

let world: HttpWorld;
const open = async (options?: HttpWorldOptions) => {
  await world?.close();
  world = await openHttpWorld(options);
};
beforeEach(() => open());
afterAll(() => world.close());

const post = async (body: string) => {
  const response = await request(world.url)
    .post('/api/testing-farm/results')
    .set('content-type', 'application/json')
    .send(body);
  return [response.status, response.text] as const;
};
const callback = (token: unknown) => JSON.stringify({ request_id: 'c9f1', token });
const accepted = [200, 'Test results accepted'];

it('stores every receipt as a delivery of its own, without its token', async () => {
  for (let times = 0; times < 3; times++) expect(await post(callback(callbackToken))).toEqual(accepted);
  expect(world.store.log).toHaveLength(3);
  expect(new Set(world.store.streams.keys()).size).toBe(3);
  for (const { data } of world.store.log)
    expect(data).toMatchObject({
      source: 'testing-farm',
      event: 'results',
      body: { text: '{"request_id":"c9f1"}' },
      covers: { by: 'testing-farm', request: 'c9f1' },
    });
  expect(JSON.stringify(world.store.log)).not.toContain(callbackToken);
});

it('takes any of the configured tokens', async () => {
  await open({ secrets: { testingFarm: ['', 'one', 'two'] } });
  expect(await post(callback('one'))).toEqual(accepted);
  expect(await post(callback('two'))).toEqual(accepted);
});

it.each([
  ['no body', '', [400, "We haven't received any JSON data."]],
  ['an empty object', '{}', [400, "We haven't received any JSON data."]],
  ['text', 'done', [400, expect.stringContaining('not JSON')]],
  ['no token', '{"request_id": "c9f1"}', [401, "The notification doesn't contain any token"]],
  ['an empty token', callback(''), [401, "The notification doesn't contain any token"]],
  ['a list', '[1]', [401, "The notification doesn't contain any token"]],
  ['another token', callback('guess'), [401, 'Invalid testing farm secret provided']],
  ['a token that is no text', callback({ toString: 1, valueOf: 1 }), [401, 'Invalid testing farm secret provided']],
  ['more than 64 KiB', JSON.stringify({ pad: 'x'.repeat(65_536) }), [413, expect.stringContaining('too large')]],
  ['the token in a list', callback([callbackToken]), [401, 'Invalid testing farm secret provided']],
])('refuses %s', async (_, body, expected) => {
  expect(await post(body)).toEqual(expected);
  expect(world.store.log).toEqual([]);
});

it('takes nothing while no token is configured', async () => {
  await open({ secrets: { testingFarm: ['', ''] } });
  expect(await post(callback(''))).toEqual([401, 'Testing farm secret not specified in config']);
});

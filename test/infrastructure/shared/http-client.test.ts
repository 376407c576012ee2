import { HttpClient } from '../../../src/infrastructure/shared/http-client.js';
import { LoopbackServer } from '../../support/loopback-server.js';

let server: LoopbackServer;
let http: HttpClient;
beforeEach(async () => {
  server = await new LoopbackServer()
    .on('GET', /^\/api\/things$/, ({ query }) => ({ json: { asked: query.getAll('state') } }))
    .on('POST', /^\/api\/things$/, ({ json }) => ({ status: 201, json }))
    .on('DELETE', /^\/api\/things$/, () => ({ status: 204 }))
    .start();
  http = new HttpClient({
    service: 'Things',
    baseUrl: `${server.url}/api/`,
    timeoutMs: 300,
    secrets: ['s3cr3t-value'],
  });
});
afterEach(() => server.stop());

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);
const get = () => http.request({ path: '/things' });

it('sends a query with repeated names, and who it is', async () => {
  const query = { state: ['a b', 'ü'], page: undefined };
  expect((await http.request({ path: '/things', query })).body).toEqual({ asked: ['a b', 'ü'] });
  expect(server.received[0]?.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'packit-service' });
});

it('sends and reads JSON, and takes an empty answer', async () => {
  const json = { text: 'žluťoučký', nothing: null };
  expect(await http.request({ method: 'POST', path: '/things', json })).toMatchObject({ status: 201, body: json });
  expect(await http.request({ method: 'DELETE', path: '/things' })).toMatchObject({ status: 204, body: undefined });
});

it.each([
  [400, 'PermanentFailure', 'invalid'],
  [401, 'PermanentFailure', 'unauthorized'],
  [403, 'PermanentFailure', 'forbidden'],
  [404, 'PermanentFailure', 'not-found'],
  [408, 'TransientFailure', 'timeout'],
  [409, 'PermanentFailure', 'conflict'],
  [410, 'PermanentFailure', 'not-found'],
  [422, 'PermanentFailure', 'invalid'],
  [429, 'TransientFailure', 'rate-limited'],
  [500, 'TransientFailure', 'server'],
  [503, 'TransientFailure', 'server'],
])('takes %s for a %s of kind %s, and tells why', async (status, name, kind) => {
  server.failNext({ status, json: { message: 'the reason given' } });
  const failure = (await failureOf(get())) as Error;
  expect(failure).toMatchObject({ name, kind, status, service: 'Things', body: { message: 'the reason given' } });
  expect(failure.message).toBe(`Things answered ${status} to GET /things: the reason given`);
});

it.each([
  ['12', 12_000],
  [new Date(Date.now() + 3_600_000).toUTCString(), 3_600_000],
])('hears how long it shall wait: %s', async (header, expected) => {
  server.failNext({ status: 503, json: {}, headers: { 'retry-after': header } });
  const { retryAfterMs } = (await failureOf(get())) as { retryAfterMs: number };
  expect(Math.abs(retryAfterMs - expected)).toBeLessThan(5_000);
});

it.each([
  [{ status: 200, text: '<html>maintenance</html>' }],
  [{ status: 404, text: '\n<!DOCTYPE html>' }],
  [{ status: 200, text: '{"half":' }],
])('takes %j for somebody else answering', async (reaction) => {
  server.failNext(reaction);
  expect(await failureOf(get())).toMatchObject({ name: 'TransientFailure', kind: 'unreadable' });
});

it('gives up on an answer that never ends', async () => {
  server.failNext('hang');
  const failure = (await failureOf(get())) as Error;
  expect(failure).toMatchObject({ name: 'TransientFailure', kind: 'timeout' });
  expect(failure.message).toContain(`Unable to connect to ${server.url}`);
});

it('gives up on a body that never ends', async () => {
  server.failNext({ status: 200, text: '{', headers: { 'content-length': '100' } });
  expect(await failureOf(get())).toMatchObject({ name: 'TransientFailure' });
});

it('takes a cut connection for the network', async () => {
  server.failNext('reset');
  expect(await failureOf(get())).toMatchObject({ name: 'TransientFailure', kind: 'network' });
  expect((await get()).status).toBe(200);
});

it('never repeats a request by itself', async () => {
  server.failNext({ status: 503, json: {} });
  await failureOf(http.request({ method: 'POST', path: '/things', json: {} }));
  expect(server.received).toHaveLength(1);
});

it('shows no secret, wherever it stands', async () => {
  const message = 'you sent s3cr3t-value and Bearer abcdefghijkl and ghs_0123456789abcdef';
  server.failNext({ status: 400, json: { message, deep: { list: ['s3cr3t-value'] } } });
  const failure = (await failureOf(get())) as Error & { body: unknown };
  const shown = failure.message + JSON.stringify(failure.body);
  expect(shown).not.toMatch(/s3cr3t-value|abcdefghijkl|0123456789abcdef/);
  expect(shown).toContain('you sent');
});

it('cuts a long body', async () => {
  server.failNext({ status: 400, text: 'x'.repeat(1_000_000) });
  const { body, message } = (await failureOf(get())) as Error & { body: string };
  expect(body.length + message.length).toBeLessThan(20_000);
});

it('refuses a base URL that is none, when it is made', () => {
  expect(() => new HttpClient({ service: 'Things', baseUrl: 'copr.example' })).toThrow();
});

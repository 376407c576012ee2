import { connect } from 'node:net';
import fc from 'fast-check';
import request from 'supertest';
import { Metrics } from '../../../src/interfaces/http/metrics.js';
import { openHttpWorld, type HttpWorld } from '../../support/http-world.js';

let world: HttpWorld;
beforeAll(async () => {
  world = await openHttpWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.store.failure = undefined;
});

const api = () => request(world.url);

/** What comes back for these bytes on a bare socket. */
const raw = (bytes: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
  });

describe('health', () => {
  it('is good while deliveries are taken', async () => {
    const response = await api().get('/api/healthz');
    expect([response.status, response.body]).toEqual([200, { status: 'We are healthy!' }]);
    expect((await api().head('/api/healthz')).status).toBe(200);
  });

  it('is bad while the store is away', async () => {
    world.store.failure = new Error('no connection');
    expect((await api().get('/api/healthz')).status).toBe(503);
    expect((await api().head('/api/healthz')).status).toBe(503);
  });
});

it('counts deliveries by source and result, and shows figures of others', async () => {
  world.app.get(Metrics, { strict: false }).show({
    name: 'packit_pending_effects',
    help: 'Work to do',
    labels: ['type'],
    read: () => [{ labels: { type: 'SubmitBuild' }, value: 3 }],
  });
  await api().post('/api/webhooks/gitlab').set('content-type', 'application/json').send('{}');
  await api().post('/api/webhooks/github').set('content-type', 'application/json').send('{}');
  const { text, headers } = await api().get('/metrics');
  expect(headers['content-type']).toContain('text/plain; version=0.0.4');
  expect(text).toContain('packit_deliveries_total{source="gitlab",result="invalid_signature"} 1');
  expect(text).toContain('packit_delivery_seconds_count{source="gitlab"} 1');
  expect(text).toContain('github_webhook_calls{result="invalid_signature"} 1');
  expect(text).toContain('packit_pending_effects{type="SubmitBuild"} 3');
  expect(text).toContain('process_resident_memory_bytes');
});

it('describes itself', async () => {
  const { status, body } = await api().get('/api/swagger.json');
  expect(status).toBe(200);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/api/deliveries', '/api/webhooks/github', '/metrics']),
  );
  expect(body.components.schemas.DeliveryDto.required).toEqual(['source', 'id', 'event', 'body']);
});

it.each(['/', '/api', '/api/nothing', '/api/webhooks/github', '/%zz', '/api/allowlist/%'])(
  'answers GET %s with an error in JSON',
  async (path) => {
    const response = await api().get(path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers['content-type']).toContain('application/json');
    expect(response.body.message).toEqual(expect.any(String));
  },
);

it('may be read from everywhere and embedded nowhere', async () => {
  const { headers } = await api().get('/api/healthz').set('origin', 'https://dashboard.example');
  expect(headers).toMatchObject({
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': expect.stringContaining('max-age='),
    'content-security-policy': expect.stringContaining("default-src 'self'"),
  });
  const preflight = await api()
    .options('/api/deliveries')
    .set({ origin: 'https://dashboard.example', 'access-control-request-method': 'POST' });
  expect(preflight.headers['access-control-allow-methods']).toBe('GET, HEAD');
});

describe('whatever strangers send', () => {
  const doors = ['/api/webhooks/github', '/api/webhooks/gitlab', '/api/testing-farm/results', '/api/deliveries'];
  afterEach(async () => {
    expect(world.store.log).toEqual([]);
    expect((await api().get('/api/healthz')).status).toBe(200);
  });

  it('is refused politely', async () => {
    const types = [
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
      'x',
      ';',
      'a/b; c=',
    ];
    const body = fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text.slice(0, -1))),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    const header = fc
      .string({ unit: 'binary-ascii', maxLength: 60 })
      .map((text) => text.replace(/[^\x20-\x7e]/g, '').trim());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...doors),
        fc.constantFrom(...types),
        body,
        header,
        header,
        async (path, type, bytes, first, second) => {
          const head = [
            `POST ${path} HTTP/1.1`,
            'host: x',
            'connection: close',
            `content-length: ${bytes.length}`,
            ...(type ? [`content-type: ${type}`] : []),
            `x-hub-signature-256: ${first}`,
            `x-gitlab-token: ${first}`,
            `authorization: ${first}`,
            `x-github-event: ${second}`,
            `x-github-delivery: ${second}`,
          ];
          const answer = await raw(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]));
          expect(answer).toMatch(/^HTTP\/1\.1 (200|400|401|415) /);
        },
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it.each(['', '\r\n\r\n', 'GET\r\n\r\n', `POST ${'/a'.repeat(50_000)} HTTP/1.1\r\nhost: x\r\n\r\n`])(
    'even %.12j',
    async (bytes) => {
      expect(await raw(bytes)).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    },
  );

  it('even half a body', async () => {
    const head =
      'POST /api/webhooks/github HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n';
    expect(await raw(`${head}{"half": `)).toMatch(/^(HTTP\/1\.1 40[01] |$)/);
  });

  it('even chunks without an end, or a false length', async () => {
    const chunked = 'POST /api/webhooks/github HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n';
    expect(await raw(chunked)).toMatch(/^(HTTP\/1\.1 400 |$)/);
    const huge =
      'POST /api/webhooks/github HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{}';
    expect(await raw(huge)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

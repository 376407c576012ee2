import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import request from 'supertest';
import { adminToken, githubSecret, openHttpWorld, type HttpWorld } from '../../../support/http-world.js';
import { Metrics } from '../../../../src/interfaces/http/metrics.js';
import type { IntakeLimits } from '../../../../src/interfaces/http/intake/intake-limits.js';

let world: HttpWorld | undefined;
const sockets: Socket[] = [];
const open = async (limits: Partial<IntakeLimits> = {}) => (world = await openHttpWorld({ limits }));
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await world?.close();
});

const body = JSON.stringify({ ref: 'refs/heads/main', pad: 'x'.repeat(3000) });
const sign = (text: string) => `sha256=${createHmac('sha256', githubSecret).update(text).digest('hex')}`;

/** A bare connection, and what came back when it has ended. */
async function dial({ url }: HttpWorld, local = '127.0.0.1'): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), localAddress: local });
  sockets.push(socket);
  let text = '';
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined).on('close', () => resolve(text));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, answer };
}

const head = (path: string, headers: Record<string, string | number>) =>
  [
    `POST ${path} HTTP/1.1`,
    'host: x',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
const signedHead = (text = body) =>
  head('/api/webhooks/github', {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-hub-signature-256': sign(text),
    'x-github-event': 'push',
  });
const healthy = async (port: HttpWorld) => (await request(port.url).get('/api/healthz')).status;

describe('nothing of a body is taken', () => {
  const refusedAtOnce: [string, string, Record<string, string>, number][] = [
    ['without a signature', '/api/webhooks/github', {}, 401],
    ['with a signature that cannot be one', '/api/webhooks/github', { 'x-hub-signature-256': 'sha256=0' }, 401],
    ['without a token of GitLab', '/api/webhooks/gitlab', {}, 401],
    ['with a token of GitLab by somebody else', '/api/webhooks/gitlab', { 'x-gitlab-token': 'a.b.c' }, 401],
    ['to feed again without the admin token', '/api/deliveries', {}, 401],
    ['where there is nothing', '/api/nothing', {}, 404],
    ['that is longer than GitHub sends', '/api/webhooks/github', { 'content-length': '26214401' }, 413],
    ['that is longer than GitLab sends', '/api/webhooks/gitlab', { 'content-length': '5242881' }, 413],
    ['that is longer than Testing Farm sends', '/api/testing-farm/results', { 'content-length': '65537' }, 413],
  ];
  it.each(refusedAtOnce)('%s', async (_, path, headers, status) => {
    const { socket, answer } = await dial(await open());
    // Its sender waits for the answer before it sends the body.
    socket.write(head(path, { 'content-type': 'application/json', 'content-length': 1000, ...headers }));
    socket.once('data', () => socket.end());
    expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\\r\\nconnection: close\\r\\n`, 'i'));
  });

  it('beyond the limit of what an operator may send', async () => {
    const { socket, answer } = await dial(await open());
    const big = {
      'content-type': 'application/json',
      authorization: `Bearer ${adminToken}`,
      'content-length': 2_000_000,
    };
    socket.write(
      head('/api/todos/release', big).replace('POST /api/todos/release', 'PUT /api/allowlist/github.com/acme'),
    );
    socket.once('data', () => socket.end());
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

it('lets a sender hear the refusal who sends the whole body before it listens', async () => {
  const { socket, answer } = await dial(await open());
  const big = Buffer.alloc(5_000_000, 'x');
  socket.write(head('/api/webhooks/github', { 'content-length': big.length }));
  socket.write(big);
  socket.end();
  expect(await answer).toMatch(/^HTTP\/1\.1 401 [^]*X-Hub-Signature-256 not in request\.headers$/);
});

it('answers nothing that stands behind a request which ended the connection', async () => {
  const { socket, answer } = await dial(await open());
  socket.write(
    `${head('/api/webhooks/github', { 'content-length': 100_000 })}${'x'.repeat(100_000)}GET /api/healthz HTTP/1.1\r\nhost: x\r\n\r\n`,
  );
  expect((await answer).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
});

it('closes a connection on which requests pile up', async () => {
  const port = await open();
  const { socket, answer } = await dial(port);
  socket.write('GET /api/healthz HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(1000));
  expect((await answer).match(/HTTP\/1\.1 200/g)?.length ?? 0).toBeLessThanOrEqual(16);
  expect(await healthy(port)).toBe(200);
});

it('answers requests one after the other on one connection', async () => {
  const { socket, answer } = await dial(await open());
  let text = '';
  for (let count = 0; count < 40; count++) {
    socket.write('GET /api/healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await new Promise<void>((resolve) => socket.once('data', (chunk) => ((text += chunk), resolve())));
  }
  socket.end();
  await answer;
  expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(40);
});

it('cuts a body that is too slow, with 408', async () => {
  const { socket, answer } = await dial(await open({ bodyMs: 100 }));
  socket.write(`${signedHead()}${body.slice(0, 10)}`);
  expect(await answer).toMatch(/^HTTP\/1\.1 408 [^]*The body did not arrive within 0\.1 s\.$/);
});

it('cuts headers that are too slow, with 408', async () => {
  const { socket, answer } = await dial(await open({ headersMs: 100 }));
  socket.write('POST /api/webhooks/github HTTP/1.1\r\nhost: x\r\n');
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
});

it('refuses a body of crumbs, chunk by chunk', async () => {
  const { socket, answer } = await dial(await open());
  const chunked = {
    'transfer-encoding': 'chunked',
    'x-hub-signature-256': sign(''),
    'content-type': 'application/json',
  };
  socket.write(head('/api/webhooks/github', chunked));
  socket.write('1\r\nx\r\n'.repeat(2000));
  expect(await answer).toMatch(/^HTTP\/1\.1 400 [^]*The body comes in pieces that are too small\.$/);
});

it('stops reading chunks at the limit', async () => {
  const { socket, answer } = await dial(await open());
  const chunked = { 'transfer-encoding': 'chunked', 'content-type': 'application/json' };
  socket.write(head('/api/testing-farm/results', chunked));
  socket.write(`20000\r\n${'x'.repeat(0x20000)}\r\n`);
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
});

describe('bytes in flight', () => {
  const limits = { bytesInFlight: 6000, bytesInFlightPerAddress: 4000 };

  it('of one address are limited: 503 with Retry-After, and the others are taken', async () => {
    const port = await open(limits);
    const hanging = await dial(port, '127.0.0.2');
    hanging.socket.write(`${signedHead()}${body.slice(0, 2000)}`);
    await holding(port, 2000);
    const { socket, answer } = await dial(port, '127.0.0.2');
    socket.write(signedHead() + body);
    expect(await answer).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 5\r\n[^]*Please send it again later\.$/i);
    const other = await dial(port, '127.0.0.3');
    other.socket.write(signedHead() + body);
    other.socket.once('data', () => other.socket.end());
    expect(await other.answer).toMatch(/^HTTP\/1\.1 202 /);
  });

  it('are free again when a sender gives up', async () => {
    const port = await open(limits);
    const { socket, answer } = await dial(port);
    socket.write(`${signedHead()}${body.slice(0, 2000)}`);
    await holding(port, 2000);
    socket.destroy();
    await answer;
    await holding(port, 0);
    const response = await request(port.url)
      .post('/api/webhooks/github')
      .set({ 'content-type': 'application/json', 'x-hub-signature-256': sign(body), 'x-github-event': 'push' })
      .send(body);
    expect(response.status).toBe(202);
  });

  it('hold up to nothing after many bodies, good and bad', async () => {
    const port = await open(limits);
    for (let times = 0; times < 8; times++) {
      const answers = [body, `${body} `].map((text) =>
        request(port.url)
          .post('/api/webhooks/github')
          .set({ 'content-type': 'application/json', 'x-hub-signature-256': sign(body), 'x-github-event': 'push' })
          .send(text),
      );
      for (const answer of answers) expect([202, 401]).toContain((await answer).status);
    }
    await holding(port, 0);
  });
});

describe('connections', () => {
  it('beyond the limit of an address are told so, with Retry-After; others are served', async () => {
    const port = await open({ connectionsPerAddress: 3 });
    for (let count = 0; count < 3; count++) await dial(port, '127.0.0.2');
    const surplus = await dial(port, '127.0.0.2');
    surplus.socket.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await surplus.answer).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 5\r\n/i);
    expect((await request(port.url).get('/metrics')).status).toBe(200);
  });

  it('beyond the limit in all are told so, but for the question whether the service is there', async () => {
    const port = await open({ connections: 2 });
    for (const local of ['127.0.0.2', '127.0.0.3']) await dial(port, local);
    expect((await request(port.url).get('/metrics')).status).toBe(503);
    expect(await healthy(port)).toBe(200);
  });

  it('count no more when they are closed', async () => {
    const port = await open({ connectionsPerAddress: 1 });
    const { socket, answer } = await dial(port);
    socket.end();
    await answer;
    await figure(port, 'packit_http_connections', 0);
    expect((await request(port.url).get('/metrics').set('connection', 'close')).status).toBe(200);
    await figure(port, 'packit_http_connections', 0);
    expect((await request(port.url).get('/metrics')).status).toBe(200);
  });

  it('of a trusted proxy are not those of one sender; whom it speaks for counts', async () => {
    const port = await open({
      connectionsPerAddress: 1,
      trustedProxies: ['127.0.0.0/8'],
      bytesInFlight: 9000,
      bytesInFlightPerAddress: 4000,
    });
    const forwarded = (from: string) => signedHead().replace('host: x', `host: x\r\nx-forwarded-for: ${from}`);
    const hanging = await dial(port);
    hanging.socket.write(`${forwarded('192.0.2.1')}${body.slice(0, 2000)}`);
    await holding(port, 2000);
    for (const [from, status] of [
      ['192.0.2.1', 503],
      ['192.0.2.2', 202],
    ] as const) {
      const { socket, answer } = await dial(port);
      socket.write(forwarded(from) + body);
      socket.once('data', () => socket.end());
      expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }
  });

  it('of somebody who only says to be forwarded count for the connection', async () => {
    const port = await open({ bytesInFlight: 9000, bytesInFlightPerAddress: 4000 });
    const hanging = await dial(port);
    hanging.socket.write(`${signedHead()}${body.slice(0, 2000)}`);
    await holding(port, 2000);
    const { socket, answer } = await dial(port);
    socket.write(signedHead().replace('host: x', 'host: x\r\nx-forwarded-for: 192.0.2.9') + body);
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /);
  });
});

/** Until so many bytes of bodies are held: what was sent over loopback has arrived, or was let go. */
async function holding(port: HttpWorld, bytes: number): Promise<void> {
  await figure(port, 'packit_http_body_bytes', bytes);
}

async function figure(port: HttpWorld, name: string, value: number): Promise<void> {
  const { registry } = port.app.get(Metrics, { strict: false });
  for (;;) {
    const { values } = await registry.getSingleMetric(name)!.get();
    if (values[0]?.value === value) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

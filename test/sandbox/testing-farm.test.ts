import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sandbox } from '../../sandbox/sandbox.js';

describe('the sandbox Testing Farm', () => {
  let sandbox: Sandbox;
  let callbacks: Server;
  const received: unknown[] = [];

  beforeAll(async () => {
    callbacks = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        received.push(JSON.parse(body));
        response.end('Test results accepted');
      });
    });
    await new Promise<void>((resolve) => callbacks.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => callbacks.close());
  beforeEach(async () => {
    received.length = 0;
    sandbox = await Sandbox.start({ pace: 'manual' });
  });
  afterEach(() => sandbox.close());

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    token: string | undefined = sandbox.testingFarm.tokens.public,
  ) => {
    const answer = await fetch(`${sandbox.testingFarm.service.url}/v0.1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
  };
  const payload = (change: object = {}) => ({
    test: { tmt: { url: 'https://github.com/acme/hello', ref: 'main', path: '.' } },
    environments: [{ arch: 'x86_64', os: { compose: 'Fedora-44' }, variables: { PACKIT_PR_ID: '1' } }],
    notification: {
      webhook: { url: `http://127.0.0.1:${(callbacks.address() as AddressInfo).port}/`, token: 'secret' },
    },
    ...change,
  });
  const state = async (id: unknown) => {
    const { body } = await call('GET', `/requests/${String(id)}`, undefined, '');
    return [body.state, (body.result as { overall: string } | null)?.overall];
  };

  it('runs a request through its states, and calls back at each', async () => {
    const { body: created } = await call('POST', '/requests', payload());
    expect(await state(created.id)).toEqual(['new', undefined]);
    sandbox.timeline.advance(5);
    expect(await state(created.id)).toEqual(['queued', undefined]);
    sandbox.timeline.advance(5);
    expect(await state(created.id)).toEqual(['running', undefined]);
    sandbox.timeline.advance(60);
    expect(await state(created.id)).toEqual(['complete', 'passed']);
    await sandbox.settled({ quietMs: 30 });
    expect(received).toEqual(Array(3).fill({ request_id: created.id, token: 'secret' }));
  });

  it('ends with the result that was decided', async () => {
    sandbox.testingFarm.failTests('Fedora-43');
    const failing = await call(
      'POST',
      '/requests',
      payload({ environments: [{ arch: 'x86_64', os: { compose: 'Fedora-43' } }] }),
    );
    const passing = await call('POST', '/requests', payload());
    const undo = sandbox.testingFarm.breakDown('aarch64');
    const broken = await call(
      'POST',
      '/requests',
      payload({ environments: [{ arch: 'aarch64', os: { compose: 'Fedora-44' } }] }),
    );
    sandbox.timeline.advance(70);
    undo();
    expect(await Promise.all([failing, passing, broken].map(({ body }) => state(body.id)))).toEqual([
      ['complete', 'failed'],
      ['complete', 'passed'],
      ['error', null],
    ]);
  });

  it('cancels: 200, then 204, and 409 when it is over', async () => {
    const { body: created } = await call('POST', '/requests', payload());
    const path = `/requests/${String(created.id)}`;
    expect((await call('DELETE', path, undefined, 'wrong')).status).toBe(401);
    expect((await call('DELETE', path, undefined, sandbox.testingFarm.tokens.redhat)).status).toBe(403);
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { state: 'cancel-requested' } });
    expect((await call('DELETE', path)).status).toBe(204);
    sandbox.timeline.advance(1000);
    expect(await state(created.id)).toEqual(['canceled', undefined]);
    const { body: over } = await call('POST', '/requests', payload());
    sandbox.timeline.advance(1000);
    expect((await call('DELETE', `/requests/${String(over.id)}`)).status).toBe(409);
  });

  it('lists what was made since a time', async () => {
    const { body: created } = await call('POST', '/requests', payload());
    const list = async (after: string) =>
      (await call('GET', `/requests?created_after=${encodeURIComponent(after)}`)).body as unknown as { id: string }[];
    expect((await list(new Date(Date.now() - 60_000).toISOString())).map(({ id }) => id)).toEqual([created.id]);
    expect(await list(new Date(Date.now() + 60_000).toISOString())).toEqual([]);
  });

  it.each([
    ['without environments', { environments: [] }, { environments: expect.anything() as unknown }],
    [
      'with two types of test',
      { test: { tmt: { url: 'https://x.example' }, fmf: { url: 'https://x.example' } } },
      { test: expect.anything() as unknown },
    ],
    [
      'with a number as a variable',
      { environments: [{ arch: 'x86_64', variables: { PACKIT_PR_ID: 1 } }] },
      { environments: { 0: { variables: { PACKIT_PR_ID: expect.anything() as unknown } } } },
    ],
    [
      'with an unknown type of artifact',
      { environments: [{ arch: 'x86_64', artifacts: [{ id: '1', type: 'floppy' }] }] },
      { environments: { 0: { artifacts: expect.anything() as unknown } } },
    ],
    [
      'with a compose it lacks',
      { environments: [{ arch: 'x86_64', os: { compose: 'Fedora-12' } }] },
      { environments: { 0: { os: { compose: 'Unsupported compose Fedora-12' } } } },
    ],
    ['with the old way of naming a key', { api_key: 'x' }, expect.anything() as unknown],
  ])('refuses a request %s', async (_, change, errors) => {
    expect(await call('POST', '/requests', payload(change))).toMatchObject({ status: 400, body: { errors } });
    expect(sandbox.testingFarm.requests()).toEqual([]);
  });

  it('refuses an unknown token and knows no unknown request', async () => {
    expect((await call('POST', '/requests', payload(), 'wrong')).status).toBe(401);
    expect((await call('GET', '/requests/5b6f3c0e-0000-4000-8000-2d4b6f8a0c11')).status).toBe(404);
  });
});

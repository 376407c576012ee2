import { createHash } from 'node:crypto';
import { Operators } from '../../../src/interfaces/http/operators.js';
import { openHttpWorld, type HttpWorld } from '../../support/http-world.js';
import { openInspectedService } from '../../support/inspected-service.js';

const TOKENS = { alice: 'token-of-alice-0123', bob: 'token-of-bob-0123456' };

const operators = new Operators(
  Object.entries(TOKENS).map(([name, token]) => ({ name, sha256: createHash('sha256').update(token).digest('hex') })),
);

describe('operators with tokens of their own', () => {
  let world: HttpWorld;
  beforeEach(async () => {
    world = await openHttpWorld({ operators });
  });
  afterEach(() => world.close());

  const send = (method: string, path: string, token: string, body?: object) =>
    fetch(`${world.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });

  it('are named in what they change, and in what they feed again', async () => {
    const path = '/api/allowlist/github.com/packit';
    expect((await send('PUT', path, TOKENS.alice, { status: 'denied' })).status).toBe(204);
    expect((await send('DELETE', path, TOKENS.bob)).status).toBe(204);
    const delivery = { source: 'github', id: '1', event: 'push', body: { ref: 'x' } };
    expect((await send('POST', '/api/deliveries', TOKENS.bob, delivery)).status).toBe(202);
    expect(
      world.store.log.map(({ type, data, metadata }) => [type, (data as { by?: string }).by, metadata.actor]),
    ).toEqual([
      ['NamespaceDenied', 'alice', 'alice'],
      ['NamespaceRemoved', 'bob', 'bob'],
      ['DeliveryReceived', undefined, 'bob'],
    ]);
  });

  it('are nobody with a name, a digest or a part of a token', async () => {
    const digest = createHash('sha256').update(TOKENS.alice).digest('hex');
    for (const wrong of ['alice', `alice=${TOKENS.alice}`, digest, `sha256:${digest}`, TOKENS.alice.slice(0, -1), 'x'])
      expect((await send('PUT', '/api/allowlist/github.com/packit', wrong, { status: 'denied' })).status).toBe(401);
    expect(world.store.log).toEqual([]);
  });

  it('hear of a wrong token when they read', async () => {
    expect((await send('GET', '/api/allowlist', 'token-of-nobody-0123')).status).toBe(401);
    expect((await fetch(`${world.url}/api/allowlist`, { headers: { authorization: 'Basic YTpi' } })).status).toBe(200);
  });
});

describe('READ_ACCESS=token', () => {
  it('closes every read but the one of load balancers', async () => {
    const service = await openInspectedService('', {
      READ_ACCESS: 'token',
      ADMIN_TOKENS: `alice=${TOKENS.alice}`,
    });
    try {
      const authorization = `Bearer ${TOKENS.alice}`;
      const described = await fetch(`${service.url}/api/swagger.json`, { headers: { authorization } });
      const { paths } = (await described.json()) as { paths: Record<string, Record<string, unknown>> };
      const reads = Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []));
      expect(reads).toEqual(
        expect.arrayContaining(['/metrics', '/api/deliveries', '/api/events/stream', '/api/explain']),
      );
      const odd = [
        '/api/swagger.json',
        '/api/docs',
        '/nothing',
        '/api/healthz/../deliveries',
        '//api/deliveries',
        '/API/deliveries',
      ];
      for (const path of [...reads, ...odd].filter((each) => each !== '/api/healthz'))
        for (const method of ['GET', 'HEAD'])
          expect([path, method, (await fetch(`${service.url}${path}`, { method })).status]).toEqual([
            path,
            method,
            401,
          ]);
      expect((await fetch(`${service.url}/api/healthz`)).status).toBe(200);
      expect((await fetch(`${service.url}/api/deliveries`, { headers: { authorization } })).status).toBe(200);
      expect((await fetch(`${service.url}/metrics`, { headers: { authorization } })).status).toBe(200);
      const webhook = await fetch(`${service.url}/api/webhooks/github`, {
        method: 'POST',
        body: '{"zen":1,"hook_id":1,"hook":1}',
      });
      expect(await webhook.text()).toBe('X-Hub-Signature-256 not in request.headers');
    } finally {
      await service.close();
    }
  });
});

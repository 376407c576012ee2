import { createHmac } from 'node:crypto';
import request from 'supertest';
import { TransientFailure } from '../../../src/application/ports/failure.js';
import { githubSecret, openHttpWorld, type HttpWorld, type HttpWorldOptions } from '../../support/http-world.js';

let world: HttpWorld;
const open = async (options?: HttpWorldOptions) => {
  await world?.close();
  world = await openHttpWorld(options);
};
beforeEach(() => open());
afterAll(() => world.close());

const sign = (body: string | Buffer) => `sha256=${createHmac('sha256', githubSecret).update(body).digest('hex')}`;
const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await request(world.url)
    .post('/api/webhooks/github')
    .set({ 'content-type': 'application/json', ...headers })
    .serialize((data: unknown) => data as string)
    .send(body as string);
  return [response.status, response.text] as const;
};
const signed = (body: string | Buffer, headers: Record<string, string> = {}) =>
  post(body, { 'x-hub-signature-256': sign(body), 'x-github-event': 'push', 'x-github-delivery': 'd1', ...headers });

const body = '{"ref": "refs/heads/main", "name": "č"}';
const accepted = [202, 'Webhook accepted. We thank you, Github.'];
const noData = [400, "We haven't received any JSON data."];
const ping = '{"zen": "Design for failure.", "hook_id": 1, "hook": {"type": "App"}}';

describe('a signed delivery', () => {
  it('is stored verbatim before it is answered', async () => {
    expect(await signed(body)).toEqual(accepted);
    expect(world.store.log).toMatchObject([
      {
        stream: 'delivery-github-d1',
        type: 'DeliveryReceived',
        data: {
          source: 'github',
          event: 'push',
          subject: 'github:push',
          body: { text: body },
          covers: { by: 'forge', forge: 'github', hosts: ['github.com'], namespace: null, repo: null, body: true },
        },
        metadata: { $correlationId: 'delivery-github-d1' },
      },
    ]);
  });

  it('is stored once, however often and however simultaneously it comes', async () => {
    expect(await Promise.all(Array.from({ length: 8 }, () => signed(body)))).toEqual(Array(8).fill(accepted));
    expect(await signed('{"another": "body"}')).toEqual(accepted);
    expect(world.store.log).toHaveLength(1);
  });

  it('of an unknown event is stored like any other', async () => {
    expect(await signed(body, { 'x-github-event': 'sponsorship' })).toEqual(accepted);
    expect(world.store.log).toMatchObject([{ data: { event: 'sponsorship' } }]);
  });

  it('without an event is stored, and its sender hears that nothing follows', async () => {
    const headers = { 'x-hub-signature-256': sign(body), 'x-github-delivery': 'd2' };
    expect(await post(body, headers)).toEqual([202, "Thanks but we don't care about this event"]);
    expect(world.store.log).toMatchObject([{ stream: 'delivery-github-d2', data: { event: '' } }]);
  });

  it.each([
    ['pull_request', { action: 'closed' }, false],
    ['pull_request', { action: 'labeled' }, true],
    ['push', { deleted: true }, false],
    ['push', { deleted: false }, true],
    ['check_suite', { action: 'rerequested' }, true],
    ['check_suite', { action: 'completed' }, false],
    ['release', { action: 'edited' }, false],
    ['installation', { action: 'suspend' }, true],
  ])('of %s with %j is stored, and its sender hears whether anything may follow: %s', async (event, fields, may) => {
    const answer = await signed(JSON.stringify(fields), { 'x-github-event': event });
    expect(answer).toEqual(may ? accepted : [202, "Thanks but we don't care about this event"]);
    expect(world.store.log).toHaveLength(1);
  });

  it('without an id is known again by its event and body', async () => {
    const send = (event: string, text: string) =>
      post(text, { 'x-hub-signature-256': sign(text), 'x-github-event': event });
    for (const [event, text] of [
      ['push', body],
      ['push', body],
      ['deployment', body],
      ['push', '{"a": 1}'],
    ] as const)
      expect(await send(event, text)).toEqual(accepted);
    expect(world.store.log).toHaveLength(3);
  });

  it('with an id that cannot name a stream is known again by it', async () => {
    for (const id of ['$all', '$all', 'a/b c'])
      expect(await signed(body, { 'x-github-delivery': id })).toEqual(accepted);
    expect([...world.store.streams.keys()]).toEqual([
      expect.stringMatching(/^delivery-github-[0-9a-f]{64}$/),
      expect.stringMatching(/^delivery-github-[0-9a-f]{64}$/),
    ]);
  });

  it('that cannot be stored is answered 503, and stored when it comes again', async () => {
    world.store.failure = new TransientFailure('no connection', { service: 'store', kind: 'network' });
    expect((await signed(body))[0]).toBe(503);
    world.store.failure = undefined;
    expect(await signed(body)).toEqual(accepted);
    expect(world.store.log).toHaveLength(1);
  });

  it('over 256 KiB goes into a blob that gives it back', async () => {
    const big = JSON.stringify({ noise: 'čaj '.repeat(70_000) });
    expect(await signed(big)).toEqual(accepted);
    const [received] = await world.store.readStream('delivery-github-d1');
    const { blob } = (received!.data as { body: { blob: { digest: string; bytes: number } } }).body;
    expect(blob.bytes).toBe(Buffer.byteLength(big));
    expect(await world.blobs.get(blob)).toBe(big);
  });

  it('of 25 MB is taken, over 25 MiB refused with 413', async () => {
    expect(await signed(JSON.stringify({ pad: 'x'.repeat(25_000_000) }))).toEqual(accepted);
    const [status, text] = await signed(JSON.stringify({ pad: 'x'.repeat(25 * 1024 * 1024) }));
    expect([status, text]).toEqual([413, expect.stringContaining('too large')]);
  }, 30_000);
});

describe('what is no delivery', () => {
  afterEach(() => expect(world.store.log).toEqual([]));

  it.each(['', '{}', '[]', '""', '0', 'false', 'null'])('%j says nothing: 400', async (text) => {
    expect(await signed(text)).toEqual(noData);
  });

  it('a signed ping is answered, one that is not signed is not even parsed', async () => {
    expect(await signed(ping)).toEqual([200, 'Pong!']);
    expect(await post(ping, { 'x-hub-signature-256': 'sha256=0' })).toEqual([
      401,
      'Payload signature validation failed.',
    ]);
    expect(await post(ping)).toEqual([401, 'X-Hub-Signature-256 not in request.headers']);
  });

  it.each([
    ['text', 'hello', /^The body is not JSON: /],
    ['a truncated body', body.slice(0, -1), /^The body is not JSON: /],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), /^The body is not UTF-8\.$/],
    ['a hundred thousand brackets', '['.repeat(100_000), /^The body is nested deeper than 100 levels\.$/],
    ['deep objects', `${'{"a":'.repeat(101)}1${'}'.repeat(101)}`, /nested deeper/],
  ])('%s is refused with 400', async (_, bytes, expected) => {
    expect(await signed(bytes)).toEqual([400, expect.stringMatching(expected)]);
  });

  it('a form is refused with 415', async () => {
    expect(await signed('payload=%7B%7D', { 'content-type': 'application/x-www-form-urlencoded' })).toEqual([
      415,
      'Only JSON is taken: set the content type of the webhook to application/json.',
    ]);
  });

  const mismatch = [401, 'Payload signature validation failed.'];
  it.each([
    ['of another body', sign('{"a": 1}'), mismatch],
    ['cut', sign(body).slice(0, -1), mismatch],
    ['in capitals', sign(body).toUpperCase(), mismatch],
    ['without content', 'sha256=', mismatch],
    ['without a sign', 'nonsense', mismatch],
    ['empty', '', [401, 'X-Hub-Signature-256 not in request.headers']],
  ])('a signature %s is refused', async (_, signature, expected) => {
    expect(await post(body, { 'x-hub-signature-256': signature, 'x-github-event': 'push' })).toEqual(expected);
  });

  it.each(['', '{}', 'hello', '['.repeat(100_000), 'payload=%7B%7D'])(
    '%.10j without a right signature is 401',
    async (text) => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
        const headers = { 'content-type': type };
        expect((await post(text, headers))[0]).toBe(401);
        expect((await post(text, { ...headers, 'x-hub-signature-256': sign(`${text}.`) }))[0]).toBe(401);
      }
    },
  );

  it('a missing signature is refused, also beside one in SHA-1', async () => {
    const sha1 = `sha1=${createHmac('sha1', githubSecret).update(body).digest('hex')}`;
    expect(await post(body, { 'x-hub-signature': sha1 })).toEqual([401, 'X-Hub-Signature-256 not in request.headers']);
  });

  it('without a secret in the configuration nothing is right', async () => {
    await open({ secrets: { github: '' } });
    expect(await signed(body)).toEqual([401, "'webhook_secret' not specified in the config."]);
  });
});

describe('a signature made elsewhere', () => {
  const known = '{"zen": "Keep it logically awesome."}';

  it('is recognised over the bytes as they came', async () => {
    const signature = 'sha256=7884c9fc5f880c17920b2066e85aae7b57489505a16aa9b56806a924df78f846';
    expect((await post(known, { 'x-hub-signature-256': signature }))[0]).toBe(202);
    expect((await post(known.replace(': ', ':'), { 'x-hub-signature-256': signature }))[0]).toBe(401);
  });
});

describe('brackets in strings', () => {
  it('do not count as depth', async () => {
    expect(await signed(JSON.stringify({ a: '['.repeat(500), b: '\\"[{'.repeat(500), c: '\\' }))).toEqual(accepted);
  });
});

describe('validate_webhooks: false', () => {
  it('takes what is not signed and still checks what is', async () => {
    await open({ secrets: { validate: false } });
    expect(await post(body, { 'x-github-event': 'push' })).toEqual(accepted);
    expect(await post(body, { 'x-hub-signature-256': 'sha256=0' })).toEqual([
      401,
      'Payload signature validation failed.',
    ]);
    expect(world.store.log).toHaveLength(1);
  });
});

import type { TestingFarmSubmission } from '../../../src/application/ports/testing-farm.js';
import { TestingFarmClient } from '../../../src/infrastructure/testing-farm/testing-farm-client.js';
import { ManualClock } from '../../support/manual-clock.js';
import { LARGEST_ANSWER } from '../../../src/infrastructure/shared/fetch-with-limits.js';
import { ranchTokens, TestingFarmServer } from '../../support/testing-farm-server.js';

const webhookToken = 'what-callbacks-must-carry';
const submission: TestingFarmSubmission = {
  key: 'testRun-0001',
  ranch: 'public',
  request: {
    test: { tmt: { url: 'https://github.com/bob/hello', ref: 'b'.repeat(40) } },
    environments: [
      { arch: 'x86_64', os: { compose: 'Fedora-43' }, variables: { PACKIT_PR_ID: 42, EMPTY: undefined } },
      { arch: 'aarch64' },
    ],
  },
  mayExist: false,
  since: '2026-01-05T12:00:00.000Z',
};

let server: TestingFarmServer;
let clock: ManualClock;
let farm: TestingFarmClient;
const open = (options: Partial<ConstructorParameters<typeof TestingFarmClient>[0]> = {}) =>
  new TestingFarmClient({
    baseUrl: `${server.url}/v0.1`,
    tokens: ranchTokens,
    publicUrl: 'https://packit.example/',
    webhookToken,
    clock,
    timeoutMs: 1_000,
    ...options,
  });

beforeEach(async () => {
  server = await new TestingFarmServer().start();
  clock = new ManualClock(new Date(submission.since));
  server.now = () => clock.now();
  farm = open();
});
afterEach(() => server.stop());

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

describe('submitting', () => {
  it('adds the callback and the key, and makes every variable a text', async () => {
    expect(await farm.submit(submission)).toEqual({ outcome: 'accepted', requestId: 'request-1' });
    expect(server.requests.get('request-1')?.body).toEqual({
      test: submission.request.test,
      environments: [
        {
          arch: 'x86_64',
          os: { compose: 'Fedora-43' },
          variables: { PACKIT_PR_ID: '42', PACKIT_TEST_RUN_ID: 'testRun-0001' },
        },
        { arch: 'aarch64' },
      ],
      notification: { webhook: { url: 'https://packit.example/api/testing-farm/results', token: webhookToken } },
    });
  });

  it('uses the token of the ranch, and needs one', async () => {
    await farm.submit({ ...submission, ranch: 'redhat' });
    expect(server.requests.get('request-1')?.ranch).toBe('redhat');
    const failure = await failureOf(open({ tokens: { public: 'x' } }).submit({ ...submission, ranch: 'redhat' }));
    expect(failure).toMatchObject({ name: 'PermanentFailure', kind: 'unauthorized' });
  });

  it('finds the request of an attempt whose answer was lost', async () => {
    await farm.submit({ ...submission, key: 'testRun-0000' });
    await farm.submit(submission);
    expect(await farm.submit({ ...submission, mayExist: true })).toEqual({
      outcome: 'accepted',
      requestId: 'request-2',
    });
    expect(await farm.submit({ ...submission, key: 'testRun-9', mayExist: true })).toMatchObject({
      requestId: 'request-3',
    });
  });

  it('looks for a request by its key without making one', async () => {
    const { key, ranch, since } = submission;
    expect(await farm.findRequest({ key, ranch, since })).toBeUndefined();
    await farm.submit(submission);
    expect(await farm.findRequest({ key, ranch, since })).toBe('request-1');
    expect(await farm.findRequest({ key: `${key}0`, ranch, since })).toBeUndefined();
    expect(server.requests.size).toBe(1);
  });

  it('looks only through requests of its own token, and since the first attempt', async () => {
    const { key, ranch, since } = submission;
    await farm.findRequest({ key, ranch, since });
    const [listing] = server.calls('GET', /requests$/);
    expect(Object.fromEntries(listing!.query)).toEqual({
      created_after: '2026-01-05T11:50:00',
      created_before: '2026-01-05T12:10:00',
      ranch: 'public',
      token_id: 'token-public',
    });
    await farm.findRequest({ key, ranch, since });
    expect(server.calls('GET', /whoami$/)).toHaveLength(1);
  });

  it('looks through the requests of all where the server does not say whose token it is', async () => {
    server.knowsTokens = false;
    const { key, ranch, since } = submission;
    await farm.submit(submission);
    expect(await farm.findRequest({ key, ranch, since })).toBe('request-1');
    expect(server.calls('GET', /requests$/)[0]?.query.has('token_id')).toBe(false);
  });

  it('stops a listing at the request that it looks for', async () => {
    const { key, ranch, since } = submission;
    const listed = (id: string, run: string) =>
      JSON.stringify({
        id,
        environments_requested: [{ variables: { PACKIT_TEST_RUN_ID: run, blank: ' '.repeat(60_000) } }],
      });
    function* everybody(): Generator<Uint8Array> {
      yield Buffer.from(`[${listed('a', 'testRun-0000')},${listed('b', key)}`);
      for (;;) yield Buffer.from(`,${listed('c', 'testRun-9')}`);
    }
    server.failNext({ pieces: everybody() }, ({ path }) => path.endsWith('/requests'));
    expect(await farm.findRequest({ key, ranch, since })).toBe('b');
    expect(server.sent).toBeLessThan(LARGEST_ANSWER / 2);
  });

  it('halves the time of a listing that is too long, and gives up in the end', async () => {
    const { key, ranch, since } = submission;
    function* all(): Generator<Uint8Array> {
      yield Buffer.from('[');
      for (const piece = Buffer.from(`{"id":"x"${' '.repeat(100_000)}},`); ;) yield piece;
    }
    const isListing = ({ path }: { path: string }) => path.endsWith('/requests');
    const slow = open({ timeoutMs: 30_000 });
    await slow.submit(submission);
    for (let n = 0; n < 2; n++) server.failNext({ pieces: all() }, isListing);
    expect(await slow.findRequest({ key, ranch, since })).toBe('request-1');
    expect(server.calls('GET', /requests$/).map(({ query }) => query.get('created_after'))).toEqual([
      '2026-01-05T11:50:00',
      '2026-01-05T12:00:00',
      '2026-01-05T12:05:00',
      '2026-01-05T12:00:00',
    ]);
    for (let n = 0; n < 100; n++) server.failNext({ pieces: all() }, isListing);
    server.received.length = 0;
    expect(await failureOf(slow.findRequest({ key, ranch, since }))).toMatchObject({ kind: 'too-large' });
    expect(server.received.length).toBeLessThan(8);
  });

  it('submits where the server cannot list requests', async () => {
    server.hasListing = false;
    expect(await farm.submit({ ...submission, mayExist: true })).toMatchObject({ outcome: 'accepted' });
  });

  it('does not submit while it is unknown whether it did already', async () => {
    server.failNext({ status: 502, text: 'Bad Gateway' }, ({ path }) => path.endsWith('/requests'));
    expect(await failureOf(farm.submit({ ...submission, mayExist: true }))).toMatchObject({ kind: 'server' });
    expect(server.requests.size).toBe(0);
  });

  it.each([400, 422])('hands on the errors of a refusal with %s', async (status) => {
    const errors = { environments: { 0: { arch: 'Unsupported architecture' } } };
    server.failNext({ status, json: { message: 'Invalid request', errors } });
    expect(await farm.submit(submission)).toEqual({ outcome: 'refused', errors });
  });

  it('names the HTTP reason of any other refusal', async () => {
    server.failNext({ status: 418, reason: 'No Coffee Today', json: {} });
    const failure = await failureOf(farm.submit(submission));
    expect(failure).toMatchObject({ name: 'PermanentFailure', status: 418, reason: 'No Coffee Today' });
  });

  it.each([
    ['500', { status: 500, json: { errors: 'internal' } }, 'server'],
    ['429', { status: 429, json: {}, headers: { 'retry-after': '7' } }, 'rate-limited'],
    ['a web page', { status: 200, text: '<html>' }, 'unreadable'],
    ['a web page as refusal', { status: 403, text: '<html>' }, 'unreadable'],
    ['an answer without id', { status: 200, json: {} }, 'unreadable'],
    ['a cut connection', 'reset', 'network'],
    ['silence', 'hang', 'timeout'],
  ] as const)('%s may pass', async (_name, reaction, kind) => {
    server.failNext(reaction);
    const failure = await failureOf(farm.submit(submission));
    expect(failure).toMatchObject({ name: 'TransientFailure', kind });
    if (kind === 'rate-limited') expect(failure).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('refuses a request without environments before anything is sent', async () => {
    const failure = await failureOf(farm.submit({ ...submission, request: { test: {}, environments: [] } }));
    expect(failure).toMatchObject({ name: 'PermanentFailure', kind: 'invalid' });
    expect(server.received).toEqual([]);
  });

  it('shows neither token in a failure', async () => {
    server.failNext({ status: 400, json: { message: `${ranchTokens.public} ${webhookToken}` } });
    const failure = (await failureOf(farm.submit(submission))) as Error;
    const shown = JSON.stringify({ ...failure, message: failure.message });
    expect(shown).not.toContain(ranchTokens.public);
    expect(shown).not.toContain(webhookToken);
  });
});

describe('requests', () => {
  it('are read while everything is null still', async () => {
    await farm.submit(submission);
    expect(await farm.getRequest('request-1')).toEqual({
      requestId: 'request-1',
      state: 'new',
      overall: null,
      summary: null,
      artifactsUrl: null,
      testUrl: 'https://github.com/bob/hello',
    });
    expect(await farm.getRequest('unknown')).toBeUndefined();
  });

  it('are read when they are over, and when the service broke', async () => {
    await farm.submit(submission);
    const stored = server.requests.get('request-1');
    Object.assign(stored ?? {}, {
      state: 'complete',
      result: { overall: 'failed', summary: null, xunit: null },
      run: { artifacts: 'https://artifacts.example/1' },
    });
    expect(await farm.getRequest('request-1')).toMatchObject({
      overall: 'failed',
      artifactsUrl: 'https://artifacts.example/1',
    });
    Object.assign(stored ?? {}, { state: 'error', result: null });
    expect(await farm.getRequest('request-1')).toMatchObject({ overall: null, summary: 'tf-tmt/dispatch-1' });
  });

  it('are read with the tests under tmt as well', async () => {
    server.failNext({ json: { id: 'x', state: 'queued', test: { tmt: { url: 'https://git/x' } } } });
    expect(await farm.getRequest('x')).toMatchObject({ state: 'queued', testUrl: 'https://git/x' });
  });

  it('are cancelled once, and those that are over count as cancelled', async () => {
    await farm.submit(submission);
    await farm.cancel('request-1', 'public');
    expect(server.requests.get('request-1')?.state).toBe('cancel-requested');
    await farm.cancel('request-1', 'public');
    Object.assign(server.requests.get('request-1') ?? {}, { state: 'complete' });
    await farm.cancel('request-1', 'public');
    await farm.cancel('unknown', 'public');
    expect(await failureOf(farm.cancel('request-1', 'redhat'))).toMatchObject({ kind: 'forbidden' });
  });
});

describe('composes', () => {
  it('are asked for once in five minutes a ranch, and kept while Testing Farm is away', async () => {
    expect(await farm.composes('public')).toEqual(['Fedora-43', 'CentOS-Stream-(8|9|10)']);
    await farm.composes('public');
    await farm.composes('redhat');
    expect(server.received.map(({ path }) => path)).toEqual(['/v0.1/composes/public', '/v0.1/composes/redhat']);
    server.composes = ['Fedora-44'];
    clock.advance(300_001);
    server.failNext('reset');
    expect(await farm.composes('public')).toHaveLength(2);
    clock.advance(60_001);
    expect(await farm.composes('public')).toEqual(['Fedora-44']);
  });
});

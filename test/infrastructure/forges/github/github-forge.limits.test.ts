import { PermanentFailure, TransientFailure } from '../../../../src/application/ports/failure.js';
import type { CheckContent, ForgeProject } from '../../../../src/application/ports/forge.js';
import { ConditionalFetch } from '../../../../src/infrastructure/forges/github/conditional-fetch.js';
import { GitHubForge } from '../../../../src/infrastructure/forges/github/github-forge.js';
import { fetchWithLimits } from '../../../../src/infrastructure/shared/fetch-with-limits.js';
import { APP_ID, appKey, GitHubServer } from '../../../support/github-server.js';
import { ManualClock } from '../../../support/manual-clock.js';

const hello: ForgeProject = { host: 'github.com', namespace: 'acme', repo: 'hello' };
const sha = 'b'.repeat(40);
const check: CheckContent = {
  name: 'rpm-build:fedora-43-x86_64',
  commitSha: sha,
  state: 'pending',
  title: 'Task was accepted.',
  summary: 'Waiting.',
  detailsUrl: 'https://dashboard.example/jobs/copr/1',
  externalId: 'attempt-1',
};

let server: GitHubServer;
let clock: ManualClock;
let forge: GitHubForge;
const open = (options: Partial<ConstructorParameters<typeof GitHubForge>[0]> = {}) =>
  new GitHubForge({
    baseUrl: server.url,
    appId: APP_ID,
    privateKey: appKey.pkcs1,
    clock,
    timeoutMs: 1_000,
    ...options,
  });

beforeEach(async () => {
  server = await new GitHubServer().start();
  clock = new ManualClock();
  forge = open();
});
afterEach(() => server.stop());

const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

describe('when GitHub is not itself', () => {
  const isBranch = ({ path }: { path: string }) => path.includes('/branches/');
  const ask = () => failureOf(forge.branchHead(hello, 'main'));

  it.each([
    ['500', { status: 500, json: { message: 'oops' } }, 'server'],
    ['a web page', { status: 200, text: '<html>busy</html>', headers: { 'content-type': 'text/html' } }, 'unreadable'],
    ['half an answer', { status: 200, json: { name: 'main' } }, 'unreadable'],
    [
      'a web page as 404',
      { status: 404, text: '<html>no</html>', headers: { 'content-type': 'text/html' } },
      'unreadable',
    ],
    ['a cut connection', 'reset', 'network'],
    ['silence', 'hang', 'timeout'],
  ] as const)('%s may pass', async (_name, reaction, kind) => {
    server.failNext(reaction, isBranch);
    const failure = await ask();
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure).toMatchObject({ kind });
    expect(await forge.branchHead(hello, 'main')).toBe('a'.repeat(40));
  });

  it('a server that is down may come back', async () => {
    const { url } = server;
    await server.stop();
    const failure = await ask();
    expect(failure).toMatchObject({ name: 'TransientFailure', kind: 'network' });
    await server.start(Number(new URL(url).port));
    expect(await forge.branchHead(hello, 'main')).toBe('a'.repeat(40));
  });

  it('waits out a secondary limit without asking in between', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    server.failNext({ status: 403, json: { message }, headers: { 'retry-after': '90' } }, isBranch);
    expect(await ask()).toMatchObject({ name: 'TransientFailure', kind: 'rate-limited', retryAfterMs: 90_000 });
    const calls = server.received.length;
    clock.advance(30_000);
    expect(await ask()).toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
    expect(server.received).toHaveLength(calls);
    clock.advance(60_001);
    expect(await forge.branchHead(hello, 'main')).toBe('a'.repeat(40));
  });

  it('waits until the primary limit is reset', async () => {
    const reset = Math.ceil(clock.now().getTime() / 1000) + 600;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    server.failNext({ status: 403, json: { message: 'API rate limit exceeded' }, headers }, isBranch);
    const failure = (await ask()) as TransientFailure;
    expect(failure.kind).toBe('rate-limited');
    expect(failure.retryAfterMs).toBeGreaterThan(599_000);
    expect(failure.retryAfterMs).toBeLessThan(603_000);
  });

  it('a refusal that is no limit is final', async () => {
    server.failNext(
      { status: 403, json: { message: 'Resource not accessible' }, headers: { 'x-ratelimit-remaining': '9' } },
      isBranch,
    );
    expect(await ask()).toBeInstanceOf(PermanentFailure);
  });

  it('shows no token in a failure', async () => {
    await forge.branchHead(hello, 'main');
    const token = /Bearer (.*)/.exec(server.received.at(-1)?.headers.authorization ?? '')?.[1] ?? '';
    server.failNext({ status: 500, json: { message: `you sent ${token}` } }, isBranch);
    const failure = (await ask()) as TransientFailure;
    expect(JSON.stringify({ ...failure, message: failure.message, cause: failure.cause })).not.toContain(token);
  });
});

describe('bursts', () => {
  it('lets a burst out at once, and turns away what would queue for long', async () => {
    forge = open({ limits: { burst: 30, waitingWrites: 5 } });
    const names = Array.from({ length: 45 }, (_, index) => `check ${index}`);
    const outcomes = names.map((name) => forge.createCheck(hello, { ...check, name }, { mayExist: false }));
    const settled = Promise.allSettled(outcomes);
    const failures = (await Promise.all(outcomes.slice(35).map(failureOf))) as (TransientFailure | undefined)[];
    expect(failures.filter((failure) => failure?.kind === 'rate-limited').length).toBeGreaterThanOrEqual(5);
    expect(failures.find((failure) => failure)?.retryAfterMs).toBeGreaterThan(1_000);
    await settled;
    expect(server.checks.length).toBeGreaterThanOrEqual(30);
  }, 20_000);
});

describe('memory for ETags', () => {
  const asked = () => server.received.map(({ headers }) => headers['if-none-match'] !== undefined);

  it('has bounds: what was not asked for the longest goes first', async () => {
    const { fetch } = new ConditionalFetch(fetchWithLimits(), 1_600);
    server.on('GET', /^\/repos\/x\/y\/contents\/(\w)$/, (request, name = '') => {
      const headers = { etag: `"${name}"`, 'content-type': 'text/plain' };
      return request.headers['if-none-match'] === `"${name}"` ? { status: 304, headers } : { text: name, headers };
    });
    const read = async (name: string) =>
      (await fetch(`${server.url}/repos/x/y/contents/${name}`, { method: 'GET' })).text();
    expect([
      await read('a'),
      await read('b'),
      await read('a'),
      await read('c'),
      await read('a'),
      await read('b'),
    ]).toEqual(['a', 'b', 'a', 'c', 'a', 'b']);
    expect(asked()).toEqual([false, false, true, false, true, false]);
  });

  it('keeps no answer that is too big for it', async () => {
    const { fetch } = new ConditionalFetch(fetchWithLimits(), 100);
    server.on('GET', /^\/repos\/x\/y\/branches\/main$/, () => ({ text: 'x'.repeat(200), headers: { etag: '"1"' } }));
    const read = async () => (await fetch(`${server.url}/repos/x/y/branches/main`, { method: 'GET' })).text();
    expect((await read()) + (await read())).toHaveLength(400);
    expect(asked()).toEqual([false, false]);
  });
});

it('lists a root of thousands of files through the tree, because the folder listing ends at 1000', async () => {
  for (let n = 0; n < 1_200; n++) server.files.set(`file-${n}`, Buffer.from(''));
  server.folderListingEnds = 1_000;
  expect(await forge.listRoot(hello, sha)).toHaveLength(1_201);
});

import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../../src/application/ports/clock.js';
import { fetchReleases } from '../../../src/infrastructure/bodhi/bodhi-releases.js';
import { CoprClient } from '../../../src/infrastructure/copr/copr-client.js';
import { FasjsonAccounts } from '../../../src/infrastructure/fasjson/fasjson-accounts.js';
import { GitHubForge } from '../../../src/infrastructure/forges/github/github-forge.js';
import { LARGEST_ANSWER } from '../../../src/infrastructure/shared/fetch-with-limits.js';
import { HttpClient } from '../../../src/infrastructure/shared/http-client.js';
import { TestingFarmClient } from '../../../src/infrastructure/testing-farm/testing-farm-client.js';
import { LoopbackServer, type Answer } from '../../support/loopback-server.js';

const clock: Clock = { now: () => new Date(), sleep: async () => undefined };
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const project = { host: 'github.com', namespace: 'acme', repo: 'hello' };
const sha = 'a'.repeat(40);
const check = { name: 'rpm', commitSha: sha, state: 'success', title: 't', summary: 's', externalId: '1' } as const;

let server: LoopbackServer;
let elsewhere: LoopbackServer;
beforeEach(async () => {
  server = await new LoopbackServer().start();
  elsewhere = await new LoopbackServer().on('GET', /./, () => ({ json: {} })).start();
});
afterEach(async () => {
  await server.stop();
  await elsewhere.stop();
});

function github(timeoutMs = 20_000): GitHubForge {
  server.on('GET', /^\/repos\/acme\/hello\/installation$/, () => ({ json: { id: 7 } }));
  server.on('POST', /access_tokens$/, () => ({
    json: { token: 'ghs_0123456789', expires_at: '2999-01-01T00:00:00Z' },
  }));
  return new GitHubForge({ baseUrl: server.url, appId: '1', privateKey: pem, clock, timeoutMs });
}

/** One call of each adapter, and the path that it asks. */
const calls: Record<string, { path: RegExp; ask: (timeoutMs?: number) => Promise<unknown> }> = {
  Copr: {
    path: /^\/api_3\/project\//,
    ask: (timeoutMs) =>
      new CoprClient({ baseUrl: server.url, owner: 'packit', clock, timeoutMs }).getProject('packit', 'hello'),
  },
  'Testing Farm': {
    path: /^\/v0\.1\/requests\/1$/,
    ask: (timeoutMs) => farm(timeoutMs).getRequest('1'),
  },
  'Testing Farm, a list': {
    path: /^\/v0\.1\/requests$/,
    ask: (timeoutMs) => farm(timeoutMs).findRequest({ key: 'k', ranch: 'public', since: new Date().toISOString() }),
  },
  FASJSON: {
    path: /^\/v1\/users\/bob\/$/,
    ask: (timeoutMs) => new FasjsonAccounts({ baseUrl: server.url, timeoutMs }).find('bob'),
  },
  Bodhi: {
    path: /^\/releases\/$/,
    ask: (timeoutMs) => fetchReleases(new HttpClient({ service: 'Bodhi', baseUrl: server.url, timeoutMs })),
  },
  GitHub: { path: /\/branches\/main$/, ask: (timeoutMs) => github(timeoutMs).branchHead(project, 'main') },
  'GitHub, a check': {
    path: /\/check-runs\/5$/,
    ask: (timeoutMs) => github(timeoutMs).updateCheck(project, { checkId: '5' }, check),
  },
  'GitHub, comments': {
    path: /\/issues\/5\/comments$/,
    ask: (timeoutMs) => github(timeoutMs).newestComment(project, { on: 'pull_request', number: 5 }, () => false),
  },
  'GitHub, a file': {
    path: /\/contents\/packit\.yaml$/,
    ask: (timeoutMs) => github(timeoutMs).readFile(project, 'packit.yaml', sha),
  },
};

function farm(timeoutMs?: number): TestingFarmClient {
  return new TestingFarmClient({
    baseUrl: `${server.url}/v0.1`,
    tokens: { public: 'token-of-the-ranch' },
    publicUrl: 'https://packit.example',
    webhookToken: 'webhook-token',
    clock,
    timeoutMs,
  });
}

const everywhere = Object.keys(calls);
/** Of files only the beginning is read. */
const documents = everywhere.filter((name) => name !== 'GitHub, a file');
const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error as Error);

function answering(name: string, answer: () => Answer): void {
  for (const method of ['GET', 'PATCH']) server.on(method, calls[name]!.path, answer);
}

const MEBIBYTE = 1024 * 1024;

function* withoutEnd(begin: string, piece: string): Generator<Uint8Array> {
  yield Buffer.from(begin);
  for (const bytes = Buffer.from(piece.repeat(MEBIBYTE / piece.length)); ;) yield bytes;
}

it.each(documents)('%s: an answer without end is left after 32 MiB, and says so', async (name) => {
  answering(name, () => ({ pieces: withoutEnd('[{"id":"', 'x'), headers: rawFor(name) }));
  const failure = await failureOf(calls[name]!.ask());
  expect(failure).toMatchObject({ name: 'TransientFailure', kind: 'too-large' });
  // What the network holds on the way comes on top.
  const asked = server.received.filter(({ path }) => calls[name]!.path.test(path)).length;
  expect(asked).toBeLessThanOrEqual(6);
  expect(server.sent / asked).toBeLessThan(LARGEST_ANSWER + 16 * MEBIBYTE);
});

it.each(documents)('%s: what a small answer unpacks to counts', async (name) => {
  const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE, ' '));
  expect(bomb.length).toBeLessThan(MEBIBYTE);
  answering(name, () => ({ pieces: [bomb], headers: { ...rawFor(name), 'content-encoding': 'gzip' } }));
  expect(await failureOf(calls[name]!.ask())).toMatchObject({ name: 'TransientFailure', kind: 'too-large' });
});

it.each(everywhere)('%s: an answer that is announced as too big is not read', async (name) => {
  const headers = { ...rawFor(name), 'content-length': String(LARGEST_ANSWER + 1) };
  answering(name, () => ({ pieces: [Buffer.from('[')], headers }));
  expect(await failureOf(calls[name]!.ask())).toMatchObject({ name: 'TransientFailure', kind: 'too-large' });
});

it.each(everywhere)('%s: an answer that drips for ever has a time limit', async (name) => {
  async function* drip(): AsyncGenerator<Uint8Array> {
    for (yield Buffer.from('['); ;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield Buffer.from(' ');
    }
  }
  answering(name, () => ({ pieces: drip(), headers: rawFor(name) }));
  expect(await failureOf(calls[name]!.ask(300))).toMatchObject({ name: 'TransientFailure', kind: 'timeout' });
});

it.each(everywhere)('%s: nobody is followed to another host', async (name) => {
  answering(name, () => ({ status: 307, headers: { location: `${elsewhere.url}/there?secret=1` } }));
  const failure = await failureOf(calls[name]!.ask());
  expect(failure).toMatchObject({ name: 'TransientFailure', kind: 'unreadable' });
  expect(failure?.message).toContain(elsewhere.url);
  expect(failure?.message).not.toContain('secret');
  expect(elsewhere.received).toEqual([]);
});

it.each(everywhere)('%s: a web page is no answer, whatever its status', async (name) => {
  for (const type of ['text/html; charset=utf-8', 'application/json', 'text/plain', 'application/xml']) {
    answering(name, () => ({ text: '<!DOCTYPE html><h1>Maintenance</h1>', headers: { 'content-type': type } }));
    expect(await failureOf(calls[name]!.ask())).toMatchObject({ name: 'TransientFailure', kind: 'unreadable' });
  }
});

/** Who asks for a file gets it as it is. */
function rawFor(name: string): Record<string, string> {
  return name === 'GitHub, a file' ? { 'content-type': 'application/vnd.github.raw+json' } : {};
}

it('reads no more of a file than is asked for', async () => {
  const headers = rawFor('GitHub, a file');
  const read = () => github().readFile(project, 'packit.yaml', sha, MEBIBYTE);
  answering('GitHub, a file', () => ({ pieces: withoutEnd('', 'x'), headers }));
  expect(await read()).toHaveLength(MEBIBYTE + 1);
  expect(server.sent).toBeLessThan(16 * MEBIBYTE);
});

it('unpacks no more of a file than is asked for', async () => {
  const headers = { ...rawFor('GitHub, a file'), 'content-encoding': 'gzip' };
  answering('GitHub, a file', () => ({ pieces: [gzipSync(Buffer.alloc(64 * MEBIBYTE, ' '))], headers }));
  expect(await github().readFile(project, 'packit.yaml', sha, MEBIBYTE)).toHaveLength(MEBIBYTE + 1);
});

describe('redirects within the host', () => {
  const things = () => new HttpClient({ service: 'Things', baseUrl: server.url });

  it('are followed, with what was asked and by whom', async () => {
    server.on('GET', /^\/old$/, () => ({ status: 301, headers: { location: '/new' } }));
    server.on('GET', /^\/new$/, () => ({ json: { found: true } }));
    expect(await things().request({ path: '/old', headers: { authorization: 'Bearer abc' } })).toMatchObject({
      body: { found: true },
    });
    expect(server.received.at(-1)?.headers).toMatchObject({ authorization: 'Bearer abc' });
  });

  it('repeat a change as it is, or not at all', async () => {
    server.on('POST', /^\/moved$/, () => ({ status: 308, headers: { location: '/things' } }));
    server.on('POST', /^\/see-other$/, () => ({ status: 303, headers: { location: '/things' } }));
    server.on('POST', /^\/things$/, ({ json }) => ({ status: 201, json }));
    expect(await things().request({ method: 'POST', path: '/moved', json: { a: 1 } })).toMatchObject({
      body: { a: 1 },
    });
    const refused = await failureOf(things().request({ method: 'POST', path: '/see-other', json: {} }));
    expect(refused).toMatchObject({ name: 'TransientFailure', kind: 'unreadable' });
  });

  it('end after a few', async () => {
    server.on('GET', /^\/round$/, () => ({ status: 302, headers: { location: '/round' } }));
    expect(await failureOf(things().request({ path: '/round' }))).toMatchObject({ kind: 'unreadable' });
    expect(server.received).toHaveLength(6);
  });

  it.each(['http://', 'https://user:pw@HOST/x', 'javascript:alert(1)', '//'])('does not take %s', async (location) => {
    const { host } = new URL(server.url);
    server.on('GET', /^\/old$/, () => ({ status: 302, headers: { location: location.replace('HOST', host) } }));
    expect(await failureOf(things().request({ path: '/old' }))).toMatchObject({ kind: 'unreadable' });
  });
});

it('reads one big answer of a service at a time, and small ones beside it', async () => {
  const http = new HttpClient({ service: 'Things', baseUrl: server.url });
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const big = Buffer.from(`"${'x'.repeat(MEBIBYTE)}`);
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield big;
    await held;
    yield Buffer.from('"');
  }
  server.on('GET', /^\/slow$/, () => ({ pieces: slowly() }));
  server.on('GET', /^\/quick$/, () => ({ pieces: [big, Buffer.from('"')] }));
  server.on('GET', /^\/small$/, () => ({ json: 1 }));
  const through: string[] = [];
  const ask = (path: string) => http.request({ path }).then(() => through.push(path));
  const slow = ask('/slow');
  for (let n = 0; n < 20 || server.sent < big.length; n++) await ask('/small');
  const quick = ask('/quick');
  for (let n = 0; n < 20; n++) await ask('/small');
  expect(new Set(through)).toEqual(new Set(['/small']));
  goOn();
  await Promise.all([slow, quick]);
  expect(through.slice(-2)).toEqual(['/slow', '/quick']);
});

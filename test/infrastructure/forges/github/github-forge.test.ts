import type { CheckContent, ForgeProject } from '../../../../src/application/ports/forge.js';
import { GitHubForge } from '../../../../src/infrastructure/forges/github/github-forge.js';
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

describe('signing in as an App', () => {
  it('looks up the installation once, and gets one token, for many calls at once', async () => {
    await Promise.all([forge.branchHead(hello, 'main'), forge.listRoot(hello, sha), forge.permission(hello, 'x')]);
    expect(server.calls('GET', /installation$/)).toHaveLength(1);
    expect(server.calls('POST', /access_tokens$/)).toHaveLength(1);
  });

  it('takes the key as PKCS#8, and with line ends written as \\n', async () => {
    expect(await open({ privateKey: appKey.pkcs8 }).branchHead(hello, 'main')).toBe('a'.repeat(40));
    expect(await open({ privateKey: appKey.pkcs1.replaceAll('\n', '\\n') }).branchHead(hello, 'main')).toBeDefined();
  });

  it('refuses a key that is none, when it is made', () => {
    expect(() => open({ privateKey: '-----BEGIN RSA PRIVATE KEY-----\nrubbish' })).toThrow('not a readable PEM');
  });

  it('renews the token more than five minutes before it ends', async () => {
    await forge.branchHead(hello, 'main');
    clock.advance(49 * 60_000);
    await forge.branchHead(hello, 'main');
    expect(server.calls('POST', /access_tokens$/)).toHaveLength(1);
    clock.advance(5 * 60_000);
    await Promise.all([forge.branchHead(hello, 'main'), forge.branchHead(hello, 'main')]);
    expect(server.calls('POST', /access_tokens$/)).toHaveLength(2);
  });

  it('gets a new token when the old one was revoked', async () => {
    await forge.branchHead(hello, 'main');
    server.revokeTokens();
    expect(await forge.branchHead(hello, 'main')).toBe('a'.repeat(40));
  });

  it('answers undefined where the App is not installed, and notices when it is', async () => {
    server.installation = undefined;
    expect(await forge.listRoot(hello, sha)).toBeUndefined();
    const failure = await failureOf(forge.createCheck(hello, check, { mayExist: false }));
    expect(failure).toMatchObject({ name: 'PermanentFailure', kind: 'not-found' });
    server.installation = 8;
    expect(await forge.listRoot(hello, sha)).toEqual(['.packit.yaml']);
  });

  it('finds the installation again after the App was installed anew', async () => {
    await forge.branchHead(hello, 'main');
    server.installation = 9;
    clock.advance(3_600_000);
    await failureOf(forge.createCheck(hello, check, { mayExist: false }));
    expect(await forge.createCheck(hello, check, { mayExist: false })).toHaveProperty('checkId');
  });

  it('learns the login of its own comments', async () => {
    expect(await forge.learnBotLogin()).toBe('packit-of-acme[bot]');
    expect(forge.botLogin).toBe('packit-of-acme[bot]');
  });
});

describe('reading', () => {
  it('lists the files in the root and leaves out folders', async () => {
    server.files.set('hello.spec', Buffer.from('Name: hello'));
    expect(await forge.listRoot(hello, sha)).toEqual(['.packit.yaml', 'hello.spec']);
  });

  it('reads bytes as they are', async () => {
    const bytes = Uint8Array.from({ length: 2_000_000 }, (_, index) => index % 251);
    server.files.set('data/archive.bin', bytes);
    const read = await forge.readFile(hello, 'data/archive.bin', sha);
    expect(Buffer.compare(Buffer.from(read ?? []), Buffer.from(bytes))).toBe(0);
  });

  it('tells a missing file and a folder from a file', async () => {
    expect(await forge.readFile(hello, 'missing', sha)).toBeUndefined();
    expect(await forge.readFile(hello, 'src', sha)).toBeUndefined();
    expect(await forge.fileExists(hello, 'missing', sha)).toBe(false);
    expect(await forge.fileExists(hello, '.packit.yaml', sha)).toBe(true);
  });

  it('asks again with the ETag and notices a change', async () => {
    expect(await forge.readFile(hello, '.packit.yaml', 'main')).toEqual(Buffer.from('jobs: []\n'));
    expect(await forge.readFile(hello, '.packit.yaml', 'main')).toEqual(Buffer.from('jobs: []\n'));
    expect(server.calls('GET', /contents/).at(-1)?.headers).toHaveProperty('if-none-match');
    server.files.set('.packit.yaml', Buffer.from('jobs: [x]\n'));
    expect(await forge.readFile(hello, '.packit.yaml', 'main')).toEqual(Buffer.from('jobs: [x]\n'));
  });

  it('reads a pull request whose fork is gone and whose author is deleted', async () => {
    const head = { ref: 'fix', sha, repo: null };
    server.pulls.set(1, {
      number: 1,
      state: 'open',
      user: null,
      labels: [{ name: 'ci' }],
      head,
      base: { ref: 'main', sha: 'c' },
    });
    expect(await forge.pullRequest(hello, 1)).toEqual({
      number: 1,
      state: 'open',
      author: 'ghost',
      headSha: sha,
      headRef: 'fix',
      source: undefined,
      baseRef: 'main',
      baseSha: 'c',
      labels: ['ci'],
    });
    expect(await forge.pullRequest(hello, 2)).toBeUndefined();
  });

  it('names the fork of a pull request', async () => {
    const repo = { name: 'hello', html_url: 'https://github.com/bob/hello', owner: { login: 'bob' } };
    const head = { ref: 'fix', sha, repo };
    server.pulls.set(1, {
      number: 1,
      state: 'closed',
      user: { login: 'bob' },
      labels: [],
      head,
      base: { ref: 'main', sha: 'c' },
    });
    const source = { host: 'github.com', namespace: 'bob', repo: 'hello', url: 'https://github.com/bob/hello' };
    expect(await forge.pullRequest(hello, 1)).toMatchObject({ state: 'closed', author: 'bob', source });
  });

  it.each([
    ['admin', 'admin', 'admin'],
    ['write', 'maintain', 'write'],
    ['read', 'triage', 'read'],
    ['none', 'none', 'none'],
  ])('maps the permission %s (role %s) to %s', async (permission, role_name, expected) => {
    server.permissions.set('alice', { permission, role_name });
    expect(await forge.permission(hello, 'alice')).toBe(expected);
  });

  it('grants nothing to an unknown account, and finds branches with a slash', async () => {
    server.branches.set('release/1.0', 'd'.repeat(40));
    expect(await forge.permission(hello, 'nobody')).toBe('none');
    expect(await forge.branchHead(hello, 'release/1.0')).toBe('d'.repeat(40));
    expect(await forge.branchHead(hello, 'gone')).toBeUndefined();
  });

  it('finds the commit of a tag, plain or annotated', async () => {
    server.tags.set('release/1.0', { type: 'commit', sha: 'c'.repeat(40) });
    server.tags.set('v2', { type: 'tag', sha: 'e'.repeat(40) });
    server.annotations.set('e'.repeat(40), { type: 'commit', sha: 'd'.repeat(40) });
    expect(await forge.tagCommit(hello, 'release/1.0')).toBe('c'.repeat(40));
    expect(await forge.tagCommit(hello, 'v2')).toBe('d'.repeat(40));
    expect(await forge.tagCommit(hello, 'gone')).toBeUndefined();
  });

  it.each([
    ['identical', true],
    ['behind', true],
    ['ahead', false],
    ['diverged', false],
  ] as const)('takes a commit that is %s for one of the branch or not: %s', async (status, expected) => {
    server.comparisons.set(`${'a'.repeat(40)}...${'f'.repeat(40)}`, status);
    expect(await forge.isOnBranch(hello, 'main', 'f'.repeat(40))).toBe(expected);
  });

  it('knows the head of a branch without comparing, and finds nothing on a branch that is not there', async () => {
    expect(await forge.isOnBranch(hello, 'main', 'a'.repeat(40))).toBe(true);
    expect(await forge.isOnBranch(hello, 'gone', 'a'.repeat(40))).toBe(false);
    expect(server.calls('GET', /compare/)).toHaveLength(0);
  });

  it('tells the newest release, if there is one', async () => {
    expect(await forge.newestRelease(hello)).toBeUndefined();
    server.newestRelease = '1.2';
    expect(await forge.newestRelease(hello)).toBe('1.2');
  });
});

describe('checks', () => {
  it('creates a check and updates it in place', async () => {
    const published = await forge.createCheck(hello, check, { mayExist: false });
    await forge.updateCheck(hello, published, { ...check, state: 'success', title: 'RPMs were built.' });
    expect(server.checks).toHaveLength(1);
    expect(server.checks[0]).toMatchObject({
      name: check.name,
      head_sha: sha,
      status: 'completed',
      conclusion: 'success',
      external_id: 'attempt-1',
      details_url: check.detailsUrl,
      output: { title: 'RPMs were built.', summary: 'Waiting.' },
    });
  });

  it.each([
    ['pending', 'queued', undefined],
    ['running', 'in_progress', undefined],
    ['failure', 'completed', 'failure'],
    ['error', 'completed', 'failure'],
    ['neutral', 'completed', 'neutral'],
    ['canceled', 'completed', 'cancelled'],
  ] as const)('says %s as %s %s', async (state, status, conclusion) => {
    await forge.createCheck(hello, { ...check, state }, { mayExist: false });
    expect(server.checks[0]?.status).toBe(status);
    expect(server.checks[0]?.conclusion).toBe(conclusion);
  });

  it('cuts a long summary, fills in a missing title and leaves out a link that is none', async () => {
    const content = { ...check, title: '', summary: 'x'.repeat(70_000), detailsUrl: '' };
    await forge.createCheck(hello, content, { mayExist: false });
    expect(server.checks[0]?.output?.summary).toHaveLength(65_535);
    expect(server.checks[0]?.output?.summary).toContain('cut');
    expect(server.checks[0]?.output?.title).toBe(check.name);
    expect(server.checks[0]).not.toHaveProperty('details_url');
  });

  it('finds the check of an attempt whose answer was lost, on whatever page', async () => {
    server.pageSize = 1;
    await forge.createCheck(hello, { ...check, externalId: 'attempt-0' }, { mayExist: false });
    const first = await forge.createCheck(hello, check, { mayExist: false });
    const again = await forge.createCheck(hello, { ...check, state: 'running' }, { mayExist: true });
    expect(again).toEqual(first);
    expect(server.checks).toHaveLength(2);
    const next = await forge.createCheck(hello, { ...check, externalId: 'attempt-2' }, { mayExist: true });
    expect(next).not.toEqual(first);
  });

  it('needs 15 calls for a pull request with 12 checks', async () => {
    await forge.listRoot(hello, sha);
    for (let n = 1; n <= 12; n++) await forge.createCheck(hello, { ...check, name: `check ${n}` }, { mayExist: false });
    expect(server.received).toHaveLength(15);
  });

  it('sets a commit status where check runs are closed to it', async () => {
    server.failNext({ status: 403, json: { message: 'Resource not accessible by integration' } }, isCheckRun);
    const title = 'y'.repeat(200);
    const published = await forge.createCheck(hello, { ...check, state: 'canceled', title }, { mayExist: false });
    await forge.updateCheck(hello, published, { ...check, state: 'success' });
    expect(server.statuses.map(({ state }) => state)).toEqual(['error', 'success']);
    expect(server.statuses[0]?.description).toHaveLength(140);
    expect(server.checks).toHaveLength(0);
  });

  it('writes one comment on the commit where statuses are closed as well, and only for a result', async () => {
    forge = open({ botLogin: 'packit-of-acme[bot]' });
    const closed = { status: 403, json: { message: 'Resource not accessible by integration' } };
    for (let n = 0; n < 3; n++) server.failNext(closed, ({ path }) => /check-runs|statuses/.test(path));
    for (let n = 0; n < 3; n++) server.failNext(closed, ({ path }) => path.includes('statuses'));
    const published = await forge.createCheck(hello, check, { mayExist: false });
    await forge.updateCheck(hello, published, { ...check, state: 'failure', title: 'SRPM build failed.' });
    await forge.updateCheck(hello, published, { ...check, state: 'failure', title: 'SRPM build failed.' });
    expect(server.comments.get(sha)?.map(({ body }) => body)).toEqual([
      `- name: ${check.name}\n- state: failure\n- url: ${check.detailsUrl}\n\nSRPM build failed.`,
    ]);
  });

  it('does not fall back when GitHub finds the check itself invalid', async () => {
    server.failNext({ status: 422, json: { message: 'No commit found for SHA' } }, isCheckRun);
    const failure = await failureOf(forge.createCheck(hello, check, { mayExist: false }));
    expect(failure).toMatchObject({ name: 'PermanentFailure', kind: 'invalid', status: 422 });
    expect((failure as Error).message).toContain('No commit found for SHA');
    expect(server.statuses).toHaveLength(0);
  });
});

const isCheckRun = ({ path }: { path: string }) => path.endsWith('/check-runs');

describe('comments and issues', () => {
  it('comments, reacts twice without harm, and finds the newest comment that fits, from the last page on', async () => {
    server.pageSize = 2;
    const place = { on: 'pull_request', number: 5 } as const;
    for (const body of ['one', 'two', 'three', 'four', 'five']) await forge.createComment(hello, place, body);
    const newest = (fits: (body: string) => boolean) => forge.newestComment(hello, place, ({ body }) => fits(body));
    expect(await newest(() => true)).toMatchObject({ body: 'five' });
    expect(server.calls('GET', /comments$/).map(({ query }) => query.get('page'))).toEqual(['1', '3']);
    expect(await newest((body) => body.startsWith('t'))).toMatchObject({ body: 'three' });
    expect(await newest(() => false)).toBeUndefined();
    const one = await newest((body) => body === 'one');
    await forge.addReaction(hello, one?.id ?? '', place, 'eyes');
    await forge.addReaction(hello, one?.id ?? '', place, 'eyes');
    expect(server.comments.get('5')?.[0]?.reactions).toEqual(['eyes']);
  });

  it('comments on a commit and reacts to it', async () => {
    const place = { on: 'commit', sha } as const;
    const { id } = await forge.createComment(hello, place, 'z'.repeat(70_000));
    await forge.addReaction(hello, id, place, 'eyes');
    expect(server.comments.get(sha)?.[0]).toMatchObject({ reactions: ['eyes'] });
    expect(server.comments.get(sha)?.[0]?.body).toHaveLength(65_536);
  });

  it('opens, lists without pull requests, and closes issues', async () => {
    const opened = await forge.createIssue(hello, { title: '[packit] Invalid config', body: 'See.' });
    server.issues.push({ number: 99, title: 'a change', state: 'open', user: { login: 'bob' }, pull_request: {} });
    server.issues.push({ number: 98, title: 'a bug', state: 'open', user: { login: 'bob' } });
    const [any, ours] = [() => true, { author: 'packit-of-acme[bot]' }];
    expect(await forge.findOpenIssue(hello, ({ number }) => number === 99)).toBeUndefined();
    expect(await forge.findOpenIssue(hello, ({ title }) => title === 'a bug')).toMatchObject({ number: 98 });
    expect(await forge.findOpenIssue(hello, any, ours)).toMatchObject({ number: opened?.number });
    await forge.closeIssue(hello, opened?.number ?? 0);
    expect(await forge.findOpenIssue(hello, any, ours)).toBeUndefined();
  });

  it('does without where the tracker is switched off', async () => {
    server.issuesEnabled = false;
    expect(await forge.createIssue(hello, { title: 't', body: 'b' })).toBeUndefined();
    expect(await forge.findOpenIssue(hello, () => true)).toBeUndefined();
  });
});

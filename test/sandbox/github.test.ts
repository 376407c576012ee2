import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { Sandbox } from '../../sandbox/sandbox.js';

interface Received {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** Something that takes webhooks and remembers them. */
async function listen(answers: number[] = []): Promise<{ server: Server; url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('the sandbox GitHub', () => {
  let sandbox: Sandbox;
  let receiver: Awaited<ReturnType<typeof listen>>;
  let octokit: Octokit;
  let repository: Repository;
  let pull: PullRequest;
  const where = { owner: 'acme', repo: 'hello' };

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    receiver = await listen();
    sandbox.connectTo(receiver.url);
    repository = await sandbox.github.createRepository(
      'acme/hello',
      { 'packit.yaml': 'specfile_path: hello.spec\n', 'src/hello.c': 'int main;\n' },
      { collaborators: { alice: 'write', carol: 'maintain' } },
    );
    pull = await sandbox.github.openPullRequest(repository, {
      author: 'dora',
      title: 'Better',
      branch: 'fix',
      files: { 'README.md': 'better\n' },
    });
    await sandbox.settled({ quietMs: 30 });
    const { authentication, service } = sandbox.github;
    const say = () => undefined;
    const log = { debug: say, info: say, warn: say, error: say };
    const app = new Octokit({
      baseUrl: service.url,
      log,
      authStrategy: createAppAuth,
      auth: { appId: authentication.appId, privateKey: authentication.privateKey },
    });
    const { data } = await app.rest.apps.getRepoInstallation(where);
    octokit = new Octokit({
      baseUrl: service.url,
      log,
      authStrategy: createAppAuth,
      auth: { appId: authentication.appId, privateKey: authentication.privateKey, installationId: data.id },
    });
  });

  afterAll(async () => {
    receiver.server.close();
    await sandbox.close();
  });

  const refused = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => new Error('was accepted'),
      (reason: Error & { status?: number; response?: { data: unknown } }) => reason,
    );
    return { status: 'status' in error ? error.status : undefined, text: error.message };
  };
  const check = { ...where, name: 'rpm-build:fedora-44-x86_64' };

  describe('credentials', () => {
    const jwt = (key: string, claims: object) => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const head = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
      return `${head}.${sign('RSA-SHA256', Buffer.from(head), key).toString('base64url')}`;
    };
    const ask = (token: string, path = '/app') =>
      fetch(`${sandbox.github.service.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const seconds = () => Math.floor(Date.now() / 1000);

    it.each([
      ['is good', 0, 540, 200],
      ['has expired', -700, -100, 401],
      ['lasts longer than ten minutes', 0, 700, 401],
      ['was issued in the future', 120, 540, 401],
    ])('a JWT that %s', async (_, issued, expires, status) => {
      const { privateKey, appId } = sandbox.github.authentication;
      const answer = await ask(
        jwt(privateKey, { iat: seconds() + issued, exp: seconds() + expires, iss: String(appId) }),
      );
      expect(answer.status).toBe(status);
    });

    it('refuses a JWT of another key or another App', async () => {
      const other = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
      const { privateKey, appId } = sandbox.github.authentication;
      expect((await ask(jwt(other.privateKey, { iat: seconds(), exp: seconds() + 60, iss: appId }))).status).toBe(401);
      expect((await ask(jwt(privateKey, { iat: seconds(), exp: seconds() + 60, iss: 1 }))).status).toBe(401);
    });

    it('lets installation tokens expire, and tells made-up ones apart', async () => {
      const { authentication } = sandbox.github;
      authentication.tokenLifetimeMs = -1;
      const { token } = authentication.issueToken(1);
      authentication.tokenLifetimeMs = 3_600_000;
      expect(token.length).toBeGreaterThan(100);
      expect((await ask(token, '/repos/acme/hello')).status).toBe(401);
      expect((await ask('ghs_made_up', '/repos/acme/hello')).status).toBe(401);
    });

    it('knows no installation where the App is not installed', async () => {
      await sandbox.github.createRepository('stranger/thing', { a: 'b' }, { installed: false });
      const { privateKey, appId } = sandbox.github.authentication;
      const good = jwt(privateKey, { iat: seconds(), exp: seconds() + 60, iss: String(appId) });
      expect((await ask(good, '/repos/stranger/thing/installation')).status).toBe(404);
    });

    it('lets the App read other public repositories and change none of them', async () => {
      await sandbox.github.createRepository('other/public', { a: 'b' }, { installed: false });
      await sandbox.github.createRepository('other/secret', { a: 'b' }, { installed: false, private: true });
      expect((await octokit.rest.repos.get({ owner: 'other', repo: 'public' })).data.full_name).toBe('other/public');
      expect(await refused(octokit.rest.repos.get({ owner: 'other', repo: 'secret' }))).toMatchObject({ status: 404 });
      expect(await refused(octokit.rest.issues.create({ owner: 'other', repo: 'public', title: 'Hi' }))).toMatchObject({
        status: 403,
      });
    });
  });

  describe('git', () => {
    it('shows what is in the real repository, also a commit of a fork', async () => {
      const { data } = await octokit.rest.repos.getContent({ ...where, path: '', ref: pull.head.sha });
      expect((data as { name: string; type: string }[]).map(({ name, type }) => `${name} ${type}`)).toEqual([
        'README.md file',
        'packit.yaml file',
        'src dir',
      ]);
      const raw = await octokit.rest.repos.getContent({
        ...where,
        path: 'README.md',
        ref: pull.head.sha,
        mediaType: { format: 'raw' },
      });
      expect(String(raw.data)).toBe('better\n');
      const file = await octokit.rest.repos.getContent({ ...where, path: 'src/hello.c' });
      expect(Buffer.from((file.data as { content: string }).content, 'base64').toString('utf8')).toBe('int main;\n');
      expect(await refused(octokit.rest.repos.getContent({ ...where, path: 'README.md' }))).toMatchObject({
        status: 404,
      });
      expect(
        await refused(octokit.rest.repos.getContent({ ...where, path: 'README.md', ref: 'f'.repeat(40) })),
      ).toMatchObject({ status: 404 });
    });

    it('can be cloned', () => {
      const printed = execFileSync('git', ['ls-remote', repository.git.folder], { encoding: 'utf8' });
      expect(printed).toContain(`${pull.head.sha}\trefs/pull/${pull.number}/head`);
    });

    it('answers branches and commits', async () => {
      const branch = await octokit.rest.repos.getBranch({ ...where, branch: 'main' });
      expect(branch.data.commit.sha).toBe(pull.base.sha);
      expect((await octokit.rest.repos.getCommit({ ...where, ref: pull.head.sha })).data.parents[0]?.sha).toBe(
        pull.base.sha,
      );
      expect(await refused(octokit.rest.repos.getBranch({ ...where, branch: 'nowhere' }))).toMatchObject({
        status: 404,
      });
    });
  });

  describe('check runs', () => {
    it('keeps what was created and updated, and lists the newest of each name', async () => {
      const created = await octokit.rest.checks.create({
        ...check,
        head_sha: pull.head.sha,
        status: 'queued',
        output: { title: 'The task was accepted.', summary: '' },
      });
      expect(created.status).toBe(201);
      await octokit.rest.checks.update({
        ...where,
        check_run_id: created.data.id,
        conclusion: 'success',
        output: { title: 'Done', summary: 'ok' },
      });
      const listed = await octokit.rest.checks.listForRef({ ...where, ref: pull.head.sha });
      expect(listed.data.check_runs.map(({ id, status, conclusion }) => ({ id, status, conclusion }))).toEqual([
        { id: created.data.id, status: 'completed', conclusion: 'success' },
      ]);
      const kept = sandbox.github.checks(repository, pull.head.sha).get(check.name);
      expect(kept?.history.map(({ title }) => title)).toEqual(['The task was accepted.', 'Done']);
    });

    it.each([
      ['without a commit', { head_sha: undefined }],
      ['on a commit that is not there', { head_sha: 'a'.repeat(40) }],
      ['completed without a conclusion', { status: 'completed' }],
      ['with a conclusion only GitHub may give', { conclusion: 'stale' }],
      ['with an unknown status', { status: 'done' }],
      ['with a summary that is too long', { output: { title: 'x', summary: 'x'.repeat(65_536) } }],
      ['with a summary but no title', { output: { summary: 'x' } }],
      ['with an empty link', { details_url: '' }],
      ['with a link that is not http', { details_url: 'ftp://example.org' }],
      [
        'with 51 annotations',
        {
          output: {
            title: 'x',
            summary: 'x',
            annotations: Array(51).fill({
              path: 'a',
              start_line: 1,
              end_line: 1,
              annotation_level: 'notice',
              message: 'm',
            }),
          },
        },
      ],
    ])('refuses one %s', async (_, change) => {
      const call = octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        ...check,
        head_sha: pull.head.sha,
        ...(change as object),
      });
      expect(await refused(call)).toMatchObject({ status: 422 });
    });

    it('refuses a status whose description is longer than 140 characters', async () => {
      const status = { ...where, sha: pull.head.sha, context: 'c', state: 'success' as const };
      expect(
        await refused(octokit.rest.repos.createCommitStatus({ ...status, description: 'x'.repeat(141) })),
      ).toMatchObject({ status: 422 });
      await octokit.rest.repos.createCommitStatus({ ...status, description: 'x'.repeat(140) });
      expect((await octokit.rest.repos.getCombinedStatusForRef({ ...where, ref: pull.head.sha })).data.state).toBe(
        'success',
      );
    });
  });

  it('keeps comments, reactions, issues and permissions', async () => {
    const comment = sandbox.github.comment(repository, pull, 'alice', '/packit build');
    const react = () =>
      octokit.rest.reactions.createForIssueComment({ ...where, comment_id: comment.id, content: 'eyes' });
    expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
    await octokit.rest.issues.createComment({ ...where, issue_number: pull.number, body: 'Hello' });
    expect(sandbox.github.comments(repository, pull).map(({ author, body }) => `${author.login}: ${body}`)).toEqual([
      'alice: /packit build',
      `${sandbox.github.botLogin}: Hello`,
    ]);
    expect(
      await refused(octokit.rest.issues.createComment({ ...where, issue_number: pull.number, body: '' })),
    ).toMatchObject({ status: 422 });
    const issue = await octokit.rest.issues.create({ ...where, title: 'It broke' });
    await octokit.rest.issues.update({ ...where, issue_number: issue.data.number, state: 'closed' });
    expect(repository.issues.get(issue.data.number)).toMatchObject({ state: 'closed', stateReason: 'completed' });
    const may = async (username: string) =>
      (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username })).data.permission;
    expect([await may('acme'), await may('alice'), await may('carol'), await may('dora')]).toEqual([
      'admin',
      'write',
      'write',
      'read',
    ]);
    expect(await refused(may('nobody'))).toMatchObject({ status: 404 });
  });

  it('counts calls against the quota, but not those that changed nothing', async () => {
    const first = await octokit.request('GET /repos/{owner}/{repo}', where);
    const again = await refused(
      octokit.request('GET /repos/{owner}/{repo}', { ...where, headers: { 'if-none-match': first.headers.etag } }),
    );
    expect(again.status).toBe(304);
    const before = await octokit.rest.rateLimit.get();
    expect(before.data.resources.core.used).toBe(Number(first.headers['x-ratelimit-used']));
    sandbox.github.leaveQuota(repository, 1, 60);
    expect((await octokit.request('GET /repos/{owner}/{repo}', where)).headers['x-ratelimit-remaining']).toBe('0');
    const exhausted = await refused(octokit.request('GET /repos/{owner}/{repo}', where));
    expect(exhausted).toMatchObject({
      status: 403,
      text: expect.stringContaining('API rate limit exceeded') as string,
    });
    sandbox.github.leaveQuota(repository, 5000, 60);
  });

  describe('webhooks', () => {
    it('are signed over the bytes that are sent, and tell what happened', async () => {
      receiver.received.length = 0;
      const sha = await sandbox.github.pushCommit(repository, pull, { 'README.md': 'even better\n' });
      await sandbox.settled({ quietMs: 30 });
      const [delivery] = receiver.received;
      const digest = createHmac('sha256', sandbox.github.webhookSecret)
        .update(delivery?.body ?? '')
        .digest('hex');
      expect(delivery?.headers).toMatchObject({
        'x-github-event': 'pull_request',
        'x-hub-signature-256': `sha256=${digest}`,
      });
      expect(JSON.parse(delivery?.body ?? '{}')).toMatchObject({
        action: 'synchronize',
        number: pull.number,
        after: sha,
        pull_request: { head: { sha, repo: { owner: { login: 'dora' } } }, user: { login: 'dora' } },
        repository: { full_name: 'acme/hello', html_url: 'https://github.com/acme/hello' },
        installation: { id: expect.any(Number) as number },
      });
    });

    it('come again under the same GUID only when they are asked for', async () => {
      receiver.received.length = 0;
      const failing = await listen([500]);
      sandbox.connectTo(failing.url);
      sandbox.github.addLabel(repository, pull, 'ci');
      await sandbox.settled({ quietMs: 30 });
      const failed = sandbox.github.webhooks.deliveries.at(-1);
      expect(failed).toMatchObject({ event: 'pull_request', action: 'labeled', statusCode: 500 });
      sandbox.github.webhooks.redeliver(failed?.guid ?? '');
      await sandbox.settled({ quietMs: 30 });
      expect(failing.received.map(({ headers }) => headers['x-github-delivery'])).toEqual([failed?.guid, failed?.guid]);
      expect(sandbox.github.webhooks.deliveries.at(-1)).toMatchObject({ redelivery: true, statusCode: 202 });
      failing.server.close();
      sandbox.connectTo(receiver.url);
    });

    it('are not sent for a repository without the App', async () => {
      receiver.received.length = 0;
      const elsewhere = await sandbox.github.createRepository('nobody/here', { a: 'b' }, { installed: false });
      await sandbox.github.openPullRequest(elsewhere, { author: 'dora', title: 'x', branch: 'x', files: { a: 'c' } });
      await sandbox.settled({ quietMs: 30 });
      expect(receiver.received).toEqual([]);
    });
  });

  it('keeps a pull request whose fork is gone', async () => {
    const orphan = await sandbox.github.openPullRequest(repository, {
      author: 'gone',
      title: 'x',
      branch: 'x',
      files: { a: 'c' },
    });
    sandbox.github.deleteFork(sandbox.github.repository('gone/hello'));
    const { data } = await octokit.rest.pulls.get({ ...where, pull_number: orphan.number });
    expect(data.head.repo).toBeNull();
    expect(data.head.sha).toBe(orphan.head.sha);
  });
});

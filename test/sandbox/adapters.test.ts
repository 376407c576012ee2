import { CoprClient } from '../../src/infrastructure/copr/copr-client.js';
import { GitHubForge } from '../../src/infrastructure/forges/github/github-forge.js';
import { SystemClock } from '../../src/infrastructure/clock/system-clock.js';
import { TestingFarmClient } from '../../src/infrastructure/testing-farm/testing-farm-client.js';
import { Sandbox } from '../../sandbox/sandbox.js';

const CHROOTS = ['fedora-44-x86_64', 'fedora-rawhide-x86_64'];
const PROJECT = { host: 'github.com', namespace: 'acme', repo: 'hello' };

/** The product's own clients understand the sandbox, and the sandbox has what they ask for. */
describe("the product's clients in the sandbox", () => {
  let sandbox: Sandbox;
  const clock = new SystemClock();

  beforeAll(async () => {
    sandbox = await Sandbox.start({ pace: { speed: 2000 } });
  });
  afterAll(() => sandbox.close());

  it('reads and writes on GitHub', async () => {
    const { github } = sandbox;
    const files = { 'packit.yaml': 'a: b\n', 'hello.spec': 'Name: hello\n', '.fmf/version': '1\n' };
    const repository = await github.createRepository('acme/hello', files, { collaborators: { alice: 'write' } });
    const pull = await github.openPullRequest(repository, {
      author: 'dora',
      title: 'T',
      branch: 'b',
      files: { x: 'y' },
      labels: ['ci'],
    });
    const { appId, privateKey } = github.authentication;
    const forge = new GitHubForge({ baseUrl: github.service.url, appId: String(appId), privateKey, clock });
    expect(await forge.learnBotLogin()).toBe(github.botLogin);
    expect(await forge.listRoot(PROJECT, pull.head.sha)).toEqual(['hello.spec', 'packit.yaml', 'x']);
    expect(Buffer.from((await forge.readFile(PROJECT, 'packit.yaml', pull.head.sha)) ?? []).toString('utf8')).toBe(
      'a: b\n',
    );
    expect([
      await forge.fileExists(PROJECT, '.fmf/version', pull.head.sha),
      await forge.fileExists(PROJECT, 'nothing', pull.head.sha),
    ]).toEqual([true, false]);
    expect(await forge.pullRequest(PROJECT, pull.number)).toMatchObject({
      author: 'dora',
      headSha: pull.head.sha,
      labels: ['ci'],
      source: { namespace: 'dora', repo: 'hello' },
    });
    expect(await forge.branchHead(PROJECT, 'main')).toBe(pull.base.sha);
    expect([await forge.permission(PROJECT, 'alice'), await forge.permission(PROJECT, 'dora')]).toEqual([
      'write',
      'read',
    ]);
    const content = { name: 'c', commitSha: pull.head.sha, title: 't', summary: 's', externalId: '1' };
    const published = await forge.createCheck(PROJECT, { ...content, state: 'pending' }, { mayExist: false });
    expect(await forge.createCheck(PROJECT, { ...content, state: 'running' }, { mayExist: true })).toEqual(published);
    await forge.updateCheck(PROJECT, published, { ...content, state: 'success' });
    expect(
      github
        .checks(repository, pull.head.sha)
        .get('c')
        ?.history.map(({ status, conclusion }) => conclusion ?? status),
    ).toEqual(['queued', 'in_progress', 'success']);
    const comment = await forge.createComment(PROJECT, { on: 'pull_request', number: pull.number }, 'Hello');
    await forge.addReaction(PROJECT, comment.id, { on: 'pull_request', number: pull.number }, 'eyes');
    expect(await forge.newestComment(PROJECT, { on: 'pull_request', number: pull.number }, () => true)).toEqual(
      comment,
    );
    const issue = await forge.createIssue(PROJECT, { title: 'I', body: '' });
    await forge.closeIssue(PROJECT, issue?.number ?? 0);
    expect(await forge.findOpenIssue(PROJECT, () => true)).toBeUndefined();
  });

  it('builds in Copr', async () => {
    const { credentials, service } = sandbox.copr;
    const copr = new CoprClient({
      baseUrl: service.url,
      owner: credentials.user,
      login: credentials.login,
      token: credentials.token,
      clock,
    });
    expect(await copr.availableChroots()).toEqual(expect.arrayContaining(CHROOTS));
    const settings = {
      owner: 'packit',
      project: 'acme-hello-1',
      chroots: CHROOTS,
      description: 'd',
      instructions: 'i',
      contact: 'https://example.org',
      additionalRepos: [],
      bootstrap: 'default',
      moduleHotfixes: false,
      listOnHomepage: false,
      perChroot: { 'fedora-44-x86_64': { additionalPackages: ['gcc'] } },
      forgeProject: null,
    };
    await copr.ensureProject(settings);
    await copr.ensureProject({ ...settings, chroots: ['epel-9-x86_64'] });
    expect((await copr.getProject('packit', 'acme-hello-1'))?.chroots.toSorted()).toEqual([
      'epel-9-x86_64',
      ...CHROOTS,
    ]);
    const submission = {
      key: 'abc',
      owner: 'packit',
      project: 'acme-hello-1',
      script: 'true\n',
      scriptChroot: 'fedora-44-x86_64',
      builddeps: ['packit'],
      repos: 'copr://packit/packit-stable',
      chroots: CHROOTS,
      enableNet: false,
      since: new Date().toISOString(),
    };
    const { buildId } = await copr.submitBuild({ ...submission, mayExist: false });
    expect((await copr.submitBuild({ ...submission, mayExist: true })).buildId).toBe(buildId);
    await sandbox.settled({ quietMs: 30 });
    expect(await copr.getBuild(buildId)).toMatchObject({
      state: 'succeeded',
      chroots: { 'fedora-44-x86_64': { state: 'succeeded' } },
    });
    expect(await copr.builtPackages(buildId, 'fedora-44-x86_64')).toHaveLength(2);
    await copr.cancelBuild(buildId);
  });

  it('tests in Testing Farm', async () => {
    const { tokens, service } = sandbox.testingFarm;
    const farm = new TestingFarmClient({
      baseUrl: `${service.url}/v0.1`,
      tokens,
      publicUrl: 'http://127.0.0.1:9',
      webhookToken: 'w',
      clock,
    });
    expect(await farm.composes('public')).toContain('Fedora-44');
    const request = {
      test: { tmt: { url: 'https://github.com/acme/hello', ref: 'main' } },
      environments: [{ arch: 'x86_64', os: { compose: 'Fedora-44' } }],
    };
    const submission = { key: 'k1', ranch: 'public' as const, request, since: new Date().toISOString() };
    const first = await farm.submit({ ...submission, mayExist: false });
    expect(await farm.submit({ ...submission, mayExist: true })).toEqual(first);
    expect(
      await farm.submit({
        ...submission,
        key: 'k2',
        request: { ...request, environments: [{ arch: 'x86_64', os: { compose: 'Fedora-1' } }] },
        mayExist: false,
      }),
    ).toMatchObject({ outcome: 'refused' });
    await sandbox.settled({ quietMs: 30 });
    const id = sandbox.testingFarm.requests()[0]?.id ?? '';
    expect(await farm.getRequest(id)).toMatchObject({ state: 'complete', overall: 'passed' });
    await farm.cancel(id, 'public');
  });
});

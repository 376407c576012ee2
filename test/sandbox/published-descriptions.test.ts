import { join } from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { HttpService } from '../../sandbox/http-service.js';
import { Sandbox } from '../../sandbox/sandbox.js';
import { ApiDescription } from '../support/api-description.js';
import { sharedFolder } from '../support/shared.js';

const folder = sharedFolder('fixtures/openapi', 'the sandbox against the published API descriptions');
// Skipped, with a warning that says where it looked, where the reference material does not lie beside the checkout.
const described = folder === undefined ? describe.skip : describe;

function compare(file: string, { exchanges }: HttpService, prefix: string): { checked: number; misfits: string[] } {
  const description = new ApiDescription(join(folder ?? '', file));
  return { checked: exchanges.length, misfits: exchanges.flatMap((exchange) => description.misfits(exchange, prefix)) };
}

described('the sandbox against the published API descriptions', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await Sandbox.start({ recording: true, pace: 'manual' });
  });
  afterAll(() => sandbox.close());

  it('GitHub: requests that it takes and answers that it gives', async () => {
    const { github } = sandbox;
    const repository = await github.createRepository('acme/hello', { 'hello.spec': 'Name: hello\n' });
    const pull = await github.openPullRequest(repository, {
      author: 'dora',
      title: 'Better',
      branch: 'fix',
      files: { a: 'b' },
      labels: ['ci'],
    });
    const comment = github.comment(repository, pull, 'dora', 'Hi');
    const say = () => undefined;
    const options = {
      baseUrl: github.service.url,
      authStrategy: createAppAuth,
      log: { debug: say, info: say, warn: say, error: say },
    };
    const auth = { appId: github.authentication.appId, privateKey: github.authentication.privateKey };
    const where = { owner: 'acme', repo: 'hello' };
    const { rest: app } = new Octokit({ ...options, auth });
    const { data: installation } = await app.apps.getRepoInstallation(where);
    await app.apps.getAuthenticated();
    await app.apps.listWebhookDeliveries();
    const { rest } = new Octokit({ ...options, auth: { ...auth, installationId: installation.id } });
    await rest.repos.get(where);
    await rest.repos.getContent({ ...where, path: 'hello.spec', ref: pull.head.sha });
    await rest.git.getTree({ ...where, tree_sha: pull.head.sha, recursive: '1' });
    await rest.git.getRef({ ...where, ref: 'heads/main' });
    await rest.repos.listBranches(where);
    await rest.repos.getBranch({ ...where, branch: 'main' });
    await rest.repos.listTags(where);
    await rest.repos.listCommits(where);
    await rest.repos.getCommit({ ...where, ref: pull.head.sha });
    await rest.pulls.list(where);
    await rest.pulls.get({ ...where, pull_number: pull.number });
    const check = await rest.checks.create({
      ...where,
      name: 'c',
      head_sha: pull.head.sha,
      status: 'queued',
      external_id: '1',
      details_url: 'https://example.org',
      output: { title: 't', summary: 's' },
    });
    await rest.checks.update({ ...where, check_run_id: check.data.id, status: 'completed', conclusion: 'failure' });
    await rest.checks.get({ ...where, check_run_id: check.data.id });
    await rest.checks.listForRef({ ...where, ref: pull.head.sha });
    await rest.repos.createCommitStatus({ ...where, sha: pull.head.sha, state: 'success' });
    await rest.repos.getCombinedStatusForRef({ ...where, ref: pull.head.sha });
    await rest.repos.listCommitStatusesForRef({ ...where, ref: pull.head.sha });
    await rest.issues.listComments({ ...where, issue_number: pull.number });
    const written = await rest.issues.createComment({ ...where, issue_number: pull.number, body: 'Hello' });
    await rest.issues.updateComment({ ...where, comment_id: written.data.id, body: 'Hello again' });
    await rest.issues.deleteComment({ ...where, comment_id: written.data.id });
    await rest.reactions.createForIssueComment({ ...where, comment_id: comment.id, content: 'eyes' });
    await rest.repos.createCommitComment({ ...where, commit_sha: pull.head.sha, body: 'Hi' });
    const issue = await rest.issues.create({ ...where, title: 'Broken' });
    await rest.issues.update({ ...where, issue_number: issue.data.number, state: 'closed' });
    await rest.issues.get({ ...where, issue_number: issue.data.number });
    await rest.issues.listForRepo({ ...where, state: 'all' });
    await rest.issues.addLabels({ ...where, issue_number: pull.number, labels: ['x'] });
    await rest.repos.getCollaboratorPermissionLevel({ ...where, username: 'acme' });
    await rest.rateLimit.get();
    await rest.users.getByUsername({ username: 'dora' });
    await rest.apps.listReposAccessibleToInstallation();
    await expect(rest.repos.getContent({ ...where, path: 'nothing' })).rejects.toThrow();
    const { checked, misfits } = compare('github-api.packit-subset.json', github.service, '');
    expect(misfits).toEqual([]);
    expect(checked).toBeGreaterThan(35);
  });

  it('Copr: requests that it takes and answers that it gives', async () => {
    const { copr, timeline } = sandbox;
    const authorization = `Basic ${Buffer.from(`${copr.credentials.login}:${copr.credentials.token}`).toString('base64')}`;
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${copr.service.url}/api_3${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return (await answer.json()) as { id: number };
    };
    const chroots = ['fedora-44-x86_64', 'epel-9-x86_64'];
    await call('GET', '/mock-chroots/list');
    await call('POST', '/project/add/packit?exist_ok=True', {
      name: 'p',
      chroots,
      unlisted_on_hp: true,
      delete_after_days: 60,
      additional_repos: ['https://example.org/r'],
    });
    await call('PUT', '/project/edit/packit/p', { chroots, repos: ['copr://packit/other'], description: 'd' });
    await call('GET', '/project/?ownername=packit&projectname=p');
    await call('GET', '/project/list?ownername=packit');
    await call('GET', '/project-chroot/?ownername=packit&projectname=p&chrootname=epel-9-x86_64');
    await call('GET', '/project/?ownername=packit&projectname=unknown');
    const { id } = await call('POST', '/build/create/custom', {
      ownername: 'packit',
      projectname: 'p',
      script: 'true',
      builddeps: ['packit'],
      repos: 'copr://packit/packit-stable',
      chroots,
      enable_net: false,
    });
    const look = async () => {
      await call('GET', `/build/${id}`);
      await call('GET', `/build/source-chroot/${id}`);
      await call('GET', `/build-chroot/?build_id=${id}&chrootname=epel-9-x86_64`);
      await call('GET', `/build-chroot/built-packages?build_id=${id}&chrootname=epel-9-x86_64`);
    };
    await look();
    timeline.advance(25);
    await new Promise((resolve) => setImmediate(resolve));
    timeline.advance(200);
    await look();
    await call('GET', '/build/list?ownername=packit&projectname=p');
    await call('PUT', `/build/cancel/${id}`);
    await call('PUT', '/project/permissions/request/packit/p', { builder: true });
    await call('GET', '/project/permissions/can_build_in/packit/packit/p');
    const { checked, misfits } = compare('copr-v3.packit-subset.yaml', copr.service, '/api_3');
    expect(misfits).toEqual([]);
    expect(checked).toBeGreaterThan(18);
  });

  it('Testing Farm: requests that it takes and answers that it gives', async () => {
    const { testingFarm, timeline } = sandbox;
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${testingFarm.service.url}/v0.1${path}`, {
        method,
        headers: { authorization: `Bearer ${testingFarm.tokens.public}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      return (text ? JSON.parse(text) : {}) as { id: string };
    };
    const request = {
      test: { tmt: { url: 'https://github.com/acme/hello', ref: 'main' } },
      environments: [
        {
          arch: 'x86_64',
          os: { compose: 'Fedora-44' },
          artifacts: [{ id: '1:fedora-44-x86_64', type: 'fedora-copr-build' }],
        },
      ],
    };
    await call('GET', '/composes');
    await call('GET', '/composes/public');
    await call('GET', '/whoami');
    const { id } = await call('POST', '/requests', request);
    await call('GET', `/requests/${id}`);
    timeline.advance(100);
    await call('GET', `/requests/${id}`);
    await call('DELETE', `/requests/${id}`);
    const second = await call('POST', '/requests', request);
    await call('DELETE', `/requests/${second.id}`);
    await call('DELETE', `/requests/${second.id}`);
    await call('POST', '/requests', { ...request, environments: [] });
    await call('GET', '/requests/5b6f3c0e-0000-4000-8000-2d4b6f8a0c11');
    const { checked, misfits } = compare('testing-farm-v0.1.packit-subset.yaml', testingFarm.service, '/v0.1');
    expect(misfits).toEqual([]);
    expect(checked).toBe(12);
  });

  it('Bodhi: the releases', async () => {
    await fetch(`${sandbox.bodhi.url}/releases/?state=current&state=pending&page=1&rows_per_page=100`);
    const { checked, misfits } = compare('bodhi.packit-subset.yaml', sandbox.bodhi, '');
    expect(misfits).toEqual([]);
    expect(checked).toBe(1);
  });
});

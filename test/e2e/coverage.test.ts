import { createHmac } from 'node:crypto';
import { isFinal, overallState } from '../../sandbox/copr/state.js';
import { World } from '../support/world.js';
import { CONFIG, decisionsIn, SPEC } from './pipelines.js';

const SECRET = 'gitlab-secret';
const CHECK = 'rpm-build:fedora-43-x86_64';
const VICTIM = 'https://github.com/acme/hello';
const DIST_GIT = 'https://src.fedoraproject.org/rpms/hello';

let world: World;
beforeAll(async () => {
  world = await World.start({
    pace: { speed: 400 },
    approved: ['acme'],
    settings: { GITLAB_WEBHOOK_SECRET: SECRET },
  });
}, 300_000);
afterAll(() => world.close(), 60_000);

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(claims: unknown): string {
  const head = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${head}.${createHmac('sha256', SECRET).update(head).digest('base64url')}`;
}

async function fromGitLab(body: unknown, claims: unknown): Promise<number> {
  const answer = await fetch(`${world.service.url}/api/webhooks/gitlab`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gitlab-event': 'Note Hook', 'x-gitlab-token': token(claims) },
    body: JSON.stringify(body),
  });
  return answer.status;
}

const mergeRequest = {
  id: 1,
  iid: 1,
  state: 'opened',
  source: { web_url: VICTIM },
  last_commit: { id: 'a'.repeat(40) },
  target_branch: 'main',
};
/** A comment of an owner of the victim's project, as GitLab would tell of it. */
const note = (project: object) => ({
  object_kind: 'note',
  project,
  user: { username: 'acme' },
  object_attributes: { id: 7, note: '/packit build', action: 'create' },
  merge_request: mergeRequest,
});
const distGitComment = (url: string) => ({
  agent: 'acme',
  pullrequest: {
    id: 1,
    branch: 'main',
    commit_stop: 'a'.repeat(40),
    project: { full_url: url, name: 'hello' },
    comments: [{ id: 7, comment: '/packit build' }],
  },
});
const forgejoComment = {
  action: 'created',
  is_pull: false,
  repository: { html_url: VICTIM },
  issue: { number: 1, title: 'x', state: 'open', user: { login: 'acme' } },
  comment: { id: 7, body: '/packit help', user: { login: 'acme' } },
};

it('lets nobody speak for a repository whom it does not belong to', async () => {
  const { github, copr } = world.sandbox;
  const repository = await github.createRepository('acme/hello', { ...SPEC, 'packit.yaml': CONFIG });
  const change = { author: 'acme', title: 'A change', branch: 'change', from: repository, files: { 'README.md': 'x' } };
  const pull = await github.openPullRequest(repository, change);
  await world.settledChecks(repository, pull, [CHECK], 120_000);
  await world.settled({ until: () => copr.builds().every((build) => isFinal(overallState(build))) });
  const before = { builds: copr.builds().length, checks: world.checks(repository, pull) };
  const calls = () => github.service.exchanges.length;
  const callsBefore = calls();

  const own = { namespace: 'evil', repo_name: 'repo' };
  const both = { git_http_url: 'https://gitlab.com/evil/repo.git', web_url: VICTIM };
  expect(await fromGitLab(note(both), own)).toBe(401);
  expect(await fromGitLab(note({ ...both, git_http_url: `${VICTIM}.git` }), own)).toBe(401);
  // Whoever knows the token of a namespace of the same name on GitLab is somebody else.
  expect(await fromGitLab(note({ web_url: VICTIM }), { namespace: 'acme', repo_name: 'hello' })).toBe(401);

  const [build] = copr.builds();
  const message = {
    build: build!.id,
    chroot: 'fedora-43-x86_64',
    status: 0,
    user: 'packit',
    owner: 'packit',
    pkg: 'hello',
  };
  const fedora = 'org.fedoraproject.prod.';
  const refed: [string, string, unknown, string][] = [
    ['gitlab', 'Note Hook', note({ web_url: VICTIM }), 'project-not-covered'],
    ['gitlab', 'Note Hook', note({ ...both, web_url: 'https://gitlab.com/evil/repo' }), 'project-not-covered'],
    ['pagure', 'pagure.pull-request.comment.added', distGitComment(VICTIM), 'project-not-covered'],
    ['forgejo', 'issue_comment', forgejoComment, 'project-not-covered'],
    ['fedora-messaging', `${fedora}pagure.pull-request.comment.added`, distGitComment(VICTIM), 'project-not-covered'],
    ['fedora-messaging', `${fedora}forgejo.issue_comment`, { body: forgejoComment }, 'project-not-covered'],
    ['fedora-messaging', `${fedora}pagure.pull-request.comment.added`, distGitComment(DIST_GIT), 'not-supported-yet'],
    ['fedora-messaging', `${fedora}github.issue_comment`, { body: forgejoComment }, 'event-not-supported'],
    ['fedora-messaging', `${fedora}copr.build.end`, { ...message, copr: 'somebody-elses' }, 'build-elsewhere'],
  ];
  const streams: string[] = [];
  for (const [at, [source, event, body]] of refed.entries()) {
    const answer = await world.request('POST', '/api/deliveries', { source, event, body, id: `attack-${at}` });
    expect(answer.status).toBe(202);
    streams.push(((await answer.json()) as { stream: string }).stream);
  }
  for (;;) {
    const decisions = await decisionsIn(world);
    if (streams.every((stream) => decisions.get(stream))) {
      const reasons = streams.map((stream) => (decisions.get(stream)!.data as { reason?: string }).reason);
      expect(reasons).toEqual(refed.map(([, , , reason]) => reason));
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await world.settled();
  expect({ builds: copr.builds().length, checks: world.checks(repository, pull) }).toEqual(before);
  expect(calls()).toBe(callsBefore);
}, 300_000);

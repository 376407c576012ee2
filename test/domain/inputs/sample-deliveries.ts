import type { Delivery } from '../../../src/domain/inputs/delivery.js';

const repository = {
  html_url: 'https://github.com/acme/hello',
  name: 'hello',
  full_name: 'acme/hello',
  private: false,
  default_branch: 'main',
  owner: { login: 'acme' },
};
const gitHub = { repository, installation: { id: 7 }, sender: { login: 'alice', id: 1 } };
const pull = {
  number: 42,
  html_url: 'https://github.com/acme/hello/pull/42',
  title: 'Greet',
  body: 'Hello',
  state: 'open',
  merged: false,
  draft: false,
  user: { login: 'alice' },
  labels: [{ name: 'ready' }],
  head: {
    sha: 'aaaa1111',
    ref: 'topic',
    repo: { html_url: 'https://github.com/alice/hello', name: 'hello', owner: { login: 'alice' } },
  },
  base: {
    sha: 'bbbb2222',
    ref: 'main',
    repo: { html_url: repository.html_url, name: 'hello', owner: { login: 'acme' } },
  },
};
const comment = {
  id: 5,
  body: '/packit build',
  user: { login: 'bob' },
  html_url: 'https://github.com/x',
  commit_id: 'aaaa1111',
};
const issue = { number: 42, title: 'Greet', body: 'b', state: 'open', user: { login: 'alice' }, labels: [] };
const check = {
  id: 9,
  name: 'rpm-build:fedora-42-x86_64',
  head_sha: 'aaaa1111',
  external_id: '77',
  app: { slug: 'packit-as-a-service' },
};

const project = { web_url: 'https://gitlab.com/acme/sub/hello', default_branch: 'main', visibility_level: 20 };
const gitLab = { project, user: { username: 'alice' } };
const mergeRequest = {
  id: 900,
  iid: 12,
  action: 'open',
  state: 'opened',
  title: 'Greet',
  url: `${project.web_url}/-/merge_requests/12`,
  source_branch: 'topic',
  target_branch: 'main',
  source: { web_url: 'https://gitlab.com/alice/hello' },
  last_commit: { id: 'aaaa1111' },
};
const note = {
  ...gitLab,
  object_kind: 'note',
  object_attributes: { id: 5, note: '/packit build', action: 'create', system: false },
};

const forgejoRepository = {
  html_url: 'https://src.fedoraproject.org/infra/tools',
  default_branch: 'main',
  private: false,
};
const forgejoPull = {
  number: 3,
  title: 'Greet',
  state: 'open',
  user: { login: 'alice' },
  labels: [],
  head: {
    ref: 'topic',
    sha: 'aaaa1111',
    repo: { html_url: 'https://src.fedoraproject.org/alice/tools', name: 'tools', owner: { login: 'alice' } },
  },
  base: { ref: 'main', sha: 'bbbb2222' },
};

const distGitProject = { full_url: 'https://src.fedoraproject.org/rpms/hello', name: 'hello', user: { name: 'alice' } };
const distGitPull = {
  id: 36,
  title: 'Update',
  status: 'Open',
  branch: 'rawhide',
  branch_from: '1.1-update',
  commit_stop: 'aaaa1111',
  user: { name: 'packit' },
  project: distGitProject,
  repo_from: {
    ...distGitProject,
    full_url: 'https://src.fedoraproject.org/fork/packit/rpms/hello',
    user: { name: 'packit' },
  },
  comments: [
    { id: 1, comment: 'older' },
    { id: 2, comment: '/packit koji-build' },
  ],
};
const copr = {
  build: 1044215,
  chroot: 'fedora-42-x86_64',
  status: 1,
  owner: 'packit',
  copr: 'acme-hello-42',
  user: 'packit',
  pkg: 'hello',
  version: '1.0-1',
};
const kojiBuild = {
  build_id: 21,
  task_id: 22,
  owner: 'alice',
  new: 1,
  old: 0,
  epoch: null,
  version: '1.0',
  release: '1.fc42',
  request: ['git+https://src.fedoraproject.org/rpms/hello.git#aaaa1111', 'f42-candidate', {}],
  task: { method: 'build' },
};
const anitya = {
  project: { id: 4242, name: 'hello' },
  message: { upstream_versions: ['1.1'], packages: [{ distro: 'CentOS', package_name: 'hello' }] },
};

const bus = (event: string, body: object): Delivery => ({
  source: 'fedora-messaging',
  event: `org.fedoraproject.prod.${event}`,
  body,
});
const webhook = (source: Delivery['source'], event: string, body: object): Delivery => ({ source, event, body });

/** One small delivery of each kind that means something, by name. */
export const sampleDeliveries = {
  pullRequest: webhook('github', 'pull_request', { ...gitHub, action: 'opened', number: 42, pull_request: pull }),
  pullRequestComment: webhook('github', 'issue_comment', {
    ...gitHub,
    action: 'created',
    issue: { ...issue, pull_request: { html_url: pull.html_url } },
    comment,
  }),
  issueComment: webhook('github', 'issue_comment', {
    ...gitHub,
    action: 'created',
    issue,
    comment: { ...comment, body: '/packit propose-downstream' },
  }),
  commitComment: webhook('github', 'commit_comment', { ...gitHub, action: 'created', comment }),
  push: webhook('github', 'push', {
    ...gitHub,
    ref: 'refs/heads/release/1.x',
    before: 'bbbb2222',
    after: 'aaaa1111',
    deleted: false,
    pusher: { name: 'alice' },
  }),
  release: webhook('github', 'release', {
    ...gitHub,
    action: 'published',
    release: { tag_name: 'v1', name: 'One', draft: false, prerelease: true },
  }),
  checkRun: webhook('github', 'check_run', { ...gitHub, action: 'rerequested', check_run: check }),
  checkSuite: webhook('github', 'check_suite', {
    ...gitHub,
    action: 'rerequested',
    check_suite: { id: 8, head_sha: 'aaaa1111', head_branch: 'topic', pull_requests: [{ number: 42 }], app: check.app },
  }),
  installation: webhook('github', 'installation', {
    action: 'created',
    installation: {
      id: 7,
      account: {
        login: 'acme',
        id: 3,
        url: 'https://api.github.com/users/acme',
        html_url: 'https://github.com/acme',
        type: 'Organization',
      },
      created_at: '2026-01-01T00:00:00Z',
    },
    repositories: [{ full_name: 'acme/hello' }],
    sender: { login: 'alice', id: 1 },
  }),
  mergeRequest: webhook('gitlab', 'Merge Request Hook', {
    ...gitLab,
    object_kind: 'merge_request',
    labels: [{ title: 'ready' }],
    object_attributes: mergeRequest,
  }),
  mergeRequestNote: webhook('gitlab', 'Note Hook', { ...note, merge_request: mergeRequest }),
  issueNote: webhook('gitlab', 'Note Hook', {
    ...note,
    issue: { iid: 4, state: 'opened', title: 't', description: 'd' },
  }),
  commitNote: webhook('gitlab', 'Note Hook', { ...note, commit: { id: 'aaaa1111' } }),
  gitLabPush: webhook('gitlab', 'Push Hook', {
    ...gitLab,
    object_kind: 'push',
    ref: 'refs/heads/main',
    before: 'bbbb2222',
    after: 'aaaa1111',
    checkout_sha: 'aaaa1111',
    user_username: 'alice',
    commits: [{ id: 'cccc3333' }],
  }),
  gitLabRelease: webhook('gitlab', 'Release Hook', {
    ...gitLab,
    object_kind: 'release',
    action: 'create',
    tag: 'v1',
    name: 'One',
    url: 'u',
    commit: { id: 'aaaa1111' },
  }),
  pipeline: webhook('gitlab', 'Pipeline Hook', {
    ...gitLab,
    object_kind: 'pipeline',
    object_attributes: { id: 1, ref: 'main', sha: 'aaaa1111', status: 'failed' },
  }),
  forgejoPullRequest: webhook('forgejo', 'pull_request', {
    action: 'synchronized',
    repository: forgejoRepository,
    pull_request: forgejoPull,
    sender: { login: 'alice' },
  }),
  forgejoComment: webhook('forgejo', 'issue_comment', {
    action: 'created',
    is_pull: true,
    repository: forgejoRepository,
    issue: { number: 3 },
    pull_request: forgejoPull,
    comment: { id: 5, body: '/packit build', user: { login: 'bob' } },
  }),
  forgejoPush: webhook('forgejo', 'push', {
    ref: 'refs/tags/v1',
    before: 'bbbb2222',
    after: 'aaaa1111',
    pusher: { login: 'alice' },
    repository: forgejoRepository,
  }),
  forgejoRun: bus('forgejo.action_run_failure', {
    body: {
      run: {
        id: 1,
        trigger_event: 'pull_request',
        trigger_user: { login: 'alice' },
        title: 't',
        status: 'failure',
        commit_sha: 'aaaa1111',
        event_payload: JSON.stringify({ number: 3, pull_request: forgejoPull }),
        repository: forgejoRepository,
      },
    },
    headers: {},
    agent: null,
  }),
  distGitPullRequest: bus('pagure.pull-request.new', { agent: 'packit', pullrequest: distGitPull }),
  distGitComment: bus('pagure.pull-request.comment.added', { agent: 'alice', pullrequest: distGitPull }),
  distGitFlag: bus('pagure.pull-request.flag.updated', {
    agent: 'zuul',
    pullrequest: distGitPull,
    flag: { username: 'Zuul', status: 'success', comment: 'c', url: 'u', commit_hash: 'aaaa1111', date_updated: '1' },
  }),
  distGitPush: bus('pagure.git.receive', {
    agent: 'alice',
    branch: 'rawhide',
    end_commit: 'aaaa1111',
    old_commit: 'bbbb2222',
    pull_request_id: 36,
    changed_files: { 'hello.spec': 'M' },
    repo: { namespace: 'rpms', name: 'hello', parent: null, full_url: distGitProject.full_url },
  }),
  coprStart: bus('copr.build.start', { ...copr, status: 3 }),
  coprEnd: bus('copr.build.end', copr),
  kojiTask: bus('buildsys.task.state.change', {
    id: 11,
    new: 'FAILED',
    old: 'OPEN',
    owner: 'packit',
    info: {
      state: 5,
      start_time: 1.5,
      completion_time: 2.5,
      children: [
        { method: 'buildArch', arch: 's390x', id: 12, state: 5 },
        { method: 'rebuildSRPM', arch: 'noarch', id: 13, state: 2 },
      ],
    },
  }),
  kojiBuild: bus('buildsys.build.state.change', kojiBuild),
  kojiTag: bus('buildsys.tag', {
    build_id: 21,
    tag: 'f42-build-side-1',
    tag_id: 1,
    name: 'hello',
    version: '1.0',
    release: '1.fc42',
    owner: 'alice',
  }),
  newHotness: bus('hotness.update.bug.file', { package: 'hello', bug: { bug_id: 2100001 }, trigger: { msg: anitya } }),
  anitya: {
    source: 'fedora-messaging',
    event: 'org.release-monitoring.prod.anitya.project.version.update.v2',
    body: anitya,
  },
  scanFinished: bus('openscanhub.task.finished', {
    task_id: 15,
    status: 'success',
    'added.js': 'a',
    'fixed.js': 'f',
    'scan-results.js': 's',
  }),
  scanStarted: bus('openscanhub.task.started', { task_id: 15 }),
  logDetective: bus('logdetective.analysis', {
    log_detective_analysis_id: 'u',
    log_detective_analysis_start: '2026-01-05 10:57:57.341695+00:00',
    status: 'complete',
    target_build: '7654321',
    build_system: 'copr',
    commit_sha: 'aaaa1111',
    project_url: 'https://github.com/acme/hello',
    pr_id: 42,
    log_detective_response: { explanation: { text: 'why' } },
    error_msg: null,
  }),
  testingFarm: webhook('testing-farm', 'results', { request_id: 'r-1', token: 't' }),
} as const satisfies Record<string, Delivery>;

export type SampleName = keyof typeof sampleDeliveries;

/** A sample with some values put in place of others: paths are written with dots, undefined removes the field. */
export function sample(name: SampleName, changes: Readonly<Record<string, unknown>> = {}): Delivery {
  const { source, event, body } = sampleDeliveries[name];
  const copy = structuredClone(body) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const holder = keys.reduce<Record<string, unknown>>((inner, key) => inner[key] as Record<string, unknown>, copy);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return { source, event, body: copy };
}

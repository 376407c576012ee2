import { serviceIdentity, type Delivery } from '../../../src/domain/inputs/delivery.js';
import { ignoreReasons, type IgnoreReason } from '../../../src/domain/inputs/ignore-reasons.js';
import { interpretDelivery } from '../../../src/domain/inputs/interpret-delivery.js';
import { sample, sampleDeliveries, type SampleName } from './sample-deliveries.js';

const service = serviceIdentity('prod');
const read = (delivery: Delivery) => interpretDelivery(delivery, service);
const reasonOf = (delivery: Delivery) => {
  const meaning = read(delivery);
  return meaning.kind === 'ignored' ? meaning.reason : `not ignored: ${meaning.kind}`;
};

it.each<[SampleName, object]>([
  [
    'pullRequest',
    {
      kind: 'pull-request',
      change: 'opened',
      actor: 'alice',
      repository: { forge: 'github', project: { namespace: 'acme', repo: 'hello' }, private: false, installationId: 7 },
      pullRequest: {
        number: 42,
        author: 'alice',
        state: 'open',
        headSha: 'aaaa1111',
        baseSha: 'bbbb2222',
        sourceBranch: 'topic',
        targetBranch: 'main',
        source: { namespace: 'alice', repo: 'hello' },
        labels: ['ready'],
      },
    },
  ],
  [
    'pullRequestComment',
    {
      kind: 'comment',
      surface: 'pull-request',
      actor: 'bob',
      pullRequest: { number: 42, author: 'alice', state: 'open' },
      comment: { id: 5, author: 'bob', parsed: { kind: 'command', command: { name: 'build' } } },
    },
  ],
  ['issueComment', { kind: 'comment', surface: 'issue', issue: { number: 42, title: 'Greet', author: 'alice' } }],
  ['commitComment', { kind: 'comment', surface: 'commit', commitSha: 'aaaa1111' }],
  ['push', { kind: 'push', ref: 'release/1.x', isTag: false, commitSha: 'aaaa1111', previousSha: 'bbbb2222' }],
  ['release', { kind: 'release', tag: 'v1', prerelease: true }],
  ['checkRun', { kind: 'check-rerun', externalId: '77', check: { job: 'rpm-build', target: 'fedora-42-x86_64' } }],
  ['checkSuite', { kind: 'check-suite-rerun', commitSha: 'aaaa1111', pullRequests: [42] }],
  ['installation', { kind: 'installation', change: 'created', account: { host: 'github.com', login: 'acme' } }],
  ['mergeRequest', { kind: 'pull-request', change: 'opened', pullRequest: { number: 12, objectId: 900 } }],
  ['mergeRequestNote', { kind: 'comment', surface: 'pull-request', pullRequest: { headSha: 'aaaa1111' } }],
  ['issueNote', { kind: 'comment', surface: 'issue', issue: { number: 4, body: 'd' } }],
  ['commitNote', { kind: 'comment', surface: 'commit', commitSha: 'aaaa1111' }],
  ['gitLabPush', { kind: 'push', ref: 'main', commitSha: 'aaaa1111' }],
  ['gitLabRelease', { kind: 'release', tag: 'v1', commitSha: 'aaaa1111' }],
  ['forgejoPullRequest', { kind: 'pull-request', change: 'synchronized', repository: { forge: 'forgejo' } }],
  ['forgejoComment', { kind: 'comment', surface: 'pull-request', pullRequest: { headSha: 'aaaa1111' } }],
  ['forgejoPush', { kind: 'push', ref: 'v1', isTag: true }],
  ['distGitPullRequest', { kind: 'pull-request', change: 'opened', pullRequest: { sourceOwner: 'packit' } }],
  [
    'distGitComment',
    {
      kind: 'comment',
      surface: 'dist-git-pull-request',
      comment: { id: 2, parsed: { command: { name: 'koji-build' } } },
    },
  ],
  ['distGitPush', { kind: 'push', ref: 'rawhide', pullRequest: 36, repository: { project: { repo: 'hello' } } }],
  ['coprStart', { kind: 'copr-build', change: 'started', buildId: 1044215, chroot: 'fedora-42-x86_64' }],
  ['coprEnd', { kind: 'copr-build', change: 'ended', succeeded: true, owner: 'packit', project: 'acme-hello-42' }],
  ['kojiTask', { kind: 'koji-task', state: 'FAILED', architectures: [{ arch: 's390x', taskId: 12, failed: true }] }],
  [
    'kojiBuild',
    { kind: 'koji-build', state: 'COMPLETE', branch: 'f42', commitSha: 'aaaa1111', nvr: 'hello-1.0-1.fc42' },
  ],
  ['kojiTag', { kind: 'koji-tag', tag: 'f42-build-side-1', project: { namespace: 'rpms', repo: 'hello' } }],
  ['newHotness', { kind: 'new-versions', versions: ['1.1'], bugId: 2100001, anityaProjectId: 4242 }],
  ['scanFinished', { kind: 'open-scan-hub', change: 'finished', status: 'success', scanResultsUrl: 's' }],
  ['scanStarted', { kind: 'open-scan-hub', change: 'started', taskId: 15 }],
  ['logDetective', { kind: 'log-detective', status: 'complete', explanation: 'why', pullRequest: 42 }],
  ['testingFarm', { kind: 'testing-farm-notification', requestId: 'r-1' }],
])('understands %s', (name, expected) => {
  expect(read(sample(name))).toMatchObject(expected);
});

it.each<[string, Delivery, object]>([
  ['a new commit', sample('pullRequest', { action: 'synchronize', before: 'cccc3333' }), { change: 'synchronized' }],
  [
    'a merged pull request',
    sample('pullRequest', { action: 'closed', 'pull_request.merged': true }),
    { change: 'closed', pullRequest: { state: 'merged' } },
  ],
  [
    'a closed one whose fork is gone',
    sample('pullRequest', { action: 'closed', 'pull_request.head.repo': null }),
    { change: 'closed' },
  ],
  [
    'a label',
    sample('pullRequest', { action: 'labeled', label: { name: 'go' } }),
    { change: 'labeled', changedLabels: ['go'] },
  ],
  ['a label removed', sample('pullRequest', { action: 'unlabeled', label: { name: 'go' } }), { change: 'unlabeled' }],
  [
    'a comment on a closed pull request',
    sample('pullRequestComment', { 'issue.state': 'closed' }),
    { pullRequest: { state: 'closed' } },
  ],
  [
    'a mistyped command',
    sample('pullRequestComment', { 'comment.body': '/packit biuld' }),
    { comment: { parsed: { kind: 'syntax-error' } } },
  ],
  ['a removed app', sample('installation', { action: 'deleted' }), { change: 'deleted' }],
  [
    'a merge request with a new commit',
    sample('mergeRequest', { 'object_attributes.action': 'update', 'object_attributes.oldrev': 'bbbb2222' }),
    { change: 'synchronized' },
  ],
  [
    'a merge request with another label',
    sample('mergeRequest', {
      'object_attributes.action': 'update',
      changes: { labels: { previous: [], current: [{ title: 'go' }] } },
    }),
    { change: 'labeled', changedLabels: ['go'] },
  ],
  [
    'a merge request that lost a label',
    sample('mergeRequest', {
      'object_attributes.action': 'update',
      changes: { labels: { previous: [{ title: 'go' }], current: [] } },
    }),
    { change: 'unlabeled' },
  ],
  [
    'a merged merge request',
    sample('mergeRequest', { 'object_attributes.action': 'merge', 'object_attributes.state': 'merged' }),
    { change: 'closed', pullRequest: { state: 'merged' } },
  ],
  [
    'a closed dist-git pull request',
    { ...sample('distGitPullRequest', { merged: true }), event: 'pagure.pull-request.closed' },
    { change: 'closed', pullRequest: { state: 'merged' } },
  ],
  [
    'a source build',
    sample('coprEnd', { chroot: 'srpm-builds', status: 0, pkg: null }),
    { chroot: 'srpm', succeeded: false },
  ],
  [
    'a push with more commits than are listed',
    sample('gitLabPush', { checkout_sha: 'aaaa1111' }),
    { commitSha: 'aaaa1111' },
  ],
  [
    'a pull request without a fork',
    sample('distGitPullRequest', { 'pullrequest.repo_from': null, agent: 'alice' }),
    { pullRequest: { sourceOwner: 'alice', source: { namespace: 'rpms' } } },
  ],
  ['an analysis with a status that is new', sample('logDetective', { status: 'odd' }), { status: 'unknown' }],
])('understands %s', (_name, delivery, expected) => {
  expect(read(delivery)).toMatchObject(expected);
});

const refusals: [IgnoreReason, Delivery][] = [
  ['ping', { source: 'github', event: 'ping', body: { zen: 'z', hook_id: 1, hook: {} } }],
  ['event-not-supported', { source: 'github', event: 'label', body: { action: 'created' } }],
  ['event-not-supported', { source: 'gitlab', event: 'Tag Push Hook', body: {} }],
  [
    'event-not-supported',
    { source: 'fedora-messaging', event: 'org.fedoraproject.prod.bodhi.update.comment', body: {} },
  ],
  ['event-not-supported', { source: 'carrier-pigeon' as never, event: '', body: {} }],
  ['payload-not-an-object', { source: 'github', event: 'push', body: 'x' }],
  ['action-not-supported', sample('pullRequest', { action: 'ready_for_review' })],
  ['action-not-supported', sample('pullRequest', { action: 'constructor' })],
  ['action-not-supported', sample('checkRun', { action: 'completed' })],
  ['action-not-supported', sample('commitComment', { action: 'edited' })],
  ['action-not-supported', sample('installation', { action: 'new_permissions_accepted' })],
  ['source-repository-deleted', sample('pullRequest', { 'pull_request.head.repo': null })],
  ['nothing-to-build-changed', sample('mergeRequest', { 'object_attributes.action': 'update' })],
  ['nothing-to-build-changed', sample('mergeRequest', { 'object_attributes.action': 'approved' })],
  ['nothing-to-build-changed', sample('forgejoPullRequest', { action: 'edited' })],
  ['comment-edited', sample('pullRequestComment', { action: 'edited' })],
  ['comment-edited', sample('issueComment', { action: 'edited' })],
  ['comment-edited', sample('mergeRequestNote', { 'object_attributes.action': 'update' })],
  ['comment-deleted', sample('issueComment', { action: 'deleted' })],
  ['comment-by-bot', sample('pullRequestComment', { 'comment.user.login': 'packit-as-a-service-stg[bot]' })],
  ['comment-by-bot', sample('issueComment', { 'comment.user.login': 'packit-as-a-service[bot]' })],
  ['comment-by-bot', sample('issueNote', { 'user.username': 'packit-as-a-service' })],
  ['comment-by-bot', sample('distGitComment', { agent: 'packit' })],
  ['comment-by-system', sample('mergeRequestNote', { 'object_attributes.system': true })],
  ['comment-without-text', sample('issueComment', { 'comment.body': '' })],
  ['no-command', sample('pullRequestComment', { 'comment.body': '' })],
  ['no-command', sample('pullRequestComment', { 'comment.body': '> /packit build' })],
  ['no-command', sample('pullRequestComment', { 'comment.body': '/packit-stg build' })],
  ['comment-not-on-pull-request-issue-or-commit', sample('commitNote', { commit: undefined })],
  ['merge-request-not-open', sample('mergeRequestNote', { 'merge_request.state': 'merged' })],
  ['issue-not-open', sample('issueNote', { 'issue.state': 'closed' })],
  ['ref-deleted', sample('push', { deleted: true })],
  ['ref-deleted', sample('gitLabPush', { after: '0000000000000000000000000000000000000000' })],
  ['ref-neither-branch-nor-tag', sample('push', { ref: 'refs/notes/commits' })],
  ['push-without-commits', sample('gitLabPush', { commits: [] })],
  ['push-to-fork', sample('distGitPush', { 'repo.parent': { name: 'hello' } })],
  ['push-without-spec-file', sample('distGitPush', { changed_files: { sources: 'M' } })],
  ['release-not-published', sample('release', { action: 'created' })],
  ['release-not-published', sample('gitLabRelease', { action: 'update' })],
  ['check-of-another-app', sample('checkRun', { 'check_run.app.slug': 'packit-as-a-service-stg' })],
  ['check-of-another-app', sample('checkSuite', { 'check_suite.app': null })],
  ['check-without-external-id', sample('checkRun', { 'check_run.external_id': '' })],
  ['check-not-rerunnable', sample('checkRun', { 'check_run.name': 'vm-image-build:fedora-42-x86_64' })],
  ['build-of-another-user', sample('coprEnd', { user: 'somebody' })],
  ['build-of-another-user', sample('kojiTask', { owner: 'somebody' })],
  ['koji-build-by-releng', sample('kojiBuild', { owner: 'releng' })],
  ['koji-build-of-another-method', sample('kojiBuild', { 'task.method': 'image' })],
  ['koji-build-deleted', sample('kojiBuild', { new: 2 })],
  ['koji-task-not-begun', sample('kojiTask', { 'info.state': 0 })],
  ['koji-tag-no-sidetag', sample('kojiTag', { tag: 'f42-updates-candidate' })],
  ['flag-on-foreign-pull-request', sample('distGitFlag', { 'pullrequest.user.name': 'alice' })],
  ['no-centos-package', sample('anitya', { 'message.packages': [{ distro: 'Fedora', package_name: 'hello' }] })],
  ['build-system-unknown', sample('logDetective', { build_system: 'obs' })],
  ['foreign-ci-recorded', sample('pipeline')],
  ['foreign-ci-recorded', sample('forgejoRun')],
  ['foreign-ci-recorded', sample('distGitFlag')],
  ['updates-for-centos-not-supported', sample('anitya')],
  ['project-not-covered', sample('push', { 'repository.html_url': 'https://gitlab.com/acme/hello' })],
  ['project-contradictory', sample('gitLabPush', { 'project.http_url': 'https://gitlab.com/acme/other.git' })],
];

it.each(refusals)('ignores with the reason %s', (reason, delivery) => {
  expect(reasonOf(delivery)).toBe(reason);
});

it('has a delivery for every reason', () => {
  const shown = new Set([...refusals.map(([reason]) => reason), 'payload-field-missing', 'payload-field-invalid']);
  expect([...shown].sort()).toEqual(Object.keys(ignoreReasons).sort());
});

it.each<[SampleName, string, unknown, string]>([
  ['pullRequest', 'pull_request.head.sha', undefined, 'payload-field-missing'],
  ['pullRequest', 'pull_request.head.sha', 42, 'payload-field-invalid'],
  ['pullRequest', 'number', '42', 'payload-field-invalid'],
  ['pullRequest', 'repository', undefined, 'payload-field-missing'],
  ['pullRequest', 'repository.html_url', 'nowhere', 'payload-field-invalid'],
  ['pullRequestComment', 'comment.user', null, 'payload-field-invalid'],
  ['mergeRequest', 'object_attributes.last_commit', undefined, 'payload-field-missing'],
  ['coprEnd', 'build', undefined, 'payload-field-missing'],
  ['kojiBuild', 'request', undefined, 'payload-field-missing'],
  ['logDetective', 'log_detective_analysis_start', 'yesterday', 'payload-field-invalid'],
  ['testingFarm', 'request_id', undefined, 'payload-field-missing'],
])('names the field of %s that is wrong: %s is %j', (name, field, value, reason) => {
  expect(read(sample(name, { [field]: value }))).toMatchObject({ kind: 'ignored', reason, facts: { field } });
});

it('says what hid a command', () => {
  const meaning = read(sample('pullRequestComment', { 'comment.body': '```\n/packit build\n```' }));
  expect(meaning).toMatchObject({ facts: { line: '/packit build', within: 'code', comment: 5, author: 'bob' } });
});

it('opens every envelope of a bus message', () => {
  const topic = 'org.fedoraproject.prod.copr.build.end';
  const body = sampleDeliveries.coprEnd.body as object;
  const bodies = [body, { ...body, topic }, { topic, id: 'x', headers: {}, body }, { topic, msg_id: 'x', msg: body }];
  for (const message of bodies)
    for (const event of [topic, 'copr.build.end'])
      expect(read({ source: 'fedora-messaging', event, body: message })).toMatchObject({ buildId: 1044215 });
  expect(read({ source: 'fedora-messaging', event: '', body: { topic, body } })).toMatchObject({ buildId: 1044215 });
});

it('reads Forgejo over the bus as from its webhook', () => {
  const { body } = sampleDeliveries.forgejoPush;
  const topic = 'org.fedoraproject.prod.forgejo.push';
  const direct = read(sampleDeliveries.forgejoPush);
  for (const message of [
    { body, headers: {}, agent: null },
    { topic, id: 'x', body: { body, headers: {} } },
  ])
    expect(read({ source: 'fedora-messaging', event: topic, body: message })).toEqual(direct);
  expect(read({ source: 'forgejo', event: 'forgejo.push', body: { body, headers: {} } })).toEqual(direct);
});

it('is another service on staging', () => {
  const staging = serviceIdentity('stg');
  const command = sample('pullRequestComment', { 'comment.body': '/packit-stg build' });
  expect(interpretDelivery(command, staging)).toMatchObject({ comment: { parsed: { kind: 'command' } } });
  expect(interpretDelivery(sample('checkRun'), staging)).toMatchObject({ reason: 'check-of-another-app' });
  expect(interpretDelivery(sample('coprEnd'), staging)).toMatchObject({ reason: 'build-of-another-user' });
});

import { World } from '../support/world.js';
import { Conversation } from './conversation.js';

const BUILD = 'rpm-build:fedora-44-x86_64';
const TESTS = 'testing-farm:fedora-44-x86_64';
const SUBMITTED = 'in_progress: SRPM build in Copr was submitted...';
const CANCELLED = 'cancelled: Cancelled: by dora';
const FILES = {
  'packit.yaml': `specfile_path: hello.spec
jobs:
  - job: copr_build
    trigger: pull_request
    targets: [fedora-44-x86_64]
  - job: tests
    trigger: pull_request
    targets: [fedora-44-x86_64]
  - job: copr_build
    trigger: commit
    branch: main
    targets: [fedora-44-x86_64]
  - job: copr_build
    trigger: release
    targets: [fedora-44-x86_64]
`,
  'hello.spec': 'Name: hello\nVersion: 1.0\nRelease: 1\n',
  '.fmf/version': '1\n',
};
const SLOW = 240_000;

let world: World;
let repositories = 0;

/** One service for all, in which builds stand still; each test has a repository of its own. */
beforeAll(async () => {
  world = await World.start({ pace: 'manual', approved: ['acme'] });
}, SLOW);
afterAll(() => world.close(), SLOW);

/** A pull request whose build has been submitted. */
async function aPullRequest(): Promise<Conversation> {
  const conversation = await Conversation.about(world, `hello${(repositories += 1)}`, FILES);
  await conversation.says([BUILD, SUBMITTED], [TESTS, SUBMITTED]);
  return conversation;
}

/** A delivery that the sandbox has no button for. */
async function deliver({ repository }: Conversation, event: string, body: object): Promise<void> {
  const { name } = repository;
  const about = {
    name,
    full_name: `acme/${name}`,
    html_url: `https://github.com/acme/${name}`,
    owner: { login: 'acme' },
    default_branch: 'main',
    private: false,
  };
  const sent = {
    source: 'github',
    id: crypto.randomUUID(),
    event,
    body: { repository: about, sender: { login: 'acme', id: 1 }, ...body },
  };
  expect((await world.request('POST', '/api/deliveries', sent)).status).toBe(202);
}

it(
  'tells the state of all checks, and for each job why it ran or did not',
  async () => {
    const conversation = await aPullRequest();
    const status = await conversation.answerTo('mallory', '/packit status');
    expect(status).toContain(`| \`${BUILD}\` | running | SRPM build in Copr was submitted... | [details](`);
    expect(status).toContain(`| \`${TESTS}\` | running |`);

    expect(await conversation.answerTo('dora', '/packit test --identifier other')).toContain(
      'No job of the configuration matches',
    );
    const explanation = await conversation.answerTo('mallory', '/packit explain');
    expect(explanation).toContain('| #1 `copr_build` on `pull_request` | yes | `build` |');
    expect(explanation).toContain('| #2 `tests` on `pull_request` | yes | `wait-for-build` |');
    expect(explanation).toContain('| #3 `copr_build` on `commit` | no | `trigger-differs` |');
    const tests = await conversation.answerTo('mallory', '/packit explain tests');
    expect(tests).toContain('`wait-for-build`');
    expect(tests).not.toContain('`trigger-differs`');
    expect(await conversation.answerTo('dora', '/packit vm-image-build')).toBe(
      '`vm-image-build` is not supported by this service yet.',
    );
  },
  SLOW,
);

it(
  'ends what is queued or running when somebody who may asks for it, and says what',
  async () => {
    const conversation = await aPullRequest();
    const commit = conversation.pull.head.sha.slice(0, 7);
    expect(await conversation.answerTo('mallory', '/packit cancel')).toContain(
      'Account mallory has no write access nor is author of PR!',
    );
    expect(await conversation.answerTo('dora', '/packit cancel tests')).toBe(
      `Cancelled for ${commit}:\n\n* \`${TESTS}\``,
    );
    await conversation.says([TESTS, CANCELLED], [BUILD, SUBMITTED]);
    expect(await conversation.answerTo('dora', '/packit cancel')).toContain(`* \`${BUILD}\``);
    await conversation.says([BUILD, CANCELLED]);
    await world.until('the build is cancelled in Copr', () => conversation.builds[0]?.canceled === true);
    expect(await conversation.answerTo('dora', '/packit cancel')).toBe(`Nothing of ${commit} is queued or running.`);
  },
  SLOW,
);

it(
  'runs one check again',
  async () => {
    const { github } = world.sandbox;
    const conversation = await aPullRequest();
    const { repository, pull } = conversation;
    await conversation.answerTo('dora', '/packit cancel');
    await conversation.says([BUILD, CANCELLED], [TESTS, CANCELLED]);
    await world.until('the build is cancelled in Copr', () => conversation.builds[0]?.canceled === true);
    github.rerun(repository, github.checks(repository, pull.head.sha).get(BUILD)!, 'acme');
    await conversation.says([BUILD, SUBMITTED], [TESTS, SUBMITTED]);
    expect(conversation.builds).toMatchObject([{ canceled: true }, { canceled: false }]);
  },
  SLOW,
);

it(
  'runs all checks again that ended without success',
  async () => {
    const conversation = await aPullRequest();
    const { head, number } = conversation.pull;
    await conversation.answerTo('dora', '/packit cancel');
    await conversation.says([BUILD, CANCELLED], [TESTS, CANCELLED]);
    await deliver(conversation, 'check_suite', {
      action: 'rerequested',
      check_suite: {
        id: 1,
        head_sha: head.sha,
        head_branch: 'change',
        pull_requests: [{ number }],
        app: { slug: 'packit-as-a-service' },
      },
    });
    await conversation.says([BUILD, SUBMITTED], [TESTS, SUBMITTED]);
    expect(conversation.builds).toHaveLength(2);
  },
  SLOW,
);

it(
  'builds what is pushed, a commit when somebody who may comments on it, and a release',
  async () => {
    const { github } = world.sandbox;
    const conversation = await aPullRequest();
    const { repository } = conversation;
    const sha = await github.pushBranch(repository, 'main', { readme: 'A text' });
    const check = 'rpm-build:main:fedora-44-x86_64';
    await world.until(
      `${check} is submitted`,
      () => github.checks(repository, sha).get(check)?.output.title === 'SRPM build in Copr was submitted...',
    );
    expect(conversation.builds).toHaveLength(2);

    const comment = (id: number, login: string, body: string) =>
      deliver(conversation, 'commit_comment', {
        action: 'created',
        comment: { id, commit_id: sha, user: { login }, body },
      });
    const answers = () => github.comments(repository, { sha }).map(({ body }) => body);
    await comment(1, 'mallory', '/packit build');
    await world.until('an answer to mallory', () => answers().length === 1);
    expect(answers()[0]).toContain('Account mallory has no write access!');
    await comment(2, 'acme', '/packit build --commit gone');
    await comment(3, 'acme', '/packit build');
    await world.until('a build of the commit', () => conversation.builds.length === 3);

    await repository.git.tag('1.0', sha);
    await deliver(conversation, 'release', { action: 'published', release: { tag_name: '1.0' } });
    await world.until('a build of the release', () => conversation.builds.length === 4);
    await world.until('a check of the release', () =>
      github.checks(repository, sha).has('rpm-build:1.0:fedora-44-x86_64'),
    );
    expect(answers()).toHaveLength(1);
  },
  SLOW,
);

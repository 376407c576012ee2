import type { PullRequest, Repository } from '../../sandbox/github/state.js';
import { World } from '../support/world.js';

const BUILD = 'rpm-build:fedora-44-x86_64';
const TESTS = 'testing-farm:fedora-44-x86_64';
const SUBMITTED = 'in_progress: SRPM build in Copr was submitted...';
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
let repository: Repository;
let pull: PullRequest;

/** One service for all: each test goes on where the one before it ended. */
beforeAll(async () => {
  world = await World.start({ pace: 'manual', approved: ['acme'] });
  repository = await world.sandbox.github.createRepository('acme/hello', FILES);
  pull = await world.sandbox.github.openPullRequest(repository, {
    author: 'dora',
    title: 'A change',
    branch: 'change',
    files: { 'new-file': 'x' },
  });
  await until(() => said(BUILD) === SUBMITTED && said(TESTS) === SUBMITTED);
}, SLOW);
afterAll(() => world.close(), SLOW);

const said = (name: string): string | undefined => world.checks(repository, pull)[name];

/** Builds stand still in this test, so nothing ever settles. */
async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !holds() && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}

/** What we answer to a comment. */
async function answerTo(author: string, text: string): Promise<string | undefined> {
  const { github } = world.sandbox;
  const before = github.comments(repository, pull).length + 1;
  github.comment(repository, pull, author, text);
  await until(() => github.comments(repository, pull).length > before);
  return github.comments(repository, pull)[before]?.body;
}

it(
  'tells the state of all checks, and for each job why it ran or did not',
  async () => {
    const status = await answerTo('mallory', '/packit status');
    expect(status).toContain(`| \`${BUILD}\` | running | SRPM build in Copr was submitted... | [details](`);
    expect(status).toContain(`| \`${TESTS}\` | running |`);

    expect(await answerTo('dora', '/packit test --identifier other')).toContain('No job of the configuration matches');
    const explanation = await answerTo('mallory', '/packit explain');
    expect(explanation).toContain('| #1 `copr_build` on `pull_request` | yes | `build` |');
    expect(explanation).toContain('| #2 `tests` on `pull_request` | yes | `wait-for-build` |');
    expect(explanation).toContain('| #3 `copr_build` on `commit` | no | `trigger-differs` |');
    const tests = await answerTo('mallory', '/packit explain tests');
    expect(tests).toContain('`wait-for-build`');
    expect(tests).not.toContain('`trigger-differs`');
    expect(await answerTo('dora', '/packit vm-image-build')).toBe(
      '`vm-image-build` is not supported by this service yet.',
    );
  },
  SLOW,
);

it(
  'ends what is queued or running when somebody who may asks for it, and says what',
  async () => {
    expect(await answerTo('mallory', '/packit cancel')).toContain(
      'Account mallory has no write access nor is author of PR!',
    );
    expect(await answerTo('dora', '/packit cancel tests')).toBe(
      `Cancelled for ${pull.head.sha.slice(0, 7)}:\n\n* \`${TESTS}\``,
    );
    await until(() => said(TESTS) === 'cancelled: Cancelled: by dora');
    expect(said(BUILD)).toBe(SUBMITTED);
    expect(await answerTo('dora', '/packit cancel')).toContain(`* \`${BUILD}\``);
    await until(() => said(BUILD) === 'cancelled: Cancelled: by dora');
    await until(() => world.sandbox.copr.builds()[0]?.canceled === true);
    expect(await answerTo('dora', '/packit cancel')).toBe(
      `Nothing of ${pull.head.sha.slice(0, 7)} is queued or running.`,
    );
  },
  SLOW,
);

it(
  'runs a check again, and builds what is pushed',
  async () => {
    const { github, copr } = world.sandbox;
    github.rerun(repository, github.checks(repository, pull.head.sha).get(BUILD)!, 'acme');
    await until(() => said(BUILD) === SUBMITTED && said(TESTS) === SUBMITTED);
    expect(copr.builds()).toMatchObject([{ canceled: true }, { canceled: false }]);

    const sha = await github.pushBranch(repository, 'main', { readme: 'A text' });
    const pushed = () => github.checks(repository, sha).get('rpm-build:main:fedora-44-x86_64')?.output.title;
    await until(() => pushed() === 'SRPM build in Copr was submitted...');
    expect(copr.builds()).toHaveLength(3);
  },
  SLOW,
);

/** A delivery that the sandbox has no button for. */
async function deliver(id: string, event: string, body: object): Promise<void> {
  const about = {
    name: 'hello',
    full_name: 'acme/hello',
    html_url: 'https://github.com/acme/hello',
    owner: { login: 'acme' },
    default_branch: 'main',
    private: false,
  };
  const sent = { source: 'github', id, event, body: { repository: about, sender: { login: 'acme', id: 1 }, ...body } };
  expect((await world.request('POST', '/api/deliveries', sent)).status).toBe(202);
}

const builds = () => world.sandbox.copr.builds().length;

it(
  'runs all checks again that ended without success',
  async () => {
    await answerTo('dora', '/packit cancel');
    await until(
      () => said(BUILD) === 'cancelled: Cancelled: by dora' && said(TESTS) === 'cancelled: Cancelled: by dora',
    );
    const before = builds();
    await deliver('suite', 'check_suite', {
      action: 'rerequested',
      check_suite: {
        id: 1,
        head_sha: pull.head.sha,
        head_branch: 'change',
        pull_requests: [{ number: pull.number }],
        app: { slug: 'packit-as-a-service' },
      },
    });
    await until(() => said(BUILD) === SUBMITTED && said(TESTS) === SUBMITTED);
    expect(builds()).toBe(before + 1);
  },
  SLOW,
);

it(
  'builds a commit when somebody who may comments on it, and a release',
  async () => {
    const sha = (await repository.git.resolve('refs/heads/main'))!;
    const before = builds();
    const comment = (id: number, login: string, body: string) =>
      deliver(`comment-${id}`, 'commit_comment', {
        action: 'created',
        comment: { id, commit_id: sha, user: { login }, body },
      });
    const answers = () => repository.comments.filter(({ on }) => 'sha' in on && on.sha === sha).map(({ body }) => body);
    await comment(1, 'mallory', '/packit build');
    await until(() => answers().length === 1);
    expect(answers()[0]).toContain('Account mallory has no write access!');
    await comment(2, 'acme', '/packit build --commit gone');
    await comment(3, 'acme', '/packit build');
    await until(() => builds() === before + 1);

    await repository.git.tag('1.0', sha);
    await deliver('release', 'release', { action: 'published', release: { tag_name: '1.0' } });
    await until(() => builds() === before + 2);
    await until(() => world.sandbox.github.checks(repository, sha).has('rpm-build:1.0:fedora-44-x86_64'));
    expect(answers()).toHaveLength(1);
  },
  SLOW,
);

import type { Issue, PullRequest, Repository } from '../../sandbox/github/state.js';
import { told, World } from '../support/world.js';

const CHECK = 'rpm-build:fedora-44-x86_64';
const FILES = {
  'packit.yaml': `specfile_path: hello.spec
jobs:
  - job: copr_build
    trigger: pull_request
    targets: [fedora-44-x86_64]
`,
  'hello.spec': 'Name: hello\nVersion: 1.0\nRelease: 1\n',
};
const SLOW = 180_000;

/** The service where `acme/hello` is, and the issues that approvals are asked for in. */
class Scene {
  private constructor(
    readonly world: World,
    readonly repository: Repository,
    readonly notifications: Repository,
  ) {}

  static with(act: (scene: Scene) => Promise<void>): Promise<void> {
    return World.with({ pace: { speed: 400 } }, async (world) => {
      const { github } = world.sandbox;
      const notifications = await github.createRepository('packit/notifications');
      await act(new Scene(world, await github.createRepository('acme/hello', FILES), notifications));
    });
  }

  get github() {
    return this.world.sandbox.github;
  }

  install(by: string): Promise<void> {
    this.github.installApp('acme', by);
    return this.world.settled();
  }

  openPullRequest(branch: string): Promise<PullRequest> {
    const author = 'dora';
    return this.github.openPullRequest(this.repository, { author, title: branch, branch, files: { [branch]: 'x' } });
  }

  check(pull: PullRequest): string | undefined {
    return this.world.checks(this.repository, pull)[CHECK];
  }

  async settledCheck(pull: PullRequest): Promise<string | undefined> {
    return (await this.world.settledChecks(this.repository, pull, [CHECK]))[CHECK];
  }

  issues(): Issue[] {
    return [...this.notifications.issues.values()];
  }

  /** What we answered to these comments, by the people who wrote them, one after the other. */
  async talk(issue: Issue, ...comments: readonly (readonly [string, string])[]): Promise<(string | undefined)[]> {
    const answers: (string | undefined)[] = [];
    for (const [author, text] of comments) {
      const before = this.github.comments(this.notifications, issue).length + 1;
      this.github.comment(this.notifications, issue, author, text);
      await this.world.settled();
      answers.push(this.github.comments(this.notifications, issue)[before]?.body);
    }
    return answers;
  }

  async entry(): Promise<unknown> {
    const answer = await this.world.request('GET', '/api/allowlist/github.com/acme');
    return answer.status === 204 ? undefined : answer.json();
  }
}

it(
  'lets the installer prove who they are, and then plans by itself what was refused',
  () =>
    Scene.with(async (scene) => {
      const { world, github } = scene;
      await scene.install('jane');
      const [issue, ...others] = scene.issues();
      expect(others).toEqual([]);
      expect(issue).toMatchObject({ title: 'Organization acme needs to be approved.', state: 'open' });
      expect(issue!.body).toContain('/packit verify-fas <my-fas-username>');
      expect(await scene.entry()).toMatchObject({ status: 'waiting' });

      const open = await scene.openPullRequest('open');
      const closed = await scene.openPullRequest('closed');
      expect(await scene.settledCheck(open)).toBe('neutral: Namespace is not allowed!');
      expect(await scene.settledCheck(closed)).toBe('neutral: Namespace is not allowed!');
      github.closePullRequest(scene.repository, closed);

      world.sandbox.fasjson.addUser({ username: 'jane-fas', githubUsername: 'JANE' });
      world.sandbox.fasjson.addUser({ username: 'hidden', githubUsername: 'jane', private: true });
      const elsewhere = github.openIssue(scene.notifications, 'john', 'Organization acme needs to be approved.');
      expect(await scene.talk(elsewhere, ['jane', '/packit verify-fas jane-fas'])).toEqual([undefined]);
      const answers = await scene.talk(
        issue!,
        ['john', '/packit verify-fas jane-fas'],
        ['jane', '/packit verify-fas'],
        ['jane', '/packit verify-fas hidden'],
        ['jane', '/packit verify-fas jane-fas'],
      );
      expect(answers.map((text) => text?.slice(0, 78))).toEqual([
        'Packit verification comment command not created by the person who installed th',
        'Incorrect format of the Packit verification comment command. The expected form',
        'We were not able to find a match between the GitHub Username field in the FAS ',
        'Namespace `github.com/acme` approved successfully using FAS account `jane-fas`!'.slice(0, 78),
      ]);
      expect(await scene.entry()).toMatchObject({ status: 'approved_automatically', fas_account: 'jane-fas' });
      expect(await scene.settledCheck(open)).toBe('success: RPMs were built successfully.');
      await world.settled();
      expect(issue!.state).toBe('closed');
      expect(elsewhere.state).toBe('open');
      expect(scene.check(closed)).toBe('neutral: Namespace is not allowed!');
      expect(world.sandbox.copr.builds()).toHaveLength(1);
    }),
  SLOW,
);

it(
  'approves a Fedora contributor at once, an outage of the accounts in between, and asks nobody for anything',
  () =>
    Scene.with(async (scene) => {
      const { fasjson } = scene.world.sandbox;
      fasjson.addUser({ username: 'jane', githubUsername: 'jane' });
      fasjson.service.faults.next({ kind: 'status', status: 503 }, { times: 2 });
      scene.github.installApp('acme', 'jane');
      await scene.world.settled({ quietMs: 3_000 });
      expect(await scene.entry()).toMatchObject({ status: 'approved_automatically', fas_account: 'jane' });
      expect(scene.issues()).toEqual([]);
    }),
  SLOW,
);

it(
  'closes the issue and plans again when an operator approves, and keeps a denial through an installation',
  () =>
    Scene.with(async (scene) => {
      const { world } = scene;
      await scene.install('jane');
      const pull = await scene.openPullRequest('one');
      expect(await scene.settledCheck(pull)).toBe('neutral: Namespace is not allowed!');

      await world.allow('acme', 'denied');
      world.sandbox.fasjson.addUser({ username: 'john', githubUsername: 'john' });
      await scene.install('john');
      expect(await scene.entry()).toMatchObject({ status: 'denied' });
      const denied = await scene.openPullRequest('two');
      expect(await scene.settledCheck(denied)).toBe('neutral: Project or its namespace denied!');
      expect(scene.issues()).toMatchObject([{ state: 'open' }]);

      await world.allow('acme');
      await world.settled({ until: () => scene.check(pull) === 'success: RPMs were built successfully.' });
      expect(scene.issues()).toMatchObject([{ state: 'closed' }]);
      expect(scene.check(denied)).toBe('neutral: Project or its namespace denied!');
    }),
  SLOW,
);

it(
  'does for a denied person what it does for a denied host',
  () =>
    Scene.with(async (scene) => {
      const { world } = scene;
      await world.allow('acme');
      await world.allow('Dora', 'denied');
      const pull = await scene.openPullRequest('one');
      expect(await scene.settledCheck(pull)).toBe('neutral: User namespace denied!');
      const answer = await world.request('PUT', '/api/allowlist/github.com', { status: 'denied' });
      expect(answer.status).toBe(204);
      const other = await scene.openPullRequest('two');
      expect(await scene.settledCheck(other)).toBe('neutral: User namespace denied!');
      await world.request('DELETE', '/api/allowlist/github.com/dora');
      const third = await scene.openPullRequest('three');
      expect(await scene.settledCheck(third)).toBe('neutral: Project or its namespace denied!');
      expect(world.sandbox.copr.builds()).toEqual([]);
    }),
  SLOW,
);

it(
  'refuses pushes on their checks, says it on one commit only, and plans the newest again',
  () =>
    Scene.with(async (scene) => {
      const { world, repository, github } = scene;
      const push = async (name: string) => {
        const files = { 'packit.yaml': FILES['packit.yaml'].replace('pull_request', 'commit'), [name]: 'x' };
        const sha = await github.pushBranch(repository, 'main', files);
        await world.settled({ until: () => github.checks(repository, sha).size > 0 });
        return sha;
      };
      const said = (sha: string) => [...github.checks(repository, sha).values()].map(told);
      const older = await push('one');
      const newer = await push('two');
      expect([said(older), said(newer)]).toEqual(Array(2).fill(['neutral: Namespace is not allowed!']));
      expect([older, newer].flatMap((sha) => github.comments(repository, { sha })).map(({ body }) => body)).toEqual([
        'Project github.com/acme/hello.git is not on our allowlist! See https://packit.dev/docs/guide/#2-approval',
      ]);

      await world.allow('acme');
      await world.settled({ until: () => said(newer).includes('success: RPMs were built successfully.') });
      expect(said(older)).toEqual(['neutral: Namespace is not allowed!']);
      expect(world.sandbox.copr.builds()).toHaveLength(1);
    }),
  SLOW,
);

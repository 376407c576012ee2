import type { Courier } from '../courier.js';
import type { Files } from '../git/bare-repository.js';
import { type Answer, HttpService } from '../http-service.js';
import type { Random } from '../random.js';
import { Access } from './access.js';
import { AppAuthentication } from './app-authentication.js';
import { appRoutes } from './app-routes.js';
import { checkRoutes } from './check-routes.js';
import { contentRoutes } from './content-routes.js';
import type { GitHubContext } from './context.js';
import { conversationRoutes } from './conversation-routes.js';
import { Announcements } from './announcements.js';
import { conditional } from './quota.js';
import { type NewRepository, Registry, timestamp } from './registry.js';
import type { CheckRun, Comment, Issue, PullRequest, Repository } from './state.js';
import { fullName } from './state.js';
import { Webhooks } from './webhooks.js';

export interface NewPullRequest {
  readonly author: string;
  readonly title: string;
  readonly branch: string;
  /** Committed on the branch; left out when the branch has been pushed already. */
  readonly files?: Files;
  /** Repository that the branch is in; default: the author's fork, which is made when it does not exist. */
  readonly from?: Repository;
  readonly labels?: readonly string[];
  readonly body?: string;
}

/** A GitHub that keeps state: what people do there, what the service makes of it, and the API in between. */
export class GitHub {
  readonly service: HttpService;
  readonly authentication = new AppAuthentication();
  readonly webhookSecret = 'sandbox-webhook-secret';
  readonly webhooks: Webhooks;
  readonly #registry: Registry;
  readonly #access: Access;
  readonly #announcements: Announcements;
  /** Comments that `comments` has shown, with their texts then. */
  readonly #read = new Map<Comment, string>();
  readonly #checkListeners = new Set<(check: CheckRun, repository: Repository) => void>();

  constructor(gitFolder: string, courier: Courier, random: Random) {
    this.service = new HttpService('GitHub', random, () => ({
      status: 404,
      body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
    }));
    this.#registry = new Registry(gitFolder, `${this.authentication.slug}[bot]`);
    this.#access = new Access(this.#registry, this.authentication);
    this.webhooks = new Webhooks(courier, this.webhookSecret, this.authentication.appId);
    const application = {
      id: this.authentication.appId,
      slug: this.authentication.slug,
      owner: this.#registry.account('packit', 'Organization'),
      createdAt: timestamp(),
    };
    this.#announcements = new Announcements(() => this.service.url, this.#registry, this.webhooks, application);
    const context: GitHubContext = {
      registry: this.#registry,
      authentication: this.authentication,
      access: this.#access,
      webhooks: this.webhooks,
      announcements: this.#announcements,
      application,
    };
    this.service.before = (call) => this.#access.admit(call);
    this.service.after = (call, answer): Answer => {
      const quota = this.#access.quotaOf(call);
      const completed = conditional(call, answer, quota);
      return {
        ...completed,
        headers: { ...completed.headers, ...quota?.headers(), 'x-github-media-type': 'github.v3; format=json' },
      };
    };
    appRoutes(this.service, context);
    contentRoutes(this.service, context);
    conversationRoutes(this.service, context);
    checkRoutes(this.service, context, (repository, check) => {
      for (const listener of this.#checkListeners) listener(check, repository);
    });
  }

  /** Our own login, as it stands on comments and issues. */
  get botLogin(): string {
    return this.#registry.bot.login;
  }

  /** Creates a repository with a first commit on its default branch. */
  async createRepository(name: string, files?: Files, options: NewRepository = {}): Promise<Repository> {
    const repository = await this.#registry.create(name, options);
    if (files)
      await repository.git.commit(repository.defaultBranch, files, {
        message: 'Initial commit',
        author: repository.owner.login,
      });
    return repository;
  }

  repository(name: string): Repository {
    const repository = this.#registry.repository(name);
    if (!repository) throw new Error(`There is no repository ${name} in the sandbox.`);
    return repository;
  }

  async fork(parent: Repository, owner: string): Promise<Repository> {
    const known = this.#registry.repository(`${owner}/${parent.name}`);
    if (known) return known;
    const fork = await this.#registry.create(`${owner}/${parent.name}`, { private: parent.private }, parent);
    await fork.git.take(parent.git, `refs/heads/${parent.defaultBranch}`, `refs/heads/${parent.defaultBranch}`);
    return fork;
  }

  async openPullRequest(
    repository: Repository,
    { author, title, branch, files, labels = [], body = '', ...wanted }: NewPullRequest,
  ): Promise<PullRequest> {
    const from = wanted.from ?? (await this.fork(repository, author));
    const base = await repository.git.resolve(`refs/heads/${repository.defaultBranch}`);
    if (!base) throw new Error(`${fullName(repository)} has no commit on ${repository.defaultBranch}.`);
    if (files)
      await from.git.commit(branch, files, { message: title, author, from: `refs/heads/${repository.defaultBranch}` });
    const now = timestamp();
    const number = repository.nextNumber++;
    const pull: PullRequest = {
      id: this.#registry.nextId(),
      number,
      author: this.#registry.account(author),
      title,
      body,
      state: 'open',
      stateReason: null,
      labels: [...labels],
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
      base: { ref: repository.defaultBranch, sha: base },
      head: {
        ref: branch,
        owner: from.owner,
        repository: from,
        sha: await this.#takeHead(repository, from, branch, number),
      },
    };
    repository.pullRequests.set(number, pull);
    this.#announcements.pullRequest(repository, pull, 'opened', pull.author);
    return pull;
  }

  /** Commits to the pull request's branch and announces it; answers the new SHA. */
  async pushCommit(
    repository: Repository,
    pull: PullRequest,
    files: Files,
    message = 'Another commit',
  ): Promise<string> {
    if (!pull.head.repository) throw new Error(`The fork of pull request ${pull.number} is gone.`);
    await pull.head.repository.git.commit(pull.head.ref, files, { message, author: pull.author.login });
    return this.announcePush(repository, pull);
  }

  /** For a branch that was pushed with git: the pull request follows it, and the webhook goes out. */
  async announcePush(repository: Repository, pull: PullRequest): Promise<string> {
    if (!pull.head.repository) throw new Error(`The fork of pull request ${pull.number} is gone.`);
    const before = pull.head.sha;
    pull.head.sha = await this.#takeHead(repository, pull.head.repository, pull.head.ref, pull.number);
    pull.updatedAt = timestamp();
    if (pull.state === 'open')
      this.#announcements.pullRequest(repository, pull, 'synchronize', pull.author, { before, after: pull.head.sha });
    return pull.head.sha;
  }

  closePullRequest(repository: Repository, pull: PullRequest, by = pull.author.login): void {
    pull.state = 'closed';
    pull.closedAt = timestamp();
    pull.updatedAt = pull.closedAt;
    this.#announcements.pullRequest(repository, pull, 'closed', this.#registry.account(by));
  }

  reopenPullRequest(repository: Repository, pull: PullRequest, by = pull.author.login): void {
    pull.state = 'open';
    pull.closedAt = null;
    pull.updatedAt = timestamp();
    this.#announcements.pullRequest(repository, pull, 'reopened', this.#registry.account(by));
  }

  addLabel(repository: Repository, pull: PullRequest, label: string, by = repository.owner.login): void {
    if (pull.labels.includes(label)) return;
    pull.labels.push(label);
    pull.updatedAt = timestamp();
    this.#announcements.labelled(repository, pull, 'labeled', label, this.#registry.account(by));
  }

  removeLabel(repository: Repository, pull: PullRequest, label: string, by = repository.owner.login): void {
    if (!pull.labels.includes(label)) return;
    pull.labels = pull.labels.filter((other) => other !== label);
    pull.updatedAt = timestamp();
    this.#announcements.labelled(repository, pull, 'unlabeled', label, this.#registry.account(by));
  }

  /** The fork disappears: the pull request stays, without its head repository. */
  deleteFork(fork: Repository): void {
    this.#registry.remove(fork);
  }

  /** A person opens an issue. */
  openIssue(repository: Repository, author: string, title: string, body = ''): Issue {
    const now = timestamp();
    const number = repository.nextNumber++;
    const issue: Issue = {
      id: this.#registry.nextId(),
      number,
      author: this.#registry.account(author),
      title,
      body,
      state: 'open',
      stateReason: null,
      labels: [],
      createdAt: now,
      updatedAt: now,
      closedAt: null,
    };
    repository.issues.set(number, issue);
    return issue;
  }

  /** A person comments on an issue or pull request; answers the comment. */
  comment(repository: Repository, on: Issue, author: string, body: string): Comment {
    const comment: Comment = {
      id: this.#registry.nextId(),
      author: this.#registry.account(author),
      on: { number: on.number },
      body,
      createdAt: timestamp(),
      updatedAt: timestamp(),
      reactions: [],
    };
    repository.comments.push(comment);
    on.updatedAt = comment.createdAt;
    this.#announcements.commented(repository, on, comment);
    return comment;
  }

  /** A person presses *Re-run* on a check. */
  rerun(repository: Repository, check: CheckRun, by: string): void {
    this.#announcements.checkRerequested(repository, check, this.#registry.account(by));
  }

  /** Pushes a commit to a branch and announces it; answers the new SHA. */
  async pushBranch(
    repository: Repository,
    branch: string,
    files: Files,
    { message = 'A commit', author = repository.owner.login } = {},
  ): Promise<string> {
    const before = (await repository.git.resolve(`refs/heads/${branch}`)) ?? '0'.repeat(40);
    const after = await repository.git.commit(branch, files, {
      message,
      author,
      from: `refs/heads/${repository.defaultBranch}`,
    });
    this.#announcements.pushed(repository, branch, before, after, this.#registry.account(author));
    return after;
  }

  /** The App is installed on an account, with the webhook that tells so. */
  installApp(login: string, by: string): void {
    this.#announcements.installed(
      this.#registry.install(this.#registry.account(login, 'Organization')),
      this.#registry.account(by),
    );
  }

  uninstallApp(login: string): void {
    this.#registry.uninstall(this.#registry.account(login));
  }

  /** From now on the installation on this repository has only so many calls left. */
  leaveQuota(repository: Repository, remaining: number, resetInSeconds: number): void {
    const installation = this.#registry.installationOf(repository);
    if (!installation) throw new Error(`The App is not installed on ${fullName(repository)}.`);
    this.#access.quota(installation.id).leave(remaining, resetInSeconds);
  }

  /** The newest check run of each name on a commit. */
  checks(repository: Repository, sha: string): ReadonlyMap<string, CheckRun> {
    return new Map(repository.checkRuns.filter(({ headSha }) => headSha === sha).map((check) => [check.name, check]));
  }

  /** Comments on an issue, a pull request or a commit, oldest first. */
  comments(repository: Repository, on: Pick<Issue, 'number'> | { readonly sha: string }): readonly Comment[] {
    const found = repository.comments.filter(({ on: place }) =>
      'sha' in on ? 'sha' in place && place.sha === on.sha : 'number' in place && place.number === on.number,
    );
    for (const comment of found) this.#read.set(comment, comment.body);
    return found;
  }

  /** What the App has said in comments and nobody has asked for, by `comments`, since it said so. */
  get unreadComments(): readonly Comment[] {
    const bot = `${this.authentication.slug}[bot]`;
    return this.#registry
      .repositories()
      .flatMap(({ comments }) => comments)
      .filter((comment) => comment.author.login === bot && this.#read.get(comment) !== comment.body);
  }

  /** Hears of every check that is created or changed; the answer ends that. */
  onCheck(listener: (check: CheckRun, repository: Repository) => void): () => void {
    this.#checkListeners.add(listener);
    return () => this.#checkListeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.service.close();
    for (const repository of this.#registry.repositories()) repository.git.close();
  }

  async #takeHead(repository: Repository, from: Repository, branch: string, number: number): Promise<string> {
    const sha = await from.git.resolve(`refs/heads/${branch}`);
    if (!sha) throw new Error(`${fullName(from)} has no branch ${branch}.`);
    if (from === repository) return sha;
    await repository.git.take(from.git, `refs/heads/${branch}`, `refs/pull/${number}/head`);
    return sha;
  }
}

import type { Registry } from './registry.js';
import { type App, checkRun, installation } from './represent-checks.js';
import { issue, issueComment, labels, pullRequest } from './represent-conversation.js';
import { account, repository, WEB } from './represent-repository.js';
import type { Account, CheckRun, Comment, Installation, Issue, PullRequest, Repository } from './state.js';
import { fullName } from './state.js';
import type { Webhooks } from './webhooks.js';

/** Puts into webhooks what people did. */
export class Announcements {
  constructor(
    private readonly api: () => string,
    private readonly registry: Registry,
    private readonly webhooks: Webhooks,
    private readonly application: App,
  ) {}

  pullRequest(
    repo: Repository,
    pull: PullRequest,
    action: string,
    sender: Account,
    extra: Record<string, unknown> = {},
  ): void {
    const body = { action, number: pull.number, ...extra, pull_request: pullRequest(this.api(), repo, pull) };
    this.#announce(repo, 'pull_request', body, sender);
  }

  labelled(repo: Repository, pull: PullRequest, action: 'labeled' | 'unlabeled', label: string, sender: Account): void {
    this.pullRequest(repo, pull, action, sender, { label: labels(this.api(), repo, [label])[0] });
  }

  commented(repo: Repository, on: Issue, comment: Comment): void {
    const onPull = repo.pullRequests.has(on.number);
    const body = {
      action: 'created',
      issue: issue(this.api(), repo, on, onPull),
      comment: issueComment(this.api(), repo, comment, onPull),
    };
    this.#announce(repo, 'issue_comment', body, comment.author);
  }

  checkRerequested(repo: Repository, check: CheckRun, sender: Account): void {
    const body = { action: 'rerequested', check_run: checkRun(this.api(), repo, this.application, check) };
    this.#announce(repo, 'check_run', body, sender);
  }

  pushed(repo: Repository, branch: string, before: string, after: string, sender: Account): void {
    const commit = {
      id: after,
      message: 'A commit',
      timestamp: new Date().toISOString(),
      author: { name: sender.login, email: `${sender.login}@example.org` },
      added: [],
      removed: [],
      modified: [],
    };
    const body = {
      ref: `refs/heads/${branch}`,
      before,
      after,
      created: /^0+$/.test(before),
      deleted: false,
      forced: false,
      base_ref: null,
      compare: `${WEB}/${fullName(repo)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
      commits: [commit],
      head_commit: commit,
      pusher: { name: sender.login, email: `${sender.login}@example.org` },
    };
    this.#announce(repo, 'push', body, sender);
  }

  installed(item: Installation, sender: Account): void {
    const repositories = this.registry
      .repositories()
      .filter((repo) => this.registry.installationOf(repo) === item)
      .map(({ id, name, private: hidden, owner }) => ({
        id,
        name,
        full_name: `${owner.login}/${name}`,
        private: hidden,
      }));
    const payload = {
      action: 'created',
      installation: installation(this.api(), this.application, item),
      repositories,
      sender: account(this.api(), sender),
    };
    this.webhooks.announce({ event: 'installation', payload, installationId: item.id, repositoryId: null });
  }

  /** An App hears only of repositories that it is installed on. */
  #announce(repo: Repository, event: string, body: Record<string, unknown>, sender: Account): void {
    const found = this.registry.installationOf(repo);
    if (!found) return;
    const payload = {
      ...body,
      repository: repository(this.api(), repo),
      sender: account(this.api(), sender),
      installation: { id: found.id, node_id: `I_${found.id}` },
    };
    this.webhooks.announce({ event, payload, installationId: found.id, repositoryId: repo.id });
  }
}

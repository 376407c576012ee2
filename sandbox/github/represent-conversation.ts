import { account, nodeId, repository, WEB } from './represent-repository.js';
import type { Comment, Issue, PullRequest, Repository } from './state.js';
import { fullName } from './state.js';

const label = (api: string, repo: Repository, name: string) => {
  const id = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_000_007, 7);
  const url = `${api}/repos/${fullName(repo)}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId('LA', id), url, name, description: '', color: 'ededed', default: false };
};

export const labels = (api: string, repo: Repository, names: readonly string[]) =>
  names.map((name) => label(api, repo, name));

function association(repo: Repository, login: string): string {
  if (login === repo.owner.login) return 'OWNER';
  return repo.collaborators.has(login) ? 'COLLABORATOR' : 'CONTRIBUTOR';
}

export function issue(api: string, repo: Repository, item: Issue, pullRequest: boolean) {
  const path = `repos/${fullName(repo)}`;
  const url = `${api}/${path}/issues/${item.number}`;
  const page = `${WEB}/${fullName(repo)}/${pullRequest ? 'pull' : 'issues'}/${item.number}`;
  const pull = `${api}/${path}/pulls/${item.number}`;
  return {
    id: item.id,
    node_id: nodeId('I', item.id),
    url,
    repository_url: `${api}/${path}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number: item.number,
    state: item.state,
    state_reason: item.stateReason,
    title: item.title,
    body: item.body,
    user: account(api, item.author),
    labels: labels(api, repo, item.labels),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: repo.comments.filter(({ on }) => 'number' in on && on.number === item.number).length,
    closed_at: item.closedAt,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
    author_association: association(repo, item.author.login),
    ...(pullRequest
      ? {
          pull_request: {
            url: pull,
            html_url: page,
            diff_url: `${page}.diff`,
            patch_url: `${page}.patch`,
            merged_at: null,
          },
        }
      : {}),
  };
}

export function pullRequestSimple(api: string, repo: Repository, pull: PullRequest) {
  const url = `${api}/repos/${fullName(repo)}/pulls/${pull.number}`;
  const asIssue = `${api}/repos/${fullName(repo)}/issues/${pull.number}`;
  const page = `${WEB}/${fullName(repo)}/pull/${pull.number}`;
  const statuses = `${api}/repos/${fullName(repo)}/statuses/${pull.head.sha}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: asIssue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/repos/${fullName(repo)}/pulls/comments{/number}`,
    comments_url: `${asIssue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: account(api, pull.author),
    body: pull.body,
    labels: labels(api, repo, pull.labels),
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: {
      label: `${pull.head.owner.login}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: pull.head.sha,
      user: account(api, pull.head.owner),
      repo: pull.head.repository ? repository(api, pull.head.repository) : null,
    },
    base: {
      label: `${repo.owner.login}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: account(api, repo.owner),
      repo: repository(api, repo),
    },
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: asIssue },
      comments: { href: `${asIssue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/repos/${fullName(repo)}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(repo, pull.author.login),
    auto_merge: null,
    draft: false,
  };
}

export function pullRequest(api: string, repo: Repository, pull: PullRequest) {
  return {
    ...pullRequestSimple(api, repo, pull),
    merged: pull.mergedAt !== null,
    mergeable: true,
    rebaseable: true,
    mergeable_state: 'clean',
    merged_by: null,
    comments: repo.comments.filter(({ on }) => 'number' in on && on.number === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  };
}

const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];

function reactionSummary(url: string, comment: Comment) {
  const counts = REACTIONS.map((name) => [name, comment.reactions.filter(({ content }) => content === name).length]);
  return { url: `${url}/reactions`, total_count: comment.reactions.length, ...Object.fromEntries(counts) };
}

export function issueComment(api: string, repo: Repository, comment: Comment, pullRequest: boolean) {
  const url = `${api}/repos/${fullName(repo)}/issues/comments/${comment.id}`;
  const number = 'number' in comment.on ? comment.on.number : 0;
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url,
    html_url: `${WEB}/${fullName(repo)}/${pullRequest ? 'pull' : 'issues'}/${number}#issuecomment-${comment.id}`,
    issue_url: `${api}/repos/${fullName(repo)}/issues/${number}`,
    body: comment.body,
    user: account(api, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repo, comment.author.login),
    performed_via_github_app: null,
    reactions: reactionSummary(url, comment),
  };
}

export function commitComment(api: string, repo: Repository, comment: Comment) {
  const url = `${api}/repos/${fullName(repo)}/comments/${comment.id}`;
  const sha = 'sha' in comment.on ? comment.on.sha : '';
  return {
    id: comment.id,
    node_id: nodeId('CC', comment.id),
    url,
    html_url: `${WEB}/${fullName(repo)}/commit/${sha}#commitcomment-${comment.id}`,
    body: comment.body,
    path: null,
    position: null,
    line: null,
    commit_id: sha,
    user: account(api, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repo, comment.author.login),
    reactions: reactionSummary(url, comment),
  };
}

export function reaction(api: string, item: Comment['reactions'][number]) {
  const { id, author, content, createdAt } = item;
  return { id, node_id: nodeId('RE', id), user: account(api, author), content, created_at: createdAt };
}

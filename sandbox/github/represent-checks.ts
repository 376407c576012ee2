import { account, nodeId, WEB } from './represent-repository.js';
import type { Account, CheckRun, CommitStatus, Installation, Repository } from './state.js';
import { fullName } from './state.js';

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly owner: Account;
  readonly createdAt: string;
}

const PERMISSIONS = {
  checks: 'write',
  contents: 'read',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
  statuses: 'write',
};
const EVENTS = ['check_run', 'commit_comment', 'issue_comment', 'issues', 'pull_request', 'push', 'release'];

export function app(api: string, { id, slug, owner, createdAt }: App) {
  return {
    id,
    slug,
    node_id: nodeId('A', id),
    client_id: `Iv1.${id}`,
    owner: account(api, owner),
    name: 'Packit-as-a-Service',
    description: null,
    external_url: 'https://packit.dev',
    html_url: `${WEB}/apps/${slug}`,
    created_at: createdAt,
    updated_at: createdAt,
    permissions: PERMISSIONS,
    events: EVENTS,
  };
}

export function installation(api: string, application: App, item: Installation) {
  return {
    id: item.id,
    account: account(api, item.account),
    repository_selection: 'all',
    access_tokens_url: `${api}/app/installations/${item.id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${WEB}/settings/installations/${item.id}`,
    app_id: application.id,
    app_slug: application.slug,
    target_id: item.account.id,
    target_type: item.account.type,
    permissions: PERMISSIONS,
    events: EVENTS,
    single_file_name: null,
    created_at: item.createdAt,
    updated_at: item.createdAt,
    suspended_by: null,
    suspended_at: item.suspendedAt,
  };
}

export const installationToken = ({ token, expiresAt }: { token: string; expiresAt: string }) => ({
  token,
  expires_at: expiresAt,
  permissions: PERMISSIONS,
  repository_selection: 'all',
});

export function checkRun(api: string, repo: Repository, application: App, check: CheckRun) {
  const url = `${api}/repos/${fullName(repo)}/check-runs/${check.id}`;
  const { title, summary, text, annotations } = check.output;
  return {
    id: check.id,
    node_id: nodeId('CR', check.id),
    name: check.name,
    head_sha: check.headSha,
    external_id: check.externalId,
    url,
    html_url: `${WEB}/${fullName(repo)}/runs/${check.id}`,
    details_url: check.detailsUrl ?? `${WEB}/apps/${application.slug}`,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: { title, summary, text, annotations_count: annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: check.suiteId },
    app: app(api, application),
    pull_requests: [...repo.pullRequests.values()]
      .filter(({ head, state }) => state === 'open' && head.sha === check.headSha && head.repository === repo)
      .map(({ id, number, head, base }) => {
        const reference = { id: repo.id, url: `${api}/repos/${fullName(repo)}`, name: repo.name };
        return {
          url: `${api}/repos/${fullName(repo)}/pulls/${number}`,
          id,
          number,
          head: { ref: head.ref, sha: head.sha, repo: reference },
          base: { ref: base.ref, sha: base.sha, repo: reference },
        };
      }),
  };
}

export function commitStatus(api: string, repo: Repository, bot: Account, status: CommitStatus) {
  return {
    url: `${api}/repos/${fullName(repo)}/statuses/${status.sha}`,
    avatar_url: null,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: account(api, bot),
  };
}

import { z } from 'zod';
import { parseComment } from '../../comment-command/parse-comment.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input, PullRequest, PullRequestInput } from '../input.js';
import { id, maybe, person, projectUrl, readPayload, text } from '../payload.js';
import { repository, repositoryOf } from './repository.js';

const sourceRepository = z.object({ html_url: projectUrl, name: text, owner: person });

const pullRequest = z.object({
  number: id,
  html_url: maybe(z.string()),
  title: maybe(z.string()),
  body: maybe(z.string()),
  state: maybe(z.string()),
  merged: maybe(z.boolean()),
  draft: maybe(z.boolean()),
  user: person,
  labels: maybe(z.array(z.object({ name: text }))),
  head: z.object({ ref: text, sha: text, repo: maybe(sourceRepository) }),
  base: z.object({ ref: text, sha: maybe(z.string()) }),
});

const changes: Readonly<Record<string, PullRequestInput['change']>> = {
  opened: 'opened',
  reopened: 'reopened',
  synchronized: 'synchronized',
  closed: 'closed',
  label_updated: 'labeled',
  label_cleared: 'unlabeled',
  edited: 'edited',
};

const onPullRequest = z.object({
  action: text,
  repository,
  pull_request: pullRequest,
  sender: maybe(person),
  before: maybe(z.string()),
});

/** Forgejo `pull_request`. */
export function readPullRequest(body: unknown): Input | Ignored {
  return readPayload(onPullRequest, body, ({ action, sender, before, pull_request: pull, ...fields }) => {
    const change = Object.hasOwn(changes, action) ? changes[action] : undefined;
    if (!change) return ignored('action-not-supported', { action, pullRequest: pull.number });
    if (!pull.head.repo && change !== 'closed')
      return ignored('source-repository-deleted', { pullRequest: pull.number });
    return {
      kind: 'pull-request',
      change,
      action,
      repository: repositoryOf(fields.repository),
      pullRequest: { ...pullRequestOf(pull), previousHeadSha: before },
      actor: pull.user.login,
      sender: sender?.login,
    };
  });
}

const onComment = z.object({
  action: text,
  is_pull: maybe(z.boolean()),
  repository,
  issue: z.object({
    number: id,
    title: maybe(z.string()),
    body: maybe(z.string()),
    state: maybe(z.string()),
    user: maybe(person),
  }),
  pull_request: maybe(pullRequest),
  comment: z.object({ id, body: z.string(), user: person, html_url: maybe(z.string()) }),
});

/** Forgejo `issue_comment`: on a pull request or on an issue. */
export function readIssueComment(body: unknown, { commandPrefix, botLogins }: ServiceIdentity): Input | Ignored {
  return readPayload(onComment, body, ({ action, is_pull: isPull, issue, pull_request: pull, ...fields }) => {
    if (action !== 'created' && action !== 'edited')
      return ignored(action === 'deleted' ? 'comment-deleted' : 'action-not-supported', { action });
    if (isPull && !pull) return ignored('payload-field-missing', { field: 'pull_request' });
    const { id, body: written, user, html_url: url } = fields.comment;
    const surface = isPull ? 'pull-request' : 'issue';
    const base = {
      kind: 'comment' as const,
      repository: repositoryOf(fields.repository),
      comment: {
        id,
        body: written,
        author: user.login,
        url,
        byBot: botLogins.forgejo.includes(user.login),
        edited: action === 'edited',
        parsed: parseComment(written, { commandPrefix, surface, forge: 'forgejo' }),
      },
      actor: user.login,
    };
    if (isPull && pull) return { ...base, surface: 'pull-request', pullRequest: pullRequestOf(pull) };
    const { number, title, body: description, state, user: author } = issue;
    return {
      ...base,
      surface: 'issue',
      issue: {
        number,
        title,
        body: description,
        author: author?.login,
        state: state === 'closed' ? 'closed' : 'open',
      },
    };
  });
}

function pullRequestOf(pull: z.infer<typeof pullRequest>): PullRequest {
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body,
    author: pull.user.login,
    state: pull.merged ? 'merged' : pull.state === 'closed' ? 'closed' : 'open',
    draft: pull.draft ?? false,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    sourceBranch: pull.head.ref,
    targetBranch: pull.base.ref,
    source: pull.head.repo?.html_url,
    sourceOwner: pull.head.repo?.owner.login,
    labels: pull.labels?.map(({ name }) => name),
  };
}

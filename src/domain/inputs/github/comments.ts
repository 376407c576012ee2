import { z } from 'zod';
import type { Surface } from '../../comment-command/surface.js';
import { parseComment } from '../../comment-command/parse-comment.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Comment, Input } from '../input.js';
import { id, maybe, person, readPayload, text } from '../payload.js';
import { aboutRepository, repositoryOf } from './repository.js';

const comment = z.object({ id, body: maybe(z.string()), user: person, html_url: maybe(z.string()) });

const onIssue = z.object({
  ...aboutRepository,
  action: text,
  issue: z.object({
    number: id,
    title: maybe(z.string()),
    body: maybe(z.string()),
    state: maybe(z.string()),
    user: maybe(person),
    labels: maybe(z.array(z.object({ name: text }))),
    pull_request: maybe(z.object({ html_url: maybe(z.string()), merged_at: maybe(z.string()) })),
  }),
  comment,
});

const onCommit = z.object({
  ...aboutRepository,
  action: text,
  comment: comment.extend({ commit_id: text }),
});

/** GitHub `issue_comment`: on a pull request or on an issue. */
export function readIssueComment(body: unknown, service: ServiceIdentity): Input | Ignored {
  return readPayload(onIssue, body, (fields) => {
    const wrongAction = refuseAction(fields.action);
    if (wrongAction) return wrongAction;
    const { issue } = fields;
    const surface = issue.pull_request ? 'pull-request' : 'issue';
    const base = {
      kind: 'comment' as const,
      repository: repositoryOf(fields),
      comment: commentOf(fields, surface, service),
      actor: fields.comment.user.login,
    };
    const state = issue.state === 'closed' ? 'closed' : 'open';
    const shown = { number: issue.number, title: issue.title, body: issue.body, author: issue.user?.login };
    if (surface === 'issue') {
      if (base.comment.body.trim() === '') return ignored('comment-without-text');
      return { ...base, surface, issue: { ...shown, state } };
    }
    return {
      ...base,
      surface,
      pullRequest: {
        ...shown,
        url: issue.pull_request?.html_url,
        state: issue.pull_request?.merged_at ? 'merged' : state,
        labels: issue.labels?.map(({ name }) => name),
      },
    };
  });
}

/** GitHub `commit_comment`. */
export function readCommitComment(body: unknown, service: ServiceIdentity): Input | Ignored {
  return readPayload(onCommit, body, (fields) => {
    if (fields.action !== 'created') return ignored('action-not-supported', { action: fields.action });
    return {
      kind: 'comment',
      surface: 'commit',
      repository: repositoryOf(fields),
      comment: commentOf(fields, 'commit', service),
      commitSha: fields.comment.commit_id,
      actor: fields.comment.user.login,
    };
  });
}

function refuseAction(action: string): Ignored | undefined {
  if (action === 'created' || action === 'edited') return undefined;
  return ignored(action === 'deleted' ? 'comment-deleted' : 'action-not-supported', { action });
}

function commentOf(
  fields: { action: string; comment: z.infer<typeof comment> },
  surface: Surface,
  { commandPrefix, botLogins }: ServiceIdentity,
): Comment {
  const { id, user, html_url: url, body = '' } = fields.comment;
  return {
    id,
    body,
    author: user.login,
    url,
    byBot: botLogins.github.includes(user.login),
    edited: fields.action === 'edited',
    parsed: parseComment(body, { commandPrefix, surface, forge: 'github' }),
  };
}

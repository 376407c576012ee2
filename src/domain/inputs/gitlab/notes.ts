import { z } from 'zod';
import type { Surface } from '../../comment-command/surface.js';
import { parseComment } from '../../comment-command/parse-comment.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Comment, Input } from '../input.js';
import { id, maybe, projectUrl, readPayload, text } from '../payload.js';
import { aboutProject, repositoryOf } from './project.js';

const note = {
  ...aboutProject,
  user: z.object({ username: text }),
  object_attributes: z.object({
    id,
    note: z.string(),
    action: maybe(z.string()),
    system: maybe(z.boolean()),
    url: maybe(z.string()),
  }),
};

const onMergeRequest = z.object({
  ...note,
  merge_request: z.object({
    id,
    iid: id,
    state: text,
    url: maybe(z.string()),
    title: maybe(z.string()),
    description: maybe(z.string()),
    source_branch: maybe(z.string()),
    target_branch: maybe(z.string()),
    source: z.object({ web_url: projectUrl }),
    last_commit: z.object({ id: text }),
    labels: maybe(z.array(z.object({ title: text }))),
  }),
});

const onIssue = z.object({
  ...note,
  issue: z.object({ iid: id, state: text, title: maybe(z.string()), description: maybe(z.string()) }),
});

const onCommit = z.object({ ...note, commit: z.object({ id: text }) });

const where = z.object({
  merge_request: z.unknown().optional(),
  issue: z.unknown().optional(),
  commit: z.unknown().optional(),
});

/** GitLab `Note Hook`: on a merge request, an issue or a commit. */
export function readNote(body: unknown, service: ServiceIdentity): Input | Ignored {
  return readPayload(where, body, ({ merge_request: mr, issue, commit }) => {
    if (mr) return readMergeRequestNote(body, service);
    if (commit) return readCommitNote(body, service);
    if (issue) return readIssueNote(body, service);
    return ignored('comment-not-on-pull-request-issue-or-commit');
  });
}

function readMergeRequestNote(body: unknown, service: ServiceIdentity): Input | Ignored {
  return readPayload(onMergeRequest, body, (fields) => {
    const { merge_request: mr } = fields;
    if (mr.state !== 'opened') return ignored('merge-request-not-open', { pullRequest: mr.iid, state: mr.state });
    if (fields.object_attributes.system) return ignored('comment-by-system', { pullRequest: mr.iid });
    return {
      ...commentInput(fields, 'pull-request', service),
      surface: 'pull-request',
      pullRequest: {
        number: mr.iid,
        objectId: mr.id,
        url: mr.url,
        title: mr.title,
        body: mr.description,
        state: 'open',
        headSha: mr.last_commit.id,
        sourceBranch: mr.source_branch,
        targetBranch: mr.target_branch,
        source: mr.source.web_url,
        sourceOwner: mr.source.web_url.namespace,
        labels: mr.labels?.map(({ title }) => title),
      },
    };
  });
}

function readIssueNote(body: unknown, service: ServiceIdentity): Input | Ignored {
  return readPayload(onIssue, body, (fields) => {
    const { iid: number, state, title, description } = fields.issue;
    if (state !== 'opened') return ignored('issue-not-open', { issue: number, state });
    if (fields.object_attributes.system) return ignored('comment-by-system', { issue: number });
    return {
      ...commentInput(fields, 'issue', service),
      surface: 'issue',
      issue: { number, title, body: description, state: 'open' },
    };
  });
}

function readCommitNote(body: unknown, service: ServiceIdentity): Input | Ignored {
  return readPayload(onCommit, body, (fields) => ({
    ...commentInput(fields, 'commit', service),
    surface: 'commit',
    commitSha: fields.commit.id,
  }));
}

type Note = Pick<z.infer<typeof onCommit>, 'project' | 'user' | 'object_attributes'>;

function commentInput(fields: Note, surface: Surface, { commandPrefix, botLogins }: ServiceIdentity) {
  const { id, note: body, action, url } = fields.object_attributes;
  const author = fields.user.username;
  const comment: Comment = {
    id,
    body,
    author,
    url,
    byBot: botLogins.gitlab.includes(author),
    edited: action === 'update',
    parsed: parseComment(body, { commandPrefix, surface, forge: 'gitlab' }),
  };
  return { kind: 'comment' as const, repository: repositoryOf(fields), comment, actor: author };
}

import { z } from 'zod';
import { isNoCommit, shortRef } from '../git-refs.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { maybe, numberAt, person, readPayload, text, textAt } from '../payload.js';
import { repository, repositoryOf } from './repository.js';

const push = z.object({
  ref: text,
  before: text,
  after: text,
  deleted: maybe(z.boolean()),
  pusher: person,
  repository,
});

/** Forgejo `push`, of a branch or a tag. */
export function readPush(body: unknown): Input | Ignored {
  return readPayload(push, body, ({ ref, before, after, deleted, pusher, repository: shown }) => {
    if (deleted || isNoCommit(after)) return ignored('ref-deleted', { ref });
    const pushed = shortRef(ref);
    if (!pushed) return ignored('ref-neither-branch-nor-tag', { ref });
    return {
      kind: 'push',
      repository: repositoryOf(shown),
      ...pushed,
      commitSha: after,
      previousSha: before,
      pusher: pusher.login,
      isFork: false,
    };
  });
}

const actionRun = z.object({
  run: z.object({
    id: maybe(z.int()),
    trigger_event: text,
    trigger_user: person,
    title: maybe(z.string()),
    status: text,
    updated: maybe(z.string()),
    html_url: maybe(z.string()),
    commit_sha: text,
    prettyref: maybe(z.string()),
    event_payload: maybe(z.string()),
    repository,
  }),
});

/** Forgejo `action_run_success` and its like: a workflow of Forgejo's own CI came to an end. */
export function readActionRun(body: unknown): Input | Ignored {
  return readPayload(actionRun, body, ({ run }) => {
    const { trigger_event: startedBy } = run;
    if (startedBy !== 'pull_request' && startedBy !== 'push')
      return ignored('action-not-supported', { action: startedBy });
    const cause = startedBy === 'pull_request' ? parseJson(run.event_payload) : undefined;
    return {
      kind: 'foreign-ci',
      system: 'forgejo-action-run',
      repository: repositoryOf(run.repository),
      id: run.id,
      status: run.status,
      commitSha: run.commit_sha,
      startedBy,
      ref: startedBy === 'push' ? run.prettyref : textAt(cause, 'pull_request', 'head', 'ref'),
      pullRequest: numberAt(cause, 'pull_request', 'number') ?? numberAt(cause, 'number'),
      pullRequestUrl: textAt(cause, 'pull_request', 'html_url'),
      title: run.title,
      url: run.html_url,
      actor: run.trigger_user.login,
      updatedAt: run.updated,
    };
  });
}

function parseJson(json = ''): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

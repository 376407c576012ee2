import { z } from 'zod';
import { isNoCommit, shortRef } from '../git-refs.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, readPayload, text } from '../payload.js';
import { aboutProject, repositoryOf } from './project.js';

const push = z.object({
  ...aboutProject,
  ref: text,
  before: text,
  after: text,
  checkout_sha: maybe(z.string()),
  user_username: text,
  commits: z.array(z.unknown()),
});

/** GitLab `Push Hook`. The list of commits is cut at 20, so the pushed head is not looked for in it. */
export function readPush(body: unknown): Input | Ignored {
  return readPayload(push, body, (fields) => {
    const { ref, after, before, checkout_sha: head, commits } = fields;
    if (isNoCommit(after)) return ignored('ref-deleted', { ref });
    if (commits.length === 0) return ignored('push-without-commits', { ref });
    const pushed = shortRef(ref);
    if (!pushed) return ignored('ref-neither-branch-nor-tag', { ref });
    return {
      kind: 'push',
      repository: repositoryOf(fields),
      ...pushed,
      commitSha: head ?? after,
      previousSha: before,
      pusher: fields.user_username,
      isFork: false,
    };
  });
}

const release = z.object({
  ...aboutProject,
  action: text,
  tag: text,
  name: maybe(z.string()),
  url: maybe(z.string()),
  commit: z.object({ id: text }),
});

/** GitLab `Release Hook`. */
export function readRelease(body: unknown): Input | Ignored {
  return readPayload(release, body, (fields) => {
    if (fields.action !== 'create') return ignored('release-not-published', { action: fields.action });
    const { tag, name, url, commit } = fields;
    const repository = repositoryOf(fields);
    return { kind: 'release', repository, tag, name, url, draft: false, prerelease: false, commitSha: commit.id };
  });
}

const pipeline = z.object({
  ...aboutProject,
  user: maybe(z.object({ username: text })),
  merge_request: maybe(z.object({ iid: id, url: maybe(z.string()) })),
  object_attributes: z.object({ id, ref: text, sha: text, status: text, source: maybe(z.string()) }),
});

/** GitLab `Pipeline Hook`. */
export function readPipeline(body: unknown): Input | Ignored {
  return readPayload(pipeline, body, (fields) => ({
    kind: 'foreign-ci',
    system: 'gitlab-pipeline',
    repository: repositoryOf(fields),
    id: fields.object_attributes.id,
    status: fields.object_attributes.status,
    commitSha: fields.object_attributes.sha,
    ref: fields.object_attributes.ref,
    startedBy: fields.object_attributes.source,
    pullRequest: fields.merge_request?.iid,
    pullRequestUrl: fields.merge_request?.url,
    actor: fields.user?.username,
  }));
}

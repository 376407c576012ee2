import { z } from 'zod';
import { isNoCommit, shortRef } from '../git-refs.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { maybe, person, readPayload, text } from '../payload.js';
import { aboutRepository, repositoryOf } from './repository.js';

const push = z.object({
  ...aboutRepository,
  ref: text,
  before: text,
  after: text,
  deleted: maybe(z.boolean()),
  pusher: z.object({ name: text }),
});

const release = z.object({
  ...aboutRepository,
  action: text,
  sender: maybe(person),
  release: z.object({
    tag_name: text,
    name: maybe(z.string()),
    html_url: maybe(z.string()),
    draft: maybe(z.boolean()),
    prerelease: maybe(z.boolean()),
  }),
});

/** GitHub `push`, of a branch or a tag. */
export function readPush(body: unknown): Input | Ignored {
  return readPayload(push, body, (fields) => {
    if (fields.deleted || isNoCommit(fields.after)) return ignored('ref-deleted', { ref: fields.ref });
    const pushed = shortRef(fields.ref);
    if (!pushed) return ignored('ref-neither-branch-nor-tag', { ref: fields.ref });
    return {
      kind: 'push',
      repository: repositoryOf(fields),
      ...pushed,
      commitSha: fields.after,
      previousSha: fields.before,
      pusher: fields.pusher.name,
      isFork: false,
    };
  });
}

/** GitHub `release`: of the several deliveries about one release only `published` counts. */
export function readRelease(body: unknown): Input | Ignored {
  return readPayload(release, body, (fields) => {
    if (fields.action !== 'published') return ignored('release-not-published', { action: fields.action });
    return {
      kind: 'release',
      repository: repositoryOf(fields),
      tag: fields.release.tag_name,
      name: fields.release.name,
      url: fields.release.html_url,
      draft: fields.release.draft ?? false,
      prerelease: fields.release.prerelease ?? false,
      actor: fields.sender?.login,
    };
  });
}

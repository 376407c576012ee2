import { z } from 'zod';
import { projectAt } from '../../forge/project-ref.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { id, maybe, readPayload, text } from '../payload.js';

const payload = z.object({
  agent: text,
  branch: text,
  end_commit: text,
  old_commit: maybe(z.string()),
  pull_request_id: maybe(id),
  changed_files: maybe(z.record(z.string(), z.unknown())),
  repo: z.object({ namespace: maybe(z.string()), name: text, parent: z.unknown().optional() }),
});

/** `pagure.git.receive`: a push to dist-git that touches a spec file, as far as the message tells. */
export function readDistGitPush(body: unknown, { distGitUrl }: ServiceIdentity): Input | Ignored {
  return readPayload(payload, body, ({ agent, branch, repo, ...push }) => {
    const files = push.changed_files && Object.keys(push.changed_files);
    if (files && !files.some((file) => file.endsWith('.spec')))
      return ignored('push-without-spec-file', { repository: repo.name, branch, files: files.slice(0, 20) });
    const project = projectAt(distGitUrl, repo.namespace ? `${repo.namespace}/${repo.name}` : repo.name);
    if (!project) return ignored('payload-field-invalid', { field: 'repo.name', problem: 'not a repository name' });
    return {
      kind: 'push',
      repository: { forge: 'pagure', project },
      ref: branch,
      isTag: false,
      commitSha: push.end_commit,
      previousSha: push.old_commit,
      pusher: agent,
      pullRequest: push.pull_request_id,
      isFork: repo.parent !== null && repo.parent !== undefined,
    };
  });
}

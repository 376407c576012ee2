import { z } from 'zod';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input, PullRequestInput } from '../input.js';
import { id, maybe, projectUrl, readPayload, text } from '../payload.js';
import { aboutProject, repositoryOf } from './project.js';

const labels = maybe(z.array(z.object({ title: text })));

const payload = z.object({
  ...aboutProject,
  user: z.object({ id: maybe(z.number()), username: text }),
  labels,
  changes: maybe(z.object({ labels: maybe(z.object({ previous: labels, current: labels })) })),
  object_attributes: z.object({
    id,
    iid: id,
    author_id: maybe(z.number()),
    action: maybe(z.string()),
    state: text,
    oldrev: maybe(z.string()),
    title: maybe(z.string()),
    description: maybe(z.string()),
    url: maybe(z.string()),
    draft: maybe(z.boolean()),
    work_in_progress: maybe(z.boolean()),
    source_branch: maybe(z.string()),
    target_branch: text,
    source: maybe(z.object({ web_url: projectUrl })),
    last_commit: z.object({ id: text }),
  }),
});
type Payload = z.infer<typeof payload>;

/** GitLab `Merge Request Hook`. */
export function readMergeRequest(body: unknown): Input | Ignored {
  return readPayload(payload, body, (fields) => {
    const { object_attributes: mr, user } = fields;
    const action = mr.action ?? mr.state;
    const changedLabels = labelsChanged(fields);
    const change = changeOf(mr.action, mr, changedLabels);
    if (!change) return ignored('action-not-supported', { action, state: mr.state, pullRequest: mr.iid });
    if (!mr.source && change !== 'closed') return ignored('source-repository-deleted', { pullRequest: mr.iid });
    return {
      kind: 'pull-request',
      change,
      action,
      repository: repositoryOf(fields),
      pullRequest: mergeRequestOf(fields),
      ...(change === 'labeled' || change === 'unlabeled' ? { changedLabels: changedLabels.all } : {}),
      actor: user.username,
      sender: user.username,
    };
  });
}

/** GitLab's `update` is a push only if it names the revision before. */
function changeOf(
  action: string | undefined,
  { state, oldrev }: Payload['object_attributes'],
  changed: { added: readonly string[]; all: readonly string[] },
): PullRequestInput['change'] | undefined {
  if (state === 'merged' || state === 'closed')
    return action === undefined || action === 'merge' || action === 'close' ? 'closed' : 'edited';
  if (state !== 'opened') return undefined;
  switch (action) {
    case undefined:
    case 'open':
      return 'opened';
    case 'reopen':
      return 'reopened';
    case 'update':
      if (oldrev !== undefined) return 'synchronized';
      if (changed.all.length > 0) return changed.added.length > 0 ? 'labeled' : 'unlabeled';
      return 'edited';
    default:
      return 'edited';
  }
}

function labelsChanged({ changes }: Payload): { added: readonly string[]; all: readonly string[] } {
  const names = (list: Payload['labels']) => (list ?? []).map(({ title }) => title);
  const previous = names(changes?.labels?.previous);
  const current = names(changes?.labels?.current);
  const added = current.filter((label) => !previous.includes(label));
  return { added, all: [...added, ...previous.filter((label) => !current.includes(label))] };
}

/** The delivery names the person who did something, and of the author only the number. */
function authorOf({ object_attributes: { action, author_id: author }, user }: Payload): string | undefined {
  return action === 'open' || (author !== undefined && author === user.id) ? user.username : undefined;
}

function mergeRequestOf(fields: Payload): PullRequestInput['pullRequest'] {
  const { object_attributes: mr, labels: all } = fields;
  return {
    number: mr.iid,
    objectId: mr.id,
    url: mr.url,
    title: mr.title,
    body: mr.description,
    author: authorOf(fields),
    state: mr.state === 'merged' ? 'merged' : mr.state === 'closed' ? 'closed' : 'open',
    draft: mr.draft ?? mr.work_in_progress ?? false,
    headSha: mr.last_commit.id,
    previousHeadSha: mr.oldrev,
    sourceBranch: mr.source_branch,
    targetBranch: mr.target_branch,
    source: mr.source?.web_url,
    sourceOwner: mr.source?.web_url.namespace,
    labels: all?.map(({ title }) => title),
  };
}

import { z } from 'zod';
import { projectAt, type ProjectRef } from '../../forge/project-ref.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input, PullRequestInput } from '../input.js';
import { id, maybe, person, projectUrl, readPayload, text } from '../payload.js';
import { aboutRepository, repositoryOf } from './repository.js';

const changes: Readonly<Record<string, PullRequestInput['change']>> = {
  opened: 'opened',
  reopened: 'reopened',
  synchronize: 'synchronized',
  closed: 'closed',
  labeled: 'labeled',
  unlabeled: 'unlabeled',
};

const repositoryRef = z.object({ html_url: maybe(projectUrl), name: text, owner: person });

const payload = z.object({
  ...aboutRepository,
  action: text,
  number: id,
  before: maybe(z.string()),
  label: maybe(z.object({ name: text })),
  sender: maybe(person),
  pull_request: z.object({
    html_url: maybe(z.string()),
    title: maybe(z.string()),
    body: maybe(z.string()),
    state: maybe(z.string()),
    merged: maybe(z.boolean()),
    draft: maybe(z.boolean()),
    updated_at: maybe(z.string()),
    user: person,
    labels: maybe(z.array(z.object({ name: text }))),
    head: z.object({ sha: text, ref: maybe(z.string()), repo: maybe(repositoryRef) }),
    base: z.object({ sha: maybe(z.string()), ref: text, repo: repositoryRef }),
  }),
});
type Payload = z.infer<typeof payload>;

/** GitHub `pull_request`. */
export function readPullRequest(body: unknown): Input | Ignored {
  return readPayload(payload, body, (fields) => {
    const change = changes[fields.action];
    if (!change || !Object.hasOwn(changes, fields.action))
      return ignored('action-not-supported', { action: fields.action });
    if (!fields.pull_request.head.repo && change !== 'closed') return ignored('source-repository-deleted');
    return {
      kind: 'pull-request',
      change,
      action: fields.action,
      repository: repositoryOf(fields),
      pullRequest: pullRequestOf(fields),
      ...(fields.label ? { changedLabels: [fields.label.name] } : {}),
      // The original asks for the permissions of the author, whoever pushed.
      actor: fields.pull_request.user.login,
      sender: fields.sender?.login,
    };
  });
}

function pullRequestOf({ number, before, repository, pull_request: pull }: Payload): PullRequestInput['pullRequest'] {
  return {
    number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body,
    author: pull.user.login,
    state: pull.merged ? 'merged' : pull.state === 'closed' ? 'closed' : 'open',
    draft: pull.draft ?? false,
    headSha: pull.head.sha,
    previousHeadSha: before,
    updatedAt: pull.updated_at,
    baseSha: pull.base.sha,
    sourceBranch: pull.head.ref,
    targetBranch: pull.base.ref,
    source: pull.head.repo && sourceOf(pull.head.repo, repository.html_url),
    sourceOwner: pull.head.repo?.owner.login,
    labels: pull.labels?.map(({ name }) => name),
  };
}

function sourceOf(repo: z.infer<typeof repositoryRef>, target: ProjectRef): ProjectRef | undefined {
  const server = target.url.slice(0, target.url.indexOf('/', 'https://'.length));
  return repo.html_url ?? projectAt(server, `${repo.owner.login}/${repo.name}`);
}

import { z } from 'zod';
import { parseComment } from '../../comment-command/parse-comment.js';
import type { ServiceIdentity } from '../delivery.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input, PullRequest, PullRequestInput, Repository } from '../input.js';
import { id, maybe, projectUrl, readPayload, text } from '../payload.js';

const repositoryRef = z.object({ full_url: projectUrl, name: text, user: maybe(z.object({ name: text })) });

const pullrequest = z.object({
  id,
  title: maybe(z.string()),
  initial_comment: maybe(z.string()),
  full_url: maybe(z.string()),
  status: maybe(z.string()),
  merged: maybe(z.boolean()),
  branch: text,
  branch_from: maybe(z.string()),
  commit_stop: text,
  user: maybe(z.object({ name: text })),
  project: repositoryRef,
  repo_from: maybe(repositoryRef),
});
type Pull = z.infer<typeof pullrequest>;

const onPullRequest = z.object({ agent: text, merged: maybe(z.boolean()), pullrequest });

/** A pull request of Pagure: opened, moved on, or closed. */
export function readDistGitPullRequest(
  change: Extract<PullRequestInput['change'], 'opened' | 'synchronized' | 'closed'>,
  body: unknown,
): Input | Ignored {
  return readPayload(onPullRequest, body, ({ agent, merged, pullrequest: pull }) => {
    const shown = pullRequestOf(pull, agent);
    const state = change !== 'closed' ? 'open' : (merged ?? pull.merged) ? 'merged' : 'closed';
    return {
      kind: 'pull-request',
      change,
      action: change,
      repository: repositoryOf(pull),
      pullRequest: { ...shown, state },
      actor: agent,
      sender: agent,
    };
  });
}

const comments = z.array(z.object({ id, comment: z.string() })).min(1);
const onComment = z.object({ agent: text, pullrequest: pullrequest.extend({ comments }) });

/** A comment on a pull request of Pagure: the last one of those that the message carries. */
export function readDistGitComment(body: unknown, { commandPrefix, botLogins }: ServiceIdentity): Input | Ignored {
  return readPayload(onComment, body, ({ agent, pullrequest: pull }) => {
    const last = pull.comments.at(-1)!;
    const surface = 'dist-git-pull-request';
    return {
      kind: 'comment',
      surface,
      repository: repositoryOf(pull),
      pullRequest: pullRequestOf(pull, agent),
      comment: {
        id: last.id,
        body: last.comment,
        author: agent,
        byBot: botLogins.pagure.includes(agent),
        edited: false,
        parsed: parseComment(last.comment, { commandPrefix, surface, forge: 'pagure' }),
      },
      actor: agent,
    };
  });
}

const onFlag = z.object({
  agent: text,
  pullrequest,
  flag: z.object({
    username: text,
    status: text,
    comment: maybe(z.string()),
    url: maybe(z.string()),
    commit_hash: text,
    date_updated: maybe(z.union([z.string(), z.number()]).transform(String)),
  }),
});

/** A flag (the result of a CI) on a pull request that this service opened. */
export function readDistGitFlag(body: unknown, { fasUser }: ServiceIdentity): Input | Ignored {
  return readPayload(onFlag, body, ({ pullrequest: pull, flag }) => {
    const author = pull.user?.name;
    if (author !== fasUser) return ignored('flag-on-foreign-pull-request', { author, pullRequest: pull.id });
    return {
      kind: 'foreign-ci',
      system: 'pagure-flag',
      repository: repositoryOf(pull),
      status: flag.status,
      commitSha: flag.commit_hash,
      ref: pull.branch_from,
      pullRequest: pull.id,
      pullRequestUrl: pull.full_url,
      title: flag.comment,
      url: flag.url,
      actor: flag.username,
      updatedAt: flag.date_updated,
    };
  });
}

function repositoryOf({ project }: Pull): Repository {
  return { forge: 'pagure', project: project.full_url };
}

/** Without a fork the pull request comes from the project itself, and whoever acts owns it. */
function pullRequestOf(pull: Pull, agent: string): PullRequest {
  return {
    number: pull.id,
    url: pull.full_url,
    title: pull.title,
    body: pull.initial_comment,
    author: pull.user?.name,
    state: pull.status === 'Merged' ? 'merged' : pull.status === 'Closed' ? 'closed' : 'open',
    draft: false,
    headSha: pull.commit_stop,
    sourceBranch: pull.branch_from,
    targetBranch: pull.branch,
    source: pull.repo_from?.full_url ?? pull.project.full_url,
    sourceOwner: pull.repo_from ? pull.repo_from.user?.name : agent,
  };
}

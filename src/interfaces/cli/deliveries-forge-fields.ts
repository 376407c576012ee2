import { fullName } from '../../domain/forge/project-ref.js';
import type {
  CommentInput,
  ForeignCiInput,
  PullRequestInput,
  PushInput,
  ReleaseInput,
} from '../../domain/inputs/input.js';
import { textAt } from '../../domain/inputs/payload.js';
import { commandWord } from './deliveries-command-view.js';
import { originalAction } from './deliveries-kind.js';
import { projectView, type View } from './deliveries-view.js';

/** The fields of an opened, moved or closed pull request. */
export function pullRequestFields(input: PullRequestInput, body: unknown): View {
  const { repository, pullRequest: pull, actor } = input;
  const base = {
    ...projectView(repository.project),
    pr_id: pull.number,
    action: originalAction(input),
    actor,
    commit_sha: pull.headSha,
  };
  const source = { source_namespace: pull.source?.namespace, source_repo: pull.source?.repo };
  const before = { commit_sha_before: pull.previousHeadSha ?? null };
  switch (repository.forge) {
    case 'github':
      return {
        ...base,
        ...gitHubNames(body, 'pull_request', 'base', 'repo'),
        ...before,
        source_namespace: textAt(body, 'pull_request', 'head', 'repo', 'owner', 'login'),
        source_repo: textAt(body, 'pull_request', 'head', 'repo', 'name'),
      };
    case 'gitlab':
      return {
        ...base,
        ...before,
        ...source,
        object_id: pull.objectId,
        source_branch: pull.sourceBranch,
        target_branch: pull.targetBranch,
        title: pull.title,
      };
    case 'forgejo':
      return {
        ...base,
        ...before,
        ...source,
        source_branch: pull.sourceBranch,
        target_branch: pull.targetBranch,
      };
    case 'pagure':
      return { ...base, target_branch: pull.targetBranch, ...distGitSource(pull) };
  }
}

/** The fields of a comment, whatever it is on. */
export function commentFields(input: CommentInput, body: unknown): View {
  const { repository, comment, actor } = input;
  const { forge } = repository;
  const base = {
    ...projectView(repository.project),
    ...(forge === 'github' ? gitHubNames(body, 'repository') : {}),
    actor,
    comment: comment.body,
    comment_id: comment.id,
    command: commandWord(comment.parsed),
  };
  const action = forge === 'gitlab' ? 'opened' : comment.edited ? 'edited' : 'created';
  switch (input.surface) {
    case 'commit':
      return { ...base, commit_sha: input.commitSha };
    case 'issue': {
      const tag = forge === 'forgejo' ? { tag: '', source_branch: repository.defaultBranch } : {};
      const target = forge === 'gitlab' ? {} : { target_repo: fullName(repository.project) };
      return { ...base, action, issue_id: input.issue.number, ...target, ...tag };
    }
    case 'dist-git-pull-request': {
      const { pullRequest: pull } = input;
      return { ...base, pr_id: pull.number, commit_sha: pull.headSha, ...distGitSource(pull) };
    }
    case 'pull-request': {
      const { pullRequest: pull } = input;
      const source = { source_namespace: pull.source?.namespace, source_repo: pull.source?.repo };
      const common = { ...base, action, pr_id: pull.number };
      if (forge === 'github') return { ...common, pr_author: pull.author };
      if (forge === 'gitlab') return { ...common, object_id: pull.objectId, commit_sha: pull.headSha, ...source };
      return {
        ...common,
        commit_sha: pull.headSha,
        ...source,
        source_branch: pull.sourceBranch,
        source_project_url: pull.source?.url,
      };
    }
  }
}

/** The fields of a push. */
export function pushFields(input: PushInput, body: unknown): View {
  const base = {
    ...projectView(input.repository.project),
    git_ref: input.ref,
    commit_sha: input.commitSha,
  };
  switch (input.repository.forge) {
    case 'github':
      return { ...base, ...gitHubNames(body, 'repository'), commit_sha_before: input.previousSha };
    case 'gitlab':
      return { ...base, commit_sha_before: input.previousSha };
    case 'forgejo':
      return { ...base, commit_sha_before: input.previousSha, actor: input.pusher };
    case 'pagure':
      return { ...base, actor: input.pusher, pr_id: input.pullRequest ?? null };
  }
}

/** The fields of a published release. */
export function releaseFields({ repository, tag, commitSha }: ReleaseInput, body: unknown): View {
  const names = repository.forge === 'github' ? gitHubNames(body, 'repository') : {};
  return { ...projectView(repository.project), ...names, tag, commit_sha: commitSha };
}

/** The fields of what another CI reported. */
export function foreignCiFields(input: ForeignCiInput): View {
  const { forge, project_url, namespace, repo } = projectView(input.repository.project);
  const base = { forge, project_url, repo, commit_sha: input.commitSha };
  switch (input.system) {
    case 'gitlab-pipeline':
      return {
        ...base,
        pipeline_id: input.id,
        git_ref: input.ref,
        status: input.status,
        pipeline_source: input.startedBy,
        merge_request_url: input.pullRequestUrl,
      };
    case 'forgejo-action-run': {
      const cause =
        input.startedBy === 'push'
          ? { git_ref: input.ref }
          : { pr_id: input.pullRequest, pr_url: input.pullRequestUrl, pr_source_branch: input.ref };
      return {
        ...base,
        namespace,
        actor: input.actor,
        title: input.title,
        comment: null,
        status: input.status,
        date_updated: input.updatedAt,
        url: input.url,
        ...cause,
      };
    }
    case 'pagure-flag':
      return {
        ...base,
        namespace,
        pr_id: input.pullRequest,
        flag_username: input.actor,
        flag_comment: input.title,
        status: input.status,
        source_branch: input.ref,
        url: input.url,
      };
  }
}

/** The original takes GitHub's names from the payload, even where they and the address disagree. */
function gitHubNames(body: unknown, ...path: string[]): View {
  return { namespace: textAt(body, ...path, 'owner', 'login'), repo: textAt(body, ...path, 'name') };
}

function distGitSource(pull: { source?: { url: string }; sourceOwner?: string }): View {
  return { source_project_url: pull.source?.url, source_owner: pull.sourceOwner };
}

import type { Surface } from '../comment-command/surface.js';
import type { ParsedComment } from '../comment-command/parse-comment.js';
import type { Forge } from '../forge/forge.js';
import type { ProjectRef } from '../forge/project-ref.js';
import type { CheckName } from './check-name.js';
import type { ResultInput } from './result-input.js';

/** The repository that an input is about: the target of a pull request, never its fork. */
export interface Repository {
  readonly forge: Forge;
  readonly project: ProjectRef;
  /** Undefined where the forge does not say. */
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** The installation of the GitHub App that the delivery came from. */
  readonly installationId?: number;
}

/** A pull or merge request as a delivery shows it. */
export interface PullRequest {
  readonly number: number;
  /** GitLab's id of the merge request, beside its number. */
  readonly objectId?: number;
  readonly url?: string;
  readonly title?: string;
  readonly body?: string;
  readonly author?: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly headSha: string;
  /** The head before the push that the delivery tells of. */
  readonly previousHeadSha?: string;
  /** When it had last changed, by the forge's clock. */
  readonly updatedAt?: string;
  readonly baseSha?: string;
  readonly sourceBranch?: string;
  readonly targetBranch: string;
  /** Absent when the fork was deleted. */
  readonly source?: ProjectRef;
  readonly sourceOwner?: string;
  /** Nobody vouches for `source`: whoever told of the pull request holds a token of its target alone. */
  readonly sourceIsClaimed?: true;
  /** Absent where the delivery does not carry them. */
  readonly labels?: readonly string[];
}

export interface PullRequestInput {
  readonly kind: 'pull-request';
  /** `edited`: nothing that a build depends on has changed (title, description, assignees, approvals). */
  readonly change: 'opened' | 'reopened' | 'synchronized' | 'closed' | 'labeled' | 'unlabeled' | 'edited';
  /** The forge's own word for it. */
  readonly action: string;
  readonly repository: Repository;
  readonly pullRequest: PullRequest;
  /** Labels added or removed. */
  readonly changedLabels?: readonly string[];
  /** Whose permissions count: on GitHub the author, elsewhere who did it. */
  readonly actor: string;
  readonly sender?: string;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: string;
  readonly url?: string;
  /** Written by this service's own account, or that of its other deployment. */
  readonly byBot: boolean;
  readonly edited: boolean;
  readonly parsed: ParsedComment;
}

interface CommentInputBase {
  readonly kind: 'comment';
  readonly surface: Surface;
  readonly repository: Repository;
  readonly comment: Comment;
  readonly actor: string;
}

export interface PullRequestCommentInput extends CommentInputBase {
  readonly surface: 'pull-request' | 'dist-git-pull-request';
  /** GitHub's payload has no head: ask the forge for what is absent here. */
  readonly pullRequest: Pick<PullRequest, 'number' | 'state'> & Partial<PullRequest>;
}

export interface Issue {
  readonly number: number;
  readonly title?: string;
  readonly body?: string;
  readonly author?: string;
  readonly state: 'open' | 'closed';
}

export interface IssueCommentInput extends CommentInputBase {
  readonly surface: 'issue';
  readonly issue: Issue;
}

export interface CommitCommentInput extends CommentInputBase {
  readonly surface: 'commit';
  readonly commitSha: string;
}

export type CommentInput = PullRequestCommentInput | IssueCommentInput | CommitCommentInput;

export interface PushInput {
  readonly kind: 'push';
  readonly repository: Repository;
  /** The branch or tag without `refs/heads/` or `refs/tags/`. */
  readonly ref: string;
  readonly isTag: boolean;
  readonly commitSha: string;
  readonly previousSha?: string;
  readonly pusher?: string;
  /** The pull request whose merge this push is, where the forge says so. */
  readonly pullRequest?: number;
  /** Repositories that only copy another one: a fork's push means nothing to us. */
  readonly isFork: boolean;
}

export interface ReleaseInput {
  readonly kind: 'release';
  readonly repository: Repository;
  readonly tag: string;
  readonly name?: string;
  readonly url?: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Where the delivery says which commit the tag names. */
  readonly commitSha?: string;
  readonly actor?: string;
}

export interface CheckRerunInput {
  readonly kind: 'check-rerun';
  readonly repository: Repository;
  readonly checkRunId: number;
  readonly check: CheckName;
  /** What we gave the check when we made it. */
  readonly externalId: string;
  readonly commitSha: string;
  readonly actor: string;
}

export interface CheckSuiteRerunInput {
  readonly kind: 'check-suite-rerun';
  readonly repository: Repository;
  readonly checkSuiteId: number;
  readonly commitSha: string;
  readonly branch?: string;
  readonly pullRequests: readonly number[];
  readonly actor: string;
}

export interface InstallationInput {
  readonly kind: 'installation';
  readonly change: 'created' | 'deleted' | 'suspended' | 'unsuspended';
  readonly installationId: number;
  readonly account: {
    readonly host: string;
    readonly login: string;
    readonly id: number;
    readonly url: string;
    readonly type: string;
  };
  readonly createdAt?: string;
  /** Full names. */
  readonly repositories: readonly string[];
  readonly sender: { readonly login: string; readonly id: number };
}

/** Somebody else's CI came to an end; recorded, nothing reacts yet. */
export interface ForeignCiInput {
  readonly kind: 'foreign-ci';
  readonly system: 'gitlab-pipeline' | 'forgejo-action-run' | 'pagure-flag';
  readonly repository: Repository;
  readonly id?: number;
  readonly status: string;
  readonly commitSha: string;
  readonly ref?: string;
  /** What set it going: a push, a pull request. */
  readonly startedBy?: string;
  readonly pullRequest?: number;
  readonly pullRequestUrl?: string;
  readonly title?: string;
  readonly url?: string;
  readonly actor?: string;
  readonly updatedAt?: string;
}

/** What a delivery means in this product's own terms. */
export type Input =
  | PullRequestInput
  | CommentInput
  | PushInput
  | ReleaseInput
  | CheckRerunInput
  | CheckSuiteRerunInput
  | InstallationInput
  | ForeignCiInput
  | ResultInput;

export type FactValue = string | number | boolean | null | readonly string[];
export type Facts = Readonly<Record<string, FactValue>>;

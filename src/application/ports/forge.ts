/** A repository on a forge: `github.com`, `packit-service`, `packit`. */
export interface ForgeProject {
  readonly host: string;
  /** May contain `/` on GitLab. */
  readonly namespace: string;
  readonly repo: string;
}

export interface PullRequestFacts {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly author: string;
  readonly headSha: string;
  readonly headRef: string;
  /** Undefined: the fork is gone. */
  readonly source?: ForgeProject & { readonly url: string };
  readonly baseRef: string;
  readonly baseSha: string;
  readonly labels: readonly string[];
  /** When it last changed, by the forge's clock. */
  readonly updatedAt?: string;
}

export type Permission = 'admin' | 'write' | 'read' | 'none';

/** The seven states a check can show (the forge's own words are the adapter's business). */
export type CheckState = 'pending' | 'running' | 'success' | 'failure' | 'error' | 'neutral' | 'canceled';

export interface CheckContent {
  readonly name: string;
  readonly commitSha: string;
  readonly state: CheckState;
  /** The one line that people see beside the check. */
  readonly title: string;
  /** Absolute http(s) URL; undefined: no link. */
  readonly detailsUrl?: string;
  /** Markdown. */
  readonly summary: string;
  /** Our own id of what the check is about; comes back with *Re-run*. */
  readonly externalId: string;
}

export interface PublishedCheck {
  /** The forge's id, needed to update it. */
  readonly checkId: string;
}

export interface ForgeComment {
  readonly id: string;
  readonly author: string;
  readonly body: string;
}

export interface ForgeIssue {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly body?: string;
  readonly state: 'open' | 'closed';
  readonly url: string;
}

/** Where a comment goes. */
export type CommentPlace =
  { readonly on: 'pull_request' | 'issue'; readonly number: number } | { readonly on: 'commit'; readonly sha: string };

/** GitHub or GitLab, as far as the product needs it. Rejects with `TransientFailure` or `PermanentFailure`. */
export abstract class Forge {
  /** Login that our own comments and issues carry, e.g. `packit-as-a-service[bot]`. */
  abstract readonly botLogin: string;
  /** Names of files (not folders) in the root, in listing order. Undefined: no such repository or ref, or the app is not installed. */
  abstract listRoot(project: ForgeProject, ref: string): Promise<readonly string[] | undefined>;
  /**
   * Undefined: no such file. Of a file with more bytes than `most` (default 25 MiB) only the beginning is read and answered, which has
   * one byte more than that.
   */
  abstract readFile(project: ForgeProject, path: string, ref: string, most?: number): Promise<Uint8Array | undefined>;
  abstract fileExists(project: ForgeProject, path: string, ref: string): Promise<boolean>;
  abstract pullRequest(project: ForgeProject, number: number): Promise<PullRequestFacts | undefined>;
  /** Head commit of a branch. */
  abstract branchHead(project: ForgeProject, branch: string): Promise<string | undefined>;
  /** The commit that a tag names. */
  abstract tagCommit(project: ForgeProject, tag: string): Promise<string | undefined>;
  /** Whether the commit is the head of the branch or one of its ancestors. */
  abstract isOnBranch(project: ForgeProject, branch: string, commitSha: string): Promise<boolean>;
  /** Tag of the newest published release that is no pre-release. */
  abstract newestRelease(project: ForgeProject): Promise<string | undefined>;
  abstract permission(project: ForgeProject, login: string): Promise<Permission>;

  /**
   * Creates the check. With `mayExist`, a check of ours with this name, commit and external id is looked for first and
   * updated, because an earlier attempt may have got through.
   */
  abstract createCheck(
    project: ForgeProject,
    check: CheckContent,
    options: { mayExist: boolean },
  ): Promise<PublishedCheck>;
  abstract updateCheck(project: ForgeProject, published: PublishedCheck, check: CheckContent): Promise<void>;

  /** The newest comment that fits; of a place with very many comments, only the newest are looked at. */
  abstract newestComment(
    project: ForgeProject,
    place: CommentPlace,
    fits: (comment: ForgeComment) => boolean,
  ): Promise<ForgeComment | undefined>;
  abstract createComment(project: ForgeProject, place: CommentPlace, body: string): Promise<ForgeComment>;
  /** Adding a reaction that is there already is fine. */
  abstract addReaction(project: ForgeProject, commentId: string, place: CommentPlace, reaction: 'eyes'): Promise<void>;
  /** The newest open issue that fits; of a tracker with very many, only the newest are looked at. */
  abstract findOpenIssue(
    project: ForgeProject,
    fits: (issue: ForgeIssue) => boolean,
    filter?: { author?: string },
  ): Promise<ForgeIssue | undefined>;
  /** Undefined: the repository has no issue tracker. */
  abstract createIssue(project: ForgeProject, issue: { title: string; body: string }): Promise<ForgeIssue | undefined>;
  abstract editIssue(project: ForgeProject, number: number, change: { body: string }): Promise<void>;
  /** Closing an issue that is closed already is fine. */
  abstract closeIssue(project: ForgeProject, number: number): Promise<void>;
  /** Text that people wrote for a release; undefined: there is no such release. */
  abstract releaseDescription(project: ForgeProject, tag: string): Promise<string | undefined>;
}

/** The forges that are configured, by host. */
export abstract class Forges {
  /** Undefined: no forge is configured for this host. */
  abstract forHost(host: string): Forge | undefined;
}

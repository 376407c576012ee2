import type { Clock } from '../../../application/ports/clock.js';
import {
  type CheckContent,
  type CommentPlace,
  Forge,
  type ForgeComment,
  type ForgeIssue,
  type ForgeProject,
  type Permission,
  type PublishedCheck,
  type PullRequestFacts,
} from '../../../application/ports/forge.js';
import type { FetchLimits } from '../../shared/fetch-with-limits.js';
import { Checks } from './checks.js';
import { Conversations } from './conversations.js';
import { GitHubApi } from './github-api.js';
import { History } from './history.js';
import { Installations } from './installations.js';
import { octokitSettings } from './octokit-settings.js';
import { RepositoryReader } from './repository-reader.js';
import { DEFAULT_LIMITS, type RequestLimits } from './request-limits.js';

export interface GitHubForgeOptions extends FetchLimits {
  /** `https://api.github.com` */
  readonly baseUrl: string;
  readonly appId: string;
  /** PEM, or the path of a file with it. */
  readonly privateKey: string;
  /** Default `packit-as-a-service[bot]`; `learnBotLogin` asks GitHub. */
  readonly botLogin?: string;
  readonly clock: Clock;
  readonly userAgent?: string;
  readonly limits?: Partial<RequestLimits>;
}

/** GitHub, through a GitHub App and the installations it has. */
export class GitHubForge extends Forge {
  private login: string;
  private readonly installations: Installations;
  private readonly reader: RepositoryReader;
  private readonly history: History;
  private readonly conversations: Conversations;
  private readonly checks: Checks;

  constructor(options: GitHubForgeOptions) {
    super();
    const { appId, privateKey, clock } = options;
    const settings = octokitSettings(options);
    this.login = options.botLogin ?? 'packit-as-a-service[bot]';
    this.installations = new Installations({ ...settings, appId, privateKey }, clock);
    const api = new GitHubApi(settings, this.installations, clock, { ...DEFAULT_LIMITS, ...options.limits });
    this.reader = new RepositoryReader(api, settings.baseUrl);
    this.history = new History(api);
    this.conversations = new Conversations(api, () => this.login);
    this.checks = new Checks(api, this.conversations, appId);
  }

  get botLogin(): string {
    return this.login;
  }

  /** Asks GitHub for the App's name, and answers the login that its comments carry from now on. */
  async learnBotLogin(): Promise<string> {
    this.login = `${await this.installations.slug()}[bot]`;
    return this.login;
  }

  listRoot(project: ForgeProject, ref: string): Promise<readonly string[] | undefined> {
    return this.reader.listRoot(project, ref);
  }

  readFile(project: ForgeProject, path: string, ref: string, most?: number): Promise<Uint8Array | undefined> {
    return this.reader.readFile(project, path, ref, most);
  }

  fileExists(project: ForgeProject, path: string, ref: string): Promise<boolean> {
    return this.reader.fileExists(project, path, ref);
  }

  pullRequest(project: ForgeProject, number: number): Promise<PullRequestFacts | undefined> {
    return this.reader.pullRequest(project, number);
  }

  branchHead(project: ForgeProject, branch: string): Promise<string | undefined> {
    return this.history.branchHead(project, branch);
  }

  tagCommit(project: ForgeProject, tag: string): Promise<string | undefined> {
    return this.history.tagCommit(project, tag);
  }

  isOnBranch(project: ForgeProject, branch: string, commitSha: string): Promise<boolean> {
    return this.history.isOnBranch(project, branch, commitSha);
  }

  newestRelease(project: ForgeProject): Promise<string | undefined> {
    return this.history.newestRelease(project);
  }

  releaseDescription(project: ForgeProject, tag: string): Promise<string | undefined> {
    return this.history.releaseDescription(project, tag);
  }

  permission(project: ForgeProject, login: string): Promise<Permission> {
    return this.reader.permission(project, login);
  }

  createCheck(project: ForgeProject, check: CheckContent, options: { mayExist: boolean }): Promise<PublishedCheck> {
    return this.checks.create(project, check, options);
  }

  updateCheck(project: ForgeProject, published: PublishedCheck, check: CheckContent): Promise<void> {
    return this.checks.update(project, published, check);
  }

  newestComment(
    project: ForgeProject,
    place: CommentPlace,
    fits: (comment: ForgeComment) => boolean,
  ): Promise<ForgeComment | undefined> {
    return this.conversations.newestComment(project, place, fits);
  }

  createComment(project: ForgeProject, place: CommentPlace, body: string): Promise<ForgeComment> {
    return this.conversations.createComment(project, place, body);
  }

  addReaction(project: ForgeProject, commentId: string, place: CommentPlace, reaction: 'eyes'): Promise<void> {
    return this.conversations.addReaction(project, commentId, place, reaction);
  }

  findOpenIssue(
    project: ForgeProject,
    fits: (issue: ForgeIssue) => boolean,
    filter: { author?: string } = {},
  ): Promise<ForgeIssue | undefined> {
    return this.conversations.findOpenIssue(project, fits, filter.author);
  }

  createIssue(project: ForgeProject, issue: { title: string; body: string }): Promise<ForgeIssue | undefined> {
    return this.conversations.createIssue(project, issue);
  }

  editIssue(project: ForgeProject, number: number, change: { body: string }): Promise<void> {
    return this.conversations.editIssue(project, number, change);
  }

  closeIssue(project: ForgeProject, number: number): Promise<void> {
    return this.conversations.closeIssue(project, number);
  }
}

import { PermanentFailure } from '../../../src/application/ports/failure.js';
import {
  Forge,
  type CheckContent,
  type CommentPlace,
  type ForgeComment,
  type ForgeIssue,
  type ForgeProject,
  type Permission,
  type PublishedCheck,
  type PullRequestFacts,
} from '../../../src/application/ports/forge.js';

/** A repository of the forge, at every commit alike. */
export interface KeptRepository {
  /** Undefined: it has none. */
  configuration: string | undefined;
  /** Logins that may merge. */
  readonly writers: Set<string>;
  readonly pulls: Map<number, PullRequestFacts>;
  readonly checks: Map<string, CheckContent>;
  readonly comments: { readonly place: CommentPlace; readonly body: string }[];
}

/** A forge that keeps what is written to it, and notes what it is asked: `permission acme/hello`. */
export class KeptForge extends Forge {
  readonly botLogin = 'packit-as-a-service[bot]';
  readonly calls: string[] = [];
  readonly reactions: string[] = [];
  readonly issues: ForgeIssue[] = [];
  private readonly repositories = new Map<string, KeptRepository>();
  private ids = 0;

  keep(project: ForgeProject, configuration: string | undefined, writers: readonly string[] = []): KeptRepository {
    const kept: KeptRepository = {
      configuration,
      writers: new Set(writers),
      pulls: new Map(),
      checks: new Map(),
      comments: [],
    };
    this.repositories.set(keyOf(project), kept);
    return kept;
  }

  repository(project: ForgeProject): KeptRepository {
    const found = this.repositories.get(keyOf(project));
    if (!found) throw new PermanentFailure('not found', { service: 'forge', kind: 'not-found', status: 404 });
    return found;
  }

  async listRoot(project: ForgeProject): Promise<readonly string[] | undefined> {
    const { configuration } = this.note('listRoot', project);
    return ['hello.spec', ...(configuration === undefined ? [] : ['.packit.yaml'])];
  }

  async readFile(project: ForgeProject, path: string): Promise<Uint8Array | undefined> {
    const { configuration } = this.note('readFile', project);
    return path === '.packit.yaml' && configuration !== undefined ? Buffer.from(configuration) : undefined;
  }

  async fileExists(project: ForgeProject): Promise<boolean> {
    this.note('fileExists', project);
    return true;
  }

  async pullRequest(project: ForgeProject, number: number): Promise<PullRequestFacts | undefined> {
    return this.note('pullRequest', project).pulls.get(number);
  }

  async branchHead(project: ForgeProject): Promise<string> {
    this.note('branchHead', project);
    return 'b'.repeat(40);
  }

  async tagCommit(project: ForgeProject, tag: string): Promise<string> {
    this.note('tagCommit', project);
    return Buffer.from(tag.padEnd(20, '.').slice(0, 20)).toString('hex');
  }

  async isOnBranch(project: ForgeProject): Promise<boolean> {
    this.note('isOnBranch', project);
    return true;
  }

  async newestRelease(project: ForgeProject): Promise<undefined> {
    this.note('newestRelease', project);
  }

  async permission(project: ForgeProject, login: string): Promise<Permission> {
    return this.note('permission', project).writers.has(login) ? 'write' : 'read';
  }

  async createCheck(project: ForgeProject, check: CheckContent): Promise<PublishedCheck> {
    this.note('createCheck', project).checks.set(`${check.commitSha} ${check.name}`, check);
    return { checkId: String((this.ids += 1)) };
  }

  async updateCheck(project: ForgeProject, _published: PublishedCheck, check: CheckContent): Promise<void> {
    this.note('updateCheck', project).checks.set(`${check.commitSha} ${check.name}`, check);
  }

  async newestComment(
    project: ForgeProject,
    place: CommentPlace,
    fits: (comment: ForgeComment) => boolean,
  ): Promise<ForgeComment | undefined> {
    const same = JSON.stringify(place);
    return this.note('newestComment', project)
      .comments.filter((comment) => JSON.stringify(comment.place) === same)
      .map(({ body }, at) => ({ id: String(at), author: this.botLogin, body }))
      .findLast(fits);
  }

  async createComment(project: ForgeProject, place: CommentPlace, body: string): Promise<ForgeComment> {
    this.note('createComment', project).comments.push({ place, body });
    return { id: String((this.ids += 1)), author: this.botLogin, body };
  }

  async addReaction(project: ForgeProject, commentId: string): Promise<void> {
    this.note('addReaction', project);
    this.reactions.push(commentId);
  }

  async findOpenIssue(_project: ForgeProject, fits: (issue: ForgeIssue) => boolean): Promise<ForgeIssue | undefined> {
    this.calls.push('findOpenIssue');
    return this.issues.filter(({ state }) => state === 'open').findLast(fits);
  }

  async createIssue(_project: ForgeProject, { title }: { title: string }): Promise<ForgeIssue> {
    const number = this.issues.length + 1;
    const url = `https://github.com/packit/notifications/issues/${number}`;
    const issue: ForgeIssue = { number, title, author: this.botLogin, state: 'open', url };
    this.issues.push(issue);
    return issue;
  }

  async editIssue(_project: ForgeProject, number: number, { body }: { body: string }): Promise<void> {
    const at = this.issues.findIndex((issue) => issue.number === number);
    this.issues[at] = { ...this.issues[at]!, body };
  }

  async releaseDescription(): Promise<undefined> {
    return undefined;
  }

  async closeIssue(_project: ForgeProject, number: number): Promise<void> {
    const at = this.issues.findIndex((issue) => issue.number === number);
    this.issues[at] = { ...this.issues[at]!, state: 'closed' };
  }

  private note(call: string, project: ForgeProject): KeptRepository {
    const kept = this.repository(project);
    this.calls.push(`${call} ${project.namespace}/${project.repo}`);
    return kept;
  }
}

const keyOf = ({ host, namespace, repo }: ForgeProject) => `${host}/${namespace}/${repo}`.toLowerCase();

import { z } from 'zod';
import { PermanentFailure } from '../../application/ports/failure.js';
import type { FetchLimits } from '../shared/fetch-with-limits.js';
import { HttpClient, type HttpRequest } from '../shared/http-client.js';
import { parseAnswer } from '../shared/parse-answer.js';
import type { DistGitForge, OpenPullRequest, PackageRef, PullRequestText } from './dist-git-forge.js';

const SERVICE = 'dist-git';
const PAGE = 100;
/** Open pull requests of one account for one package: more are not looked through. */
const MOST_PAGES = 10;
/** Seconds that a new fork may take until it can be seen. */
const FORK_PATIENCE = 10;

const People = z.record(z.string(), z.array(z.string()));
const Project = z.object({ access_users: People.catch({}), access_groups: People.catch({}) });
const Branches = z.object({ branches: z.array(z.string()), default: z.string().optional() });
const Urls = z.object({ urls: z.record(z.string(), z.string()) });
const PullRequest = z.object({
  id: z.int(),
  title: z.string(),
  initial_comment: z.string().nullish(),
  branch: z.string(),
  branch_from: z.string().nullish(),
  user: z.object({ name: z.string() }),
  full_url: z.string().optional(),
});
const PullRequests = z.object({ requests: z.array(PullRequest) });

export interface PagureOptions extends FetchLimits {
  /** With `/api/0`. */
  readonly apiUrl: string;
  /** What people see, e.g. `https://src.fedoraproject.org`. */
  readonly publicUrl: string;
  readonly token: string;
  readonly account: string;
  /** Waits so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** dist-git on Pagure (API 0 of pagure.io, September 2026). Calls that write carry the token. */
export class PagureForge implements DistGitForge {
  readonly kind = 'pagure';
  readonly account: string;
  private readonly http: HttpClient;

  constructor(private readonly options: PagureOptions) {
    const { apiUrl: baseUrl, token, account } = options;
    this.account = account;
    this.http = new HttpClient({ ...options, service: SERVICE, baseUrl, secrets: token ? [token] : [] });
  }

  async defaultBranch(ref: PackageRef): Promise<string | undefined> {
    const answer = await ifFound(() => this.read(Branches, `${pathOf(ref)}/git/branches`));
    return answer?.default ?? answer?.branches.find((branch) => branch === 'rawhide');
  }

  async ensureFork(ref: PackageRef): Promise<{ created: boolean; sshUrl?: string }> {
    const there = await ifFound(() => this.read(Urls, `${this.forkOf(ref)}/git/urls`));
    if (there) return { created: false, ...this.ssh(there.urls) };
    try {
      await this.write('/fork', { repo: ref.name, namespace: ref.namespace, wait: 'true' });
    } catch (error) {
      const isThere = error instanceof PermanentFailure && error.status === 400 && error.message.includes('exist');
      if (!isThere) throw forkRefused(ref, error);
    }
    for (let second = 0; second < FORK_PATIENCE; second++) {
      const made = await ifFound(() => this.read(Urls, `${this.forkOf(ref)}/git/urls`));
      if (made) return { created: true, ...this.ssh(made.urls) };
      await this.options.sleep(1_000);
    }
    throw forkRefused(ref, undefined);
  }

  async syncPermissions(ref: PackageRef): Promise<void> {
    const [original, fork] = [await this.read(Project, pathOf(ref)), await this.read(Project, this.forkOf(ref))];
    for (const type of ['user', 'group'] as const) {
      const key = type === 'user' ? 'access_users' : 'access_groups';
      const levels = type === 'user' ? ['owner', 'admin', 'commit'] : ['admin', 'commit'];
      const wanted = new Set(levels.flatMap((level) => original[key][level] ?? []));
      const owners = fork[key].owner ?? [];
      const present = new Set(fork[key].commit ?? []);
      for (const name of wanted) {
        if (present.has(name) || owners.includes(name)) continue;
        // Somebody who left Fedora cannot be added, and that keeps nobody else out.
        await ifAllowed(() => this.setAccess(ref, type, name, 'commit'));
      }
      for (const name of present)
        if (!wanted.has(name) && !owners.includes(name)) await ifAllowed(() => this.setAccess(ref, type, name, ''));
    }
  }

  async findOpen(ref: PackageRef, sourceBranch: string, targetBranch: string): Promise<OpenPullRequest | undefined> {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const query = { status: 'Open', author: this.account, page, per_page: PAGE };
      const { requests } = await this.read(PullRequests, `${pathOf(ref)}/pull-requests`, query);
      const found = requests.find(
        ({ branch, branch_from, user }) =>
          branch === targetBranch && branch_from === sourceBranch && user.name === this.account,
      );
      if (found) return this.pullRequest(ref, found);
      if (requests.length < PAGE) return undefined;
    }
    return undefined;
  }

  async open(
    ref: PackageRef,
    sourceBranch: string,
    targetBranch: string,
    { title, description }: PullRequestText,
  ): Promise<OpenPullRequest> {
    const answer = await this.write(`${pathOf(ref)}/pull-request/new`, {
      title,
      initial_comment: description,
      branch_to: targetBranch,
      branch_from: sourceBranch,
      repo_from: ref.name,
      repo_from_username: this.account,
      repo_from_namespace: ref.namespace,
    });
    const call = 'POST pull-request/new';
    return this.pullRequest(ref, parseAnswer(PullRequest, answer, { service: SERVICE, call }));
  }

  async update(ref: PackageRef, number: number, { title, description }: PullRequestText): Promise<void> {
    await this.write(`${pathOf(ref)}/pull-request/${number}`, { title, initial_comment: description });
  }

  private pullRequest(
    { namespace, name }: PackageRef,
    { id, title, initial_comment, full_url }: z.output<typeof PullRequest>,
  ): OpenPullRequest {
    const url = full_url ?? `${this.options.publicUrl}/${namespace}/${name}/pull-request/${id}`;
    return { number: id, url, title, description: initial_comment ?? '' };
  }

  private setAccess(ref: PackageRef, userType: 'user' | 'group', name: string, acl: string): Promise<unknown> {
    return this.write(`${this.forkOf(ref)}/git/modifyacls`, { user_type: userType, name, acl });
  }

  private forkOf(ref: PackageRef): string {
    return `/fork/${encodeURIComponent(this.account)}${pathOf(ref)}`;
  }

  /** The address has a place for the name of the account. */
  private ssh({ ssh }: Readonly<Record<string, string>>): { sshUrl?: string } {
    return ssh?.startsWith('ssh://') ? { sshUrl: ssh.replace('{username}', this.account) } : {};
  }

  private async read<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    query: NonNullable<HttpRequest['query']> = {},
  ): Promise<z.output<Schema>> {
    const { body } = await this.http.request({ path, query });
    return parseAnswer(schema, body, { service: SERVICE, call: `GET ${path}` });
  }

  private async write(path: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
    const headers = this.options.token ? { authorization: `token ${this.options.token}` } : undefined;
    return (await this.http.request({ method: 'POST', path, json: fields, headers })).body;
  }
}

const pathOf = ({ namespace, name }: PackageRef) =>
  `/${namespace.split('/').map(encodeURIComponent).join('/')}/${encodeURIComponent(name)}`;

function forkRefused({ namespace, name }: PackageRef, cause: unknown): unknown {
  if (cause !== undefined && !(cause instanceof PermanentFailure)) return cause;
  const message = `Unable to create a fork of repository ${namespace}/${name}`;
  const details = cause ?? { service: SERVICE, kind: 'invalid' as const };
  return new PermanentFailure(cause ? `${message}: ${cause.message}` : message, {
    service: details.service,
    kind: details.kind,
    ...(cause?.status !== undefined && { status: cause.status }),
    cause,
  });
}

async function ifFound<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PermanentFailure && error.status === 404) return undefined;
    throw error;
  }
}

async function ifAllowed(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof PermanentFailure)) throw error;
  }
}

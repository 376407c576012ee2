import type { ReadableStream } from 'node:stream/web';
import { PermanentFailure } from '../../../application/ports/failure.js';
import type { ForgeProject, Permission, PullRequestFacts } from '../../../application/ports/forge.js';
import { failureOfConnection, unreadable } from '../../shared/http-failure.js';
import { Collaborator, FolderEntries, PullRequest, read, Tree } from './github-answers.js';
import type { GitHubApi } from './github-api.js';

const LARGEST_FILE = 25 * 1024 * 1024;
/** The listing of a folder ends here without saying so. */
const LONGEST_LISTING = 1000;
const FILES = new Set(['file', 'symlink', 'blob']);

/** Reads files, pull requests and permissions from GitHub. */
export class RepositoryReader {
  constructor(
    private readonly api: GitHubApi,
    private readonly baseUrl: string,
  ) {}

  listRoot(project: ForgeProject, ref: string): Promise<readonly string[] | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const answer = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
          ...repository,
          path: '',
          ref,
        });
        const entries = read(FolderEntries, 'GET contents', answer);
        if (entries.length < LONGEST_LISTING) return entries.filter(isFile).map(({ name }) => name);
        const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
        const { tree } = read(Tree, route, await octokit.request(route, { ...repository, tree_sha: ref }));
        return tree.filter(isFile).map(({ path }) => path);
      }),
    );
  }

  async readFile(
    project: ForgeProject,
    path: string,
    ref: string,
    most = LARGEST_FILE,
  ): Promise<Uint8Array | undefined> {
    const content = await this.open(project, path, ref);
    if (!content) return undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of content) {
        size += chunk.length;
        chunks.push(chunk);
        if (size > most) break;
      }
    } catch (error) {
      throw failureOfConnection('GitHub', this.baseUrl, error);
    }
    return Buffer.concat(chunks, Math.min(size, most + 1));
  }

  async fileExists(project: ForgeProject, path: string, ref: string): Promise<boolean> {
    const content = await this.open(project, path, ref);
    await content?.cancel();
    return content !== undefined;
  }

  pullRequest(project: ForgeProject, number: number): Promise<PullRequestFacts | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
        const pull = read(PullRequest, route, await octokit.request(route, { ...repository, pull_number: number }));
        const { repo } = pull.head;
        return {
          number: pull.number,
          state: pull.state,
          author: pull.user,
          headSha: pull.head.sha,
          headRef: pull.head.ref,
          source: repo
            ? { host: project.host, namespace: repo.owner.login, repo: repo.name, url: repo.html_url }
            : undefined,
          baseRef: pull.base.ref,
          baseSha: pull.base.sha,
          labels: pull.labels.map(({ name }) => name),
          updatedAt: pull.updated_at,
        };
      }),
    );
  }

  /** `maintain` may write, `triage` may read; an account that GitHub does not know may nothing. */
  async permission(project: ForgeProject, login: string): Promise<Permission> {
    const found = await ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
        return read(Collaborator, route, await octokit.request(route, { ...repository, username: login }));
      }),
    );
    return found ? permissionOf(found.permission) : 'none';
  }

  /** The bytes of a file; undefined: there is no such file, or it is a folder. */
  private open(project: ForgeProject, path: string, ref: string): Promise<ReadableStream<Uint8Array> | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const answer = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
          ...repository,
          path,
          ref,
          headers: { accept: 'application/vnd.github.raw+json' },
          request: { parseSuccessResponseBody: false },
        });
        const body = answer.data as unknown as ReadableStream<Uint8Array>;
        const type = answer.headers['content-type'] ?? '';
        if (/\braw\b|octet-stream/.test(type)) return body;
        await body.cancel();
        if (/\bjson\b/.test(type)) return undefined;
        throw unreadable(
          'GitHub',
          'GET contents',
          `expected the raw file, found ${type || 'no content type'}`,
          undefined,
        );
      }),
    );
  }
}

const isFile = ({ type }: { type: string }) => FILES.has(type);

function permissionOf(word: string): Permission {
  switch (word) {
    case 'admin':
      return 'admin';
    case 'write':
    case 'maintain':
      return 'write';
    case 'read':
    case 'triage':
      return 'read';
    default:
      return 'none';
  }
}

/** Undefined where GitHub says *not found*, which it also says of what the App may not see. */
export async function ifFound<Found>(ask: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PermanentFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
}

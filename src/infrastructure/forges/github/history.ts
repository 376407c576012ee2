import type { ForgeProject } from '../../../application/ports/forge.js';
import { Branch, Comparison, Pointer, read, Release } from './github-answers.js';
import type { GitHubApi } from './github-api.js';
import { ifFound } from './repository-reader.js';

/** A tag of a tag of a tag: nobody goes further. */
const DEEPEST_TAG = 5;

/** Branches, tags and releases on GitHub. */
export class History {
  constructor(private readonly api: GitHubApi) {}

  branchHead(project: ForgeProject, branch: string): Promise<string | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/branches/{branch}';
        return read(Branch, route, await octokit.request(route, { ...repository, branch })).commit.sha;
      }),
    );
  }

  /** An annotated tag is an object of its own that points to the commit. */
  tagCommit(project: ForgeProject, tag: string): Promise<string | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
        let { object } = read(Pointer, route, await octokit.request(route, { ...repository, ref: `tags/${tag}` }));
        for (let depth = 0; object.type === 'tag' && depth < DEEPEST_TAG; depth++) {
          const inner = 'GET /repos/{owner}/{repo}/git/tags/{tag_sha}';
          ({ object } = read(Pointer, inner, await octokit.request(inner, { ...repository, tag_sha: object.sha })));
        }
        return object.type === 'commit' ? object.sha : undefined;
      }),
    );
  }

  async isOnBranch(project: ForgeProject, branch: string, commitSha: string): Promise<boolean> {
    const head = await this.branchHead(project, branch);
    if (head === undefined || head === commitSha) return head !== undefined;
    const found = await ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
        const answer = await octokit.request(route, {
          ...repository,
          basehead: `${head}...${commitSha}`,
          per_page: 1,
        });
        return read(Comparison, route, answer).status;
      }),
    );
    return found === 'identical' || found === 'behind';
  }

  releaseDescription(project: ForgeProject, tag: string): Promise<string | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/releases/tags/{tag}';
        return read(Release, route, await octokit.request(route, { ...repository, tag })).body ?? undefined;
      }),
    );
  }

  newestRelease(project: ForgeProject): Promise<string | undefined> {
    return ifFound(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'GET /repos/{owner}/{repo}/releases/latest';
        return read(Release, route, await octokit.request(route, { ...repository })).tag_name;
      }),
    );
  }
}

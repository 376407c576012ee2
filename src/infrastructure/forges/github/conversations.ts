import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { PermanentFailure } from '../../../application/ports/failure.js';
import type { CommentPlace, ForgeComment, ForgeIssue, ForgeProject } from '../../../application/ports/forge.js';
import { cutComment } from './check-content.js';
import { Comment, hasNextPage, Issue, lastPageOf, read } from './github-answers.js';
import type { GitHubApi, Repository } from './github-api.js';

const PAGE = 100;
/** Of a longer list, only so many pages are looked at, one at a time. */
const MOST_PAGES = 30;

interface PageRequest {
  readonly per_page: number;
  readonly page: number;
}

/** Comments, reactions and issues on GitHub. */
export class Conversations {
  constructor(
    private readonly api: GitHubApi,
    private readonly botLogin: () => string,
  ) {}

  /** GitHub lists comments oldest first: the last page is asked for first, after the first one has named it. */
  newestComment(
    project: ForgeProject,
    place: CommentPlace,
    fits: (comment: ForgeComment) => boolean,
  ): Promise<ForgeComment | undefined> {
    return this.api.as(project, async (octokit, repository) => {
      const ask = (page: PageRequest) =>
        place.on === 'commit'
          ? octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/comments', {
              ...repository,
              commit_sha: place.sha,
              ...page,
            })
          : octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
              ...repository,
              issue_number: place.number,
              ...page,
            });
      const first = await ask({ per_page: PAGE, page: 1 });
      const last = lastPageOf(first);
      for (let page = last; page >= 1 && page > last - MOST_PAGES; page--) {
        const answer = page === 1 ? first : await ask({ per_page: PAGE, page });
        const found = read(z.array(Comment), 'GET comments', answer).map(commentFrom).findLast(fits);
        if (found) return found;
      }
      return undefined;
    });
  }

  createComment(project: ForgeProject, place: CommentPlace, text: string): Promise<ForgeComment> {
    const body = cutComment(text);
    return this.api.as(project, async (octokit, repository) =>
      commentFrom(read(Comment, 'POST comment', await postComment(octokit, repository, place, body))),
    );
  }

  /** Writes a comment unless one of ours says the same. */
  async commentOnce(project: ForgeProject, place: CommentPlace, body: string): Promise<void> {
    const ours = (comment: ForgeComment) => comment.author === this.botLogin() && comment.body === body;
    const said = await this.newestComment(project, place, ours);
    if (!said) await this.createComment(project, place, body);
  }

  async addReaction(project: ForgeProject, commentId: string, place: CommentPlace, content: 'eyes'): Promise<void> {
    const comment = { comment_id: Number(commentId), content };
    await this.api.as(project, async (octokit, repository) =>
      place.on === 'commit'
        ? octokit.request('POST /repos/{owner}/{repo}/comments/{comment_id}/reactions', { ...repository, ...comment })
        : octokit.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
            ...repository,
            ...comment,
          }),
    );
  }

  /** Without the pull requests, which GitHub lists among the issues, newest first. None where the tracker is switched off. */
  findOpenIssue(
    project: ForgeProject,
    fits: (issue: ForgeIssue) => boolean,
    author?: string,
  ): Promise<ForgeIssue | undefined> {
    return unlessDisabled(() =>
      this.api.as(project, async (octokit, repository) => {
        for (let page = 1; page <= MOST_PAGES; page++) {
          const answer = await octokit.request('GET /repos/{owner}/{repo}/issues', {
            ...repository,
            state: 'open',
            ...(author !== undefined && { creator: author }),
            per_page: PAGE,
            page,
          });
          const issues = read(z.array(Issue), 'GET issues', answer).filter(isIssue).map(issueFrom);
          const found = issues.find(fits);
          if (found || !hasNextPage(answer)) return found;
        }
        return undefined;
      }),
    );
  }

  createIssue(
    project: ForgeProject,
    { title, body }: { title: string; body: string },
  ): Promise<ForgeIssue | undefined> {
    return unlessDisabled(() =>
      this.api.as(project, async (octokit, repository) => {
        const route = 'POST /repos/{owner}/{repo}/issues';
        return issueFrom(
          read(Issue, route, await octokit.request(route, { ...repository, title, body: cutComment(body) })),
        );
      }),
    );
  }

  async editIssue(project: ForgeProject, number: number, { body }: { body: string }): Promise<void> {
    await this.api.as(project, (octokit, repository) =>
      octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...repository,
        issue_number: number,
        body: cutComment(body),
      }),
    );
  }

  async closeIssue(project: ForgeProject, number: number): Promise<void> {
    await this.api.as(project, (octokit, repository) =>
      octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...repository,
        issue_number: number,
        state: 'closed',
        state_reason: 'completed',
      }),
    );
  }
}

function postComment(octokit: Octokit, repository: Repository, place: CommentPlace, body: string) {
  return place.on === 'commit'
    ? octokit.request('POST /repos/{owner}/{repo}/commits/{commit_sha}/comments', {
        ...repository,
        commit_sha: place.sha,
        body,
      })
    : octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...repository,
        issue_number: place.number,
        body,
      });
}

const isIssue = (issue: z.output<typeof Issue>) => issue.pull_request === undefined;

const commentFrom = ({ id, user, body }: z.output<typeof Comment>): ForgeComment => ({
  id,
  author: user,
  body: body ?? '',
});

const issueFrom = ({ number, title, user, body, state, html_url }: z.output<typeof Issue>): ForgeIssue => ({
  number,
  title,
  author: user,
  ...(typeof body === 'string' && { body }),
  state,
  url: html_url,
});

/** Undefined where the repository has no issue tracker, which is 410. */
async function unlessDisabled<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PermanentFailure && error.status === 410) return undefined;
    throw error;
  }
}

import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { PermanentFailure } from '../../../application/ports/failure.js';
import type { CommentPlace, ForgeComment, ForgeIssue, ForgeProject } from '../../../application/ports/forge.js';
import { cutComment } from './check-content.js';
import { Comment, hasNextPage, Issue, type Page, read } from './github-answers.js';
import type { GitHubApi, Repository } from './github-api.js';

const PAGE = 100;

/** Comments, reactions and issues on GitHub. */
export class Conversations {
  constructor(
    private readonly api: GitHubApi,
    private readonly botLogin: () => string,
  ) {}

  listComments(project: ForgeProject, place: CommentPlace): Promise<readonly ForgeComment[]> {
    return this.api.as(project, async (octokit, repository) => {
      const comments = await allPages(Comment, 'GET comments', (page) =>
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
            }),
      );
      return comments.map(commentFrom);
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
    const present = await this.listComments(project, place);
    const said = present.some((comment) => comment.author === this.botLogin() && comment.body === body);
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

  /** Without the pull requests, which GitHub lists among the issues. None where the tracker is switched off. */
  async openIssues(project: ForgeProject, author?: string): Promise<readonly ForgeIssue[]> {
    const issues = await unlessDisabled(() =>
      this.api.as(project, (octokit, repository) =>
        allPages(Issue, 'GET issues', (page) =>
          octokit.request('GET /repos/{owner}/{repo}/issues', {
            ...repository,
            state: 'open',
            ...(author !== undefined && { creator: author }),
            ...page,
          }),
        ),
      ),
    );
    return (issues ?? []).filter((issue) => issue.pull_request === undefined).map(issueFrom);
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

/** All items of a listing: GitHub names the next page in `Link`, and a page may be short without being the last. */
async function allPages<Item extends z.ZodType>(
  item: Item,
  call: string,
  ask: (page: { per_page: number; page: number }) => Promise<Page>,
): Promise<z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  for (let page = 1; ; page++) {
    const answer = await ask({ per_page: PAGE, page });
    items.push(...read(z.array(item), call, answer));
    if (!hasNextPage(answer)) return items;
  }
}

const commentFrom = ({ id, user, body }: z.output<typeof Comment>): ForgeComment => ({
  id,
  author: user,
  body: body ?? '',
});

const issueFrom = ({ number, title, user, state, html_url }: z.output<typeof Issue>): ForgeIssue => ({
  number,
  title,
  author: user,
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

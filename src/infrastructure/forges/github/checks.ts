import { PermanentFailure } from '../../../application/ports/failure.js';
import type { CheckContent, ForgeProject, PublishedCheck } from '../../../application/ports/forge.js';
import { checkRunOf, commentOf, commitStatusOf } from './check-content.js';
import type { Conversations } from './conversations.js';
import { CheckRun, CheckRuns, hasNextPage, read } from './github-answers.js';
import type { GitHubApi } from './github-api.js';

/** Ids of what was published another way, because check runs are closed to us. They can be updated as well. */
/** One name on one commit has a check run for each attempt: nobody asks thousands of times. */
const MOST_PAGES = 10;
const AS_STATUS = 'commit-status';
const AS_COMMENT = 'commit-comment';

/**
 * Publishes checks as check runs. Where the API answers that they are closed to us (403, 404), a commit status says
 * the same, and where that is closed as well, a comment on the commit.
 */
export class Checks {
  constructor(
    private readonly api: GitHubApi,
    private readonly conversations: Conversations,
    private readonly appId: string,
  ) {}

  async create(
    project: ForgeProject,
    check: CheckContent,
    { mayExist }: { mayExist: boolean },
  ): Promise<PublishedCheck> {
    return this.orOtherwise(project, check, async () => {
      const existing = mayExist ? await this.find(project, check) : undefined;
      if (existing !== undefined) {
        await this.patch(project, existing, check);
        return { checkId: String(existing) };
      }
      return this.api.as(project, async (octokit, repository) => {
        const route = 'POST /repos/{owner}/{repo}/check-runs';
        const answer = await octokit.request(route, { ...repository, ...checkRunOf(check) });
        return { checkId: String(read(CheckRun, route, answer).id) };
      });
    });
  }

  async update(project: ForgeProject, { checkId }: PublishedCheck, check: CheckContent): Promise<void> {
    if (checkId === AS_STATUS || checkId === AS_COMMENT) {
      await this.publishOtherwise(project, check);
      return;
    }
    await this.orOtherwise(project, check, async () => {
      await this.patch(project, Number(checkId), check);
      return { checkId };
    });
  }

  private async patch(project: ForgeProject, id: number, check: CheckContent): Promise<void> {
    const { head_sha: _createdWith, ...changes } = checkRunOf(check);
    await this.api.as(project, (octokit, repository) =>
      octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...repository,
        check_run_id: id,
        ...changes,
      }),
    );
  }

  /** Our own check run with this name, commit and external id: an earlier attempt may have got through. */
  private async find(project: ForgeProject, check: CheckContent): Promise<number | undefined> {
    return this.api.as(project, async (octokit, repository) => {
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
      const query = {
        ...repository,
        ref: check.commitSha,
        check_name: check.name,
        filter: 'all' as const,
        per_page: 100,
        ...(/^\d+$/.test(this.appId) && { app_id: Number(this.appId) }),
      };
      for (let page = 1; page <= MOST_PAGES; page++) {
        const answer = await octokit.request(route, { ...query, page });
        const runs = read(CheckRuns, route, answer).check_runs;
        const ours = runs.find((run) => run.name === check.name && run.external_id === check.externalId);
        if (ours || !hasNextPage(answer)) return ours?.id;
      }
      return undefined;
    });
  }

  private async orOtherwise(
    project: ForgeProject,
    check: CheckContent,
    publish: () => Promise<PublishedCheck>,
  ): Promise<PublishedCheck> {
    try {
      return await publish();
    } catch (error) {
      if (!isClosed(error)) throw error;
      return this.publishOtherwise(project, check);
    }
  }

  private async publishOtherwise(project: ForgeProject, check: CheckContent): Promise<PublishedCheck> {
    try {
      await this.api.as(project, (octokit, repository) =>
        octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
          ...repository,
          sha: check.commitSha,
          ...commitStatusOf(check),
        }),
      );
      return { checkId: AS_STATUS };
    } catch (error) {
      if (!isClosed(error)) throw error;
      const body = commentOf(check);
      if (body !== undefined)
        await this.conversations.commentOnce(project, { on: 'commit', sha: check.commitSha }, body);
      return { checkId: AS_COMMENT };
    }
  }
}

/** GitHub said so itself: an App that is not installed fails without a status, and has no other way either. */
function isClosed(error: unknown): boolean {
  return error instanceof PermanentFailure && (error.status === 403 || error.status === 404);
}

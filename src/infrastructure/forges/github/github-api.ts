import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Clock } from '../../../application/ports/clock.js';
import { PermanentFailure, TransientFailure } from '../../../application/ports/failure.js';
import type { ForgeProject } from '../../../application/ports/forge.js';
import { RecentlyUsed } from '../../shared/recently-used.js';
import { unreadable } from '../../shared/http-failure.js';
import { failureOfGitHub } from './github-failure.js';
import type { Installations } from './installations.js';
import type { OctokitSettings } from './octokit-settings.js';
import { isOverflow, overflowDelay, requestGroups, type RequestLimits } from './request-limits.js';

const ThrottledOctokit = Octokit.plugin(throttling);
/** A client has some hundred kilobytes of methods. */
const MOST_CLIENTS = 200;
const MOST_INSTALLATIONS = 10_000;
const API_VERSION = '2022-11-28';

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** Calls in the name of the installation that covers a repository. */
export class GitHubApi {
  /** The queues of an installation are in the groups: another client goes on with them. */
  private readonly clients = new RecentlyUsed<number, Octokit>(MOST_CLIENTS);
  private readonly groups: ReturnType<typeof requestGroups>;
  private readonly pausedUntil = new RecentlyUsed<number, number>(MOST_INSTALLATIONS);

  constructor(
    private readonly settings: OctokitSettings,
    private readonly installations: Installations,
    private readonly clock: Clock,
    private readonly limits: RequestLimits,
  ) {
    this.groups = requestGroups(limits);
  }

  /** Performs calls; rejects with `TransientFailure` or `PermanentFailure`, the latter of kind `not-found` where the App is not installed. */
  async as<Result>(
    project: ForgeProject,
    calls: (octokit: Octokit, repository: Repository) => Promise<Result>,
  ): Promise<Result> {
    const { namespace: owner, repo } = project;
    const installation = await this.installations.idFor(project);
    if (installation === undefined)
      throw new PermanentFailure(`The GitHub App is not installed on ${owner}/${repo}`, {
        service: 'GitHub',
        kind: 'not-found',
      });
    const attempt = () => calls(this.clientOf(installation), { owner, repo });
    return this.guarded(installation, attempt).catch((error: unknown) => {
      // A revoked token, or the clock of one of us: a fresh token settles it or shows that it was neither.
      if (!(error instanceof PermanentFailure) || error.kind !== 'unauthorized') throw error;
      this.installations.dropToken(installation);
      return this.guarded(installation, attempt);
    });
  }

  private async guarded<Result>(installation: number, attempt: () => Promise<Result>): Promise<Result> {
    const now = this.clock.now().getTime();
    const resume = this.pausedUntil.get(installation) ?? 0;
    if (resume > now) throw limited('GitHub asked this installation to wait', resume - now);
    try {
      return await attempt();
    } catch (error) {
      if (isOverflow(error)) throw limited('Too many writes wait for this installation', overflowDelay(this.limits));
      const failure = failureOfGitHub(error, this.settings.baseUrl, this.clock.now().getTime());
      if (failure instanceof TransientFailure && failure.kind === 'rate-limited')
        this.pausedUntil.set(installation, this.clock.now().getTime() + (failure.retryAfterMs ?? 0));
      throw failure;
    }
  }

  private clientOf(installation: number): Octokit {
    const known = this.clients.get(installation);
    if (known) return known;
    const stopAtLimit = () => undefined;
    const client = new ThrottledOctokit({
      ...this.settings.octokit,
      throttle: {
        id: String(installation),
        ...this.groups,
        onRateLimit: stopAtLimit,
        onSecondaryRateLimit: stopAtLimit,
      },
    });
    client.hook.before('request', async (options) => {
      options.headers.authorization = `Bearer ${await this.installations.token(installation)}`;
      options.headers['x-github-api-version'] = API_VERSION;
    });
    client.hook.after('request', ({ data }, { method, url }) => requireJson(data, `${method} ${url}`));
    this.clients.set(installation, client);
    return client;
  }
}

/** GitHub answers JSON, or a file as it is to who asked for that. Anything else is by somebody in between, also with status 200. */
function requireJson(data: unknown, call: string): void {
  const isOther = data instanceof ArrayBuffer || (typeof data === 'string' && data.trim() !== '');
  if (isOther) throw unreadable('GitHub', call, 'expected JSON', typeof data === 'string' ? data : undefined);
}

const limited = (message: string, retryAfterMs: number) =>
  new TransientFailure(message, { service: 'GitHub', kind: 'rate-limited', retryAfterMs });

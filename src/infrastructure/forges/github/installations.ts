import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import type { Clock } from '../../../application/ports/clock.js';
import { PermanentFailure } from '../../../application/ports/failure.js';
import type { ForgeProject } from '../../../application/ports/forge.js';
import { RecentlyUsed } from '../../shared/recently-used.js';
import { parseAnswer } from '../../shared/parse-answer.js';
import { readAppKey } from './app-key.js';
import { failureOfGitHub } from './github-failure.js';
import type { OctokitSettings } from './octokit-settings.js';

const EARLY_MS = 10 * 60_000;
/** Of so many it is remembered which installation covers them; of so many installations, their tokens. */
const MOST_REPOSITORIES = 20_000;
const MOST_INSTALLATIONS = 10_000;

const Installation = z.object({ id: z.number() });
const Token = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });
const App = z.object({ slug: z.string().min(1) });

/** Where the App is installed, and the tokens it gets for it. Tokens live one hour and are renewed 10 minutes early. */
export class Installations {
  private readonly app: Octokit;
  private readonly ids = new RecentlyUsed<string, Promise<number | undefined>>(MOST_REPOSITORIES);
  private readonly tokens = new RecentlyUsed<number, Promise<{ token: string; renewAt: number }>>(MOST_INSTALLATIONS);

  constructor(
    private readonly settings: OctokitSettings & { appId: string; privateKey: string },
    private readonly clock: Clock,
  ) {
    const auth = { appId: settings.appId, privateKey: readAppKey(settings.privateKey) };
    this.app = new Octokit({ ...settings.octokit, authStrategy: createAppAuth, auth });
  }

  /** Id of the installation that covers the repository; undefined: the App is not installed there. Asked for once. */
  async idFor(project: ForgeProject): Promise<number | undefined> {
    const key = nameOf(project);
    const id = this.ids.get(key) ?? this.lookUp(project);
    this.ids.set(key, id);
    try {
      const found = await id;
      if (found === undefined) this.ids.delete(key);
      return found;
    } catch (error) {
      this.ids.delete(key);
      throw error;
    }
  }

  async token(installation: number): Promise<string> {
    const known = this.tokens.get(installation);
    const current = await known?.catch(() => undefined);
    if (current && current.renewAt > this.clock.now().getTime()) return current.token;
    // Somebody else may have begun to renew it while this one waited.
    const latest = this.tokens.get(installation);
    const renewed = latest && latest !== known ? latest : this.renew(installation);
    return (await renewed).token;
  }

  /** GitHub did not take the token, although it should be good still. */
  dropToken(installation: number): void {
    this.tokens.delete(installation);
  }

  /** Slug of the App: its comments carry the login `{slug}[bot]`. */
  async slug(): Promise<string> {
    const body = await this.ask(() => this.app.request('GET /app'));
    return parseAnswer(App, body, { service: 'GitHub', call: 'GET /app' }).slug;
  }

  private async lookUp({ namespace: owner, repo }: ForgeProject): Promise<number | undefined> {
    try {
      const body = await this.ask(() => this.app.request('GET /repos/{owner}/{repo}/installation', { owner, repo }));
      return parseAnswer(Installation, body, { service: 'GitHub', call: 'GET installation' }).id;
    } catch (error) {
      if (error instanceof PermanentFailure && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  private renew(installation: number) {
    const renewed = this.create(installation);
    this.tokens.set(installation, renewed);
    renewed.catch(() => {
      if (this.tokens.get(installation) === renewed) this.tokens.delete(installation);
    });
    return renewed;
  }

  private async create(installation: number): Promise<{ token: string; renewAt: number }> {
    const route = 'POST /app/installations/{installation_id}/access_tokens';
    try {
      const body = await this.ask(() => this.app.request(route, { installation_id: installation }));
      const { token, expires_at } = parseAnswer(Token, body, { service: 'GitHub', call: route });
      return { token, renewAt: Date.parse(expires_at) - EARLY_MS };
    } catch (error) {
      if (error instanceof PermanentFailure && error.kind === 'not-found') await this.forgetInstallation(installation);
      throw error;
    }
  }

  /** The App was removed, and perhaps installed again under another id. */
  private async forgetInstallation(installation: number): Promise<void> {
    for (const [key, id] of this.ids) if ((await id.catch(() => undefined)) === installation) this.ids.delete(key);
  }

  private async ask(call: () => Promise<{ data: unknown }>): Promise<unknown> {
    try {
      return (await call()).data;
    } catch (error) {
      throw failureOfGitHub(error, this.settings.baseUrl, this.clock.now().getTime());
    }
  }
}

/** GitHub's names do not depend on case. */
const nameOf = ({ namespace, repo }: ForgeProject) => `${namespace}/${repo}`.toLowerCase();

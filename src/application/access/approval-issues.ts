import { Injectable } from '@nestjs/common';
import { NOTIFICATIONS } from '../../domain/allowlist/approval-issue.js';
import { namespaceKey } from '../../domain/forge/project-ref.js';
import type { ProjectData } from '../../domain/planning/job.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import type { Forge } from '../ports/forge.js';
import { Allowlist } from '../queries/allowlist/allowlist.js';

/** How long a list of open approval issues is good enough: refusals come in any number, and each wants to name one. */
const LIST_LIFETIME_MS = 10 * 60_000;

/** Finds the open issue that asks for the approval of a namespace. */
@Injectable()
export class ApprovalIssues {
  private listed: { readonly until: number; readonly links: Promise<ReadonlyMap<string, string>> } | undefined;

  constructor(
    private readonly allowlist: Allowlist,
    private readonly clock: Clock,
  ) {}

  /**
   * Address of the issue; null: there is none, or the forge refuses to list them. What this service opened itself is known
   * from the log; all others are listed at most once in ten minutes, for all namespaces together.
   */
  async linkFor(forge: Forge, project: ProjectData): Promise<string | null> {
    if (project.host !== NOTIFICATIONS.host) return null;
    const namespace = namespaceKey(project);
    const { issues } = await this.allowlist.entry(namespace);
    const own = Object.keys(issues).find((number) => issues[number] === 'open');
    if (own !== undefined) return `${NOTIFICATIONS.url}/issues/${own}`;
    return (await this.open(forge)).get(namespace.slice(project.host.length + 1)) ?? null;
  }

  /** Addresses by the account that an issue asks for; the newest issue counts. */
  private open(forge: Forge): Promise<ReadonlyMap<string, string>> {
    const now = this.clock.now().getTime();
    if (this.listed && now < this.listed.until) return this.listed.links;
    const links = this.list(forge);
    this.listed = { until: now + LIST_LIFETIME_MS, links };
    links.catch(() => (this.listed = undefined));
    return links;
  }

  private async list(forge: Forge): Promise<ReadonlyMap<string, string>> {
    const links = new Map<string, string>();
    try {
      await forge.findOpenIssue(
        NOTIFICATIONS,
        ({ title, url }) => {
          const [, account] = / (\S+) needs to be approved\.$/.exec(title) ?? [];
          if (account !== undefined && !links.has(account)) links.set(account, url);
          return false;
        },
        { author: forge.botLogin },
      );
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
    }
    return links;
  }
}

import { Injectable } from '@nestjs/common';
import { DASHBOARD } from '../../domain/notifications.js';
import { failureIssueBody, failureIssueTitle } from '../../domain/release/failure-issue.js';
import { releaseDecider, type ReleaseCommand } from '../../domain/release/release.js';
import { releaseEvents } from '../../domain/release/release.events.js';
import { newestAttempt, untoldFailure, type KnownRelease } from '../../domain/release/release-state.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges, type Forge, type ForgeIssue } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** What is written about a failure. */
interface Report {
  readonly title: string;
  readonly body: string;
}

/**
 * Tells in one issue of the project which branches of a release failed. An open issue of that title is taken: its text is kept
 * true when the set of branches changes, and a comment says when they failed again.
 */
@Injectable()
export class ReportReleaseFailure extends Effect<'report-release-failure'> {
  readonly type = 'report-release-failure';

  constructor(
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo<'report-release-failure'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { package: name } = todo.data;
    const { state: release } = await this.streams.load(stream, releaseEvents, releaseDecider);
    if (release.status === 'unknown') return;
    const failing = untoldFailure(release, name);
    if (!failing) return;
    const text = failureIssueBody(release, name, failing, this.settings.commandPrefix);
    const body = text.replaceAll(`${DASHBOARD}/`, `${this.settings.dashboardUrl}/`);
    const about = {
      package: name,
      failing: failing.map(({ branch }) => branch),
      attempt: newestAttempt(failing),
      at: this.clock.now().toISOString(),
    };
    const command = await this.tell(release, name, { title: failureIssueTitle(release.tag), body }, about);
    await this.streams.handle(stream, releaseEvents, releaseDecider, command, cause);
  }

  private async tell(
    release: KnownRelease,
    name: string,
    report: Report,
    about: { package: string; failing: string[]; attempt: string; at: string },
  ): Promise<ReleaseCommand> {
    const forge = this.forges.forHost(release.project.host);
    const refused = (reason: string): ReleaseCommand => ({ type: 'RecordFailureRefusal', ...about, reason });
    if (!forge) return refused(`no forge is configured for ${release.project.host}`);
    const told = release.packages[name]?.told;
    try {
      const known = told?.number ?? null;
      if (known !== null) {
        const isSame = about.failing.join('\n') === told?.failing.join('\n');
        if (!isSame) await forge.editIssue(release.project, known, { body: report.body });
        await this.comment(forge, release, known, report.body);
        return { type: 'RecordFailureUpdate', ...about, number: known };
      }
      const issue = await this.open(forge, release, report);
      if (!issue) return refused(`${release.project.url} has no issue tracker`);
      return { type: 'RecordFailureIssue', ...about, number: issue.number, url: issue.url };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return refused(error.message);
    }
  }

  /** An open issue of ours, which hears of it in a comment, or a new one. */
  private async open(forge: Forge, release: KnownRelease, report: Report): Promise<ForgeIssue | undefined> {
    const author = forge.botLogin;
    const isOurs = ({ title }: ForgeIssue) => title.includes(report.title);
    const present = await forge.findOpenIssue(release.project, isOurs, { author });
    if (!present) return forge.createIssue(release.project, report);
    // Written by us a moment ago, and not recorded: a comment would say the same again.
    if (present.body !== undefined && sameText(present.body, report.body)) return present;
    await this.comment(forge, release, present.number, report.body);
    return present;
  }

  private async comment(forge: Forge, { project }: KnownRelease, number: number, body: string): Promise<void> {
    const place = { on: 'issue', number } as const;
    const newest = await forge.newestComment(project, place, ({ author }) => author === forge.botLogin);
    if (!newest || !sameText(newest.body, body)) await forge.createComment(project, place, body);
  }
}

/** Forges trim texts and may change line ends. */
const sameText = (one: string, other: string) =>
  one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim();

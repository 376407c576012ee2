import { Injectable } from '@nestjs/common';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { NOTIFICATIONS } from '../../domain/allowlist/approval-issue.js';
import { namespaceDecider, type NamespaceCommand } from '../../domain/allowlist/namespace.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges, type ForgeIssue } from '../ports/forge.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Opens the issue that tells how to get the approval, unless one of that title is open. */
@Injectable()
export class OpenApprovalIssue extends Effect<'open-approval-issue'> {
  readonly type = 'open-approval-issue';

  constructor(
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'open-approval-issue'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { state } = await this.streams.load(stream, namespaceEvents, namespaceDecider);
    const { namespace, wantedIssue } = state;
    if (!wantedIssue) return;
    const outcome = await this.open(wantedIssue);
    const about = { namespace, at: this.clock.now().toISOString() };
    const command: NamespaceCommand =
      'issue' in outcome
        ? {
            type: 'RecordIssueOpened',
            ...about,
            number: outcome.issue.number,
            url: outcome.issue.url,
            found: outcome.found,
          }
        : { type: 'RecordIssueNotOpened', ...about, reason: outcome.reason };
    await this.streams.handle(stream, namespaceEvents, namespaceDecider, command, cause);
  }

  private async open(wanted: {
    title: string;
    body: string;
  }): Promise<{ issue: ForgeIssue; found: boolean } | { reason: string }> {
    const forge = this.forges.forHost(NOTIFICATIONS.host);
    if (!forge) return { reason: `no forge is configured for ${NOTIFICATIONS.host}` };
    try {
      const present = await forge.findOpenIssue(NOTIFICATIONS, ({ title }) => title.includes(wanted.title));
      if (present) return { issue: present, found: true };
      const issue = await forge.createIssue(NOTIFICATIONS, wanted);
      return issue ? { issue, found: false } : { reason: `${NOTIFICATIONS.url} has no issue tracker` };
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return { reason: error.message };
    }
  }
}

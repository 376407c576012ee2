import { Injectable } from '@nestjs/common';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { NOTIFICATIONS } from '../../domain/allowlist/approval-issue.js';
import { namespaceDecider } from '../../domain/allowlist/namespace.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges } from '../ports/forge.js';
import { Log } from '../ports/log.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Closes an approval issue, because what it asks for has been given, unless it is closed already. */
@Injectable()
export class CloseApprovalIssue extends Effect<'close-approval-issue'> {
  readonly type = 'close-approval-issue';

  constructor(
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async perform(todo: Todo<'close-approval-issue'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { number } = todo.data;
    const { state } = await this.streams.load(stream, namespaceEvents, namespaceDecider);
    if (state.issues[number] !== 'closing') return;
    await this.close(number, stream);
    const at = this.clock.now().toISOString();
    const command = { type: 'RecordIssueClosed', namespace: state.namespace, number, at } as const;
    await this.streams.handle(stream, namespaceEvents, namespaceDecider, command, cause);
  }

  private async close(number: number, stream: string): Promise<void> {
    const forge = this.forges.forHost(NOTIFICATIONS.host);
    if (!forge) return;
    try {
      const open = await forge.findOpenIssue(NOTIFICATIONS, (issue) => issue.number === number);
      if (open) await forge.closeIssue(NOTIFICATIONS, number);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      // The forge refuses, for good: somebody took the issue or the repository away.
      this.log.warn('an approval issue cannot be closed', { stream, number, error: error.message });
    }
  }
}

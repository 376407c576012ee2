import { Injectable } from '@nestjs/common';
import { statusReply } from '../../domain/check/status-reply.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { Clock } from '../ports/clock.js';
import { Settings } from '../ports/settings.js';
import { ignore } from './interpretation.js';
import { KnownChecks } from './known-checks.js';
import { reply, type PullRequestCommand } from './pull-request-command.js';

/** `status`: says what is queued, running and done for the head of the pull request. */
@Injectable()
export class StatusCommand {
  constructor(
    private readonly checks: KnownChecks,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret({ repository, pull, comment }: PullRequestCommand): Promise<DeliveryEvent[]> {
    const known = await this.checks.ofCommit(repository.project, pull.headSha);
    const facts = { pullRequest: pull.number, comment: comment.id, author: comment.author, checks: known.length };
    return [
      ...ignore('status-given', facts, this.clock.now().toISOString()),
      reply('status', statusReply(known, pull.headSha, this.settings.commandPrefix)),
    ];
  }
}

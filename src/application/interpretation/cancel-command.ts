import { Injectable } from '@nestjs/common';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { Authorisation } from '../access/authorisation.js';
import { Clock } from '../ports/clock.js';
import { attemptOf, ignore } from './interpretation.js';
import { reply, type PullRequestCommand } from './pull-request-command.js';

/** `cancel [job]`: whoever may start jobs may end what is queued or running for the head of the pull request. */
@Injectable()
export class CancelCommand {
  constructor(
    private readonly authorisation: Authorisation,
    private readonly clock: Clock,
  ) {}

  async interpret(asked: PullRequestCommand): Promise<DeliveryEvent[]> {
    const { forge, repository, pull, subject, command, comment, delivery } = asked;
    const { project } = repository;
    const actor = comment.author;
    const question = { access: asked.access, actor, project, subject };
    const access = await this.authorisation.withPermission(forge, question);
    const refused = this.authorisation.refusal({ ...question, access });
    const facts = { actor, access, commit: pull.headSha };
    const at = this.clock.now().toISOString();
    if (refused)
      return [
        ...ignore('cancellation-refused', { ...facts, rule: refused.reason }, at),
        reply('refusal', refused.reply),
      ];
    const only = command.args.subject ?? null;
    const meaning = `${actor} cancels ${only ?? 'everything'} of ${pull.headSha}`;
    return [
      { type: 'DeliveryInterpreted', data: { meaning, streams: [], at } },
      {
        type: 'CancellationRequested',
        data: {
          delivery: delivery.stream,
          attempt: attemptOf(delivery),
          project,
          subject,
          commitSha: pull.headSha,
          only,
          by: actor,
          facts: { access },
        },
      },
    ];
  }
}

import { Injectable } from '@nestjs/common';
import { isForSurface } from '../../domain/comment-command/grammar.js';
import { notHereReply, notSupportedReply } from '../../domain/comment-command/replies.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { IssueCommentInput } from '../../domain/inputs/input.js';
import { Clock } from '../ports/clock.js';
import { Settings } from '../ports/settings.js';
import { CommandAccess, refusedCommand } from './command-access.js';
import { hearComment, reactionTo } from './command-answers.js';
import { ignore, type Interpretation } from './interpretation.js';
import { reply } from './pull-request-command.js';
import { ServedRepositories } from './served-repositories.js';

/** Commands on issues, but for `verify-fas`: help, mistakes, and what this service cannot do yet. */
@Injectable()
export class IssueCommands {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly access: CommandAccess,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret(input: IssueCommentInput): Promise<Interpretation> {
    const { comment, repository, issue } = input;
    const { project } = repository;
    const { commandPrefix } = this.settings;
    const at = this.clock.now().toISOString();
    const facts = { issue: issue.number, comment: comment.id, author: comment.author };
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    const place: DeliveryEvent = {
      type: 'PlaceFound',
      data: { project, subject: null, place: { on: 'issue', number: issue.number } },
    };
    const heard = hearComment(comment, place, facts, at, commandPrefix);
    if ('answer' in heard) return heard.answer;
    const { command } = heard;
    const reaction = reactionTo(comment.id);
    const { standing, refused } = await this.access.of(input, { kind: 'issue' });
    if (refused) return [...refusedCommand(refused, standing, facts, at), place, reaction];
    const here = command.family === 'packit' && isForSurface(command.name, 'issue');
    return [
      ...ignore(here ? 'command-not-supported-yet' : 'command-not-here', { ...facts, command: command.name }, at),
      place,
      reaction,
      reply('not-supported', here ? notSupportedReply(command) : notHereReply(command, commandPrefix)),
    ];
  }
}

import { Injectable } from '@nestjs/common';
import type { Access, AccessSubject } from '../../domain/access/access-facts.js';
import type { Refusal } from '../../domain/access/refusal.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { CommentInput } from '../../domain/inputs/input.js';
import { Authorisation } from '../access/authorisation.js';
import { ignore } from './interpretation.js';
import { reply } from './pull-request-command.js';

/** What the allowlist says of a command, and why that is its end; undefined: it may go on. */
export interface CommandStanding {
  readonly standing: Access;
  readonly refused: Refusal | undefined;
}

/** Asks the gates that a command passes before anything is read for it. */
@Injectable()
export class CommandAccess {
  constructor(private readonly authorisation: Authorisation) {}

  async of(
    { repository: { project }, comment }: Pick<CommentInput, 'repository' | 'comment'>,
    subject: AccessSubject,
  ): Promise<CommandStanding> {
    const actor = comment.author;
    const asked = { project, subject, occasion: { kind: 'command' }, actor, people: [actor] } as const;
    const standing = await this.authorisation.standing(asked);
    return { standing, refused: this.authorisation.lastingRefusal({ access: standing, actor, project, subject }) };
  }
}

/** A command that leads to nothing, and what its author is told. */
export function refusedCommand(
  refused: Refusal,
  access: Access,
  facts: Readonly<Record<string, unknown>> & { readonly author: string },
  at: string,
): DeliveryEvent[] {
  return [...ignore(refused.reason, { ...facts, actor: facts.author, access }, at), reply('refusal', refused.reply)];
}

import type { Access } from '../../domain/access/access-facts.js';
import type { Command } from '../../domain/comment-command/command.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { Comment, Repository } from '../../domain/inputs/input.js';
import type { SubjectData } from '../../domain/planning/job.js';
import type { Forge, PullRequestFacts } from '../ports/forge.js';
import type { DeliveryInHand } from './interpretation.js';

/** A command on a pull request, with what is known of both. */
export interface PullRequestCommand {
  readonly forge: Forge;
  readonly repository: Repository;
  readonly pull: PullRequestFacts;
  readonly subject: Extract<SubjectData, { kind: 'pull_request' }>;
  /** What the allowlist says. */
  readonly access: Access;
  readonly command: Command;
  readonly comment: Comment;
  readonly delivery: DeliveryInHand;
}

/** A comment that a delivery wants to be written at its place. */
export function reply(purpose: string, body: string): DeliveryEvent {
  return { type: 'CommentRequested', data: { purpose, body } };
}

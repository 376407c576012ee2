import { refusal } from '../../domain/access/refusal.js';
import type { Command } from '../../domain/comment-command/command.js';
import { helpReply } from '../../domain/comment-command/help.js';
import { replyToMistake } from '../../domain/comment-command/replies.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { Comment } from '../../domain/inputs/input.js';
import type { JobDecision } from '../../domain/planning/plan.js';
import type { Situation } from '../../domain/planning/situation.js';
import { replyAboutFailedBuilds } from '../../domain/planning/tests-of-failed-builds.js';
import { ignore } from './interpretation.js';
import { reply } from './pull-request-command.js';

const NOTHING_FAILED: Readonly<Record<string, string>> = {
  'rebuild-failed': 'No failed builds to rebuild for this commit.',
  'retest-failed': 'No failed tests to re-run for this commit.',
};

/** A comment is answered at once, or carries a command that somebody has to look at. */
export type HeardComment = { readonly answer: readonly DeliveryEvent[] } | { readonly command: Command };

/** Reads a comment on a pull request or an issue: what asks for nothing, what is mistyped and `help` are answered at once. */
export function hearComment(
  { parsed, id }: Comment,
  place: DeliveryEvent,
  facts: Readonly<Record<string, unknown>>,
  at: string,
  commandPrefix: string,
): HeardComment {
  if (parsed.kind === 'no-command') return { answer: ignore('no-command', facts, at) };
  if (parsed.kind === 'syntax-error') {
    const { line, problem } = parsed;
    const mistake = reply('syntax-error', replyToMistake(parsed, commandPrefix));
    return { answer: [...ignore('command-mistyped', { ...facts, line, problem }, at), place, mistake] };
  }
  const { command } = parsed;
  if (command.name !== 'help') return { command };
  const help = reply('help', helpReply('packit', commandPrefix, false));
  return { answer: [...ignore('help-given', facts, at), place, reactionTo(id), help] };
}

/** The sign that a command was read. */
export function reactionTo(comment: Comment['id']): DeliveryEvent {
  return { type: 'ReactionRequested', data: { commentId: String(comment), reaction: 'eyes' } };
}

/** What a person who gave a command is told in words; undefined: the checks tell. */
export function answerTo(
  situation: Situation,
  jobs: readonly JobDecision[],
  commandPrefix: string,
): DeliveryEvent | undefined {
  const { occasion } = situation;
  if (occasion.kind !== 'command') return undefined;
  const isSkippedBecause = (reason: string) =>
    jobs.some((job) => job.type === 'JobSkipped' && job.data.reason === reason);
  const refused = refusal(situation);
  if (refused && isSkippedBecause(refused.reason)) return reply('refusal', refused.reply);
  const ofFailedBuilds =
    occasion.command.name === 'retest-failed' ? replyAboutFailedBuilds(jobs, commandPrefix) : undefined;
  if (ofFailedBuilds !== undefined) return reply('build-failed', ofFailedBuilds);
  if (jobs.some((job) => job.type === 'JobPlanned' || job.data.verdicts.length > 0)) return undefined;
  const nothingFailed = NOTHING_FAILED[occasion.command.name];
  if (nothingFailed && isSkippedBecause('nothing-failed')) return reply('nothing-failed', nothingFailed);
  // The jobs of the other deployment are its own affair.
  if (isSkippedBecause('other-deployment')) return undefined;
  return reply(
    'no-job',
    `No job of the configuration matches this command. \`${commandPrefix} explain\` says for each job why.`,
  );
}

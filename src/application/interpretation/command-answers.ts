import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { refusal } from '../../domain/planning/access.js';
import type { JobDecision } from '../../domain/planning/plan.js';
import type { Situation } from '../../domain/planning/situation.js';
import { reply } from './pull-request-command.js';

const NOTHING_FAILED: Readonly<Record<string, string>> = {
  'rebuild-failed': 'No failed builds to rebuild for this commit.',
  'retest-failed': 'No failed tests to re-run for this commit.',
};

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

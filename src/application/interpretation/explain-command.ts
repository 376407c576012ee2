import { Injectable } from '@nestjs/common';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import {
  explainDecisions,
  newestByJob,
  type IgnoredExplanation,
  type JobExplanation,
} from '../../domain/delivery/explain.js';
import { explanationReply } from '../../domain/delivery/explanation-reply.js';
import { Clock } from '../ports/clock.js';
import { ReadModels } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { stateTable } from '../projections/stream-model.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { ignore } from './interpretation.js';
import { reply, type PullRequestCommand } from './pull-request-command.js';

/** How many deliveries about the pull request are looked through, newest first. */
const DELIVERIES = 30;

/** `explain [job|target]`: says why each job of the head commit ran or did not, from what was recorded then. */
@Injectable()
export class ExplainCommand {
  constructor(
    private readonly readModels: ReadModels,
    private readonly jobs: PlannedJobs,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret({ pull, command, comment, delivery }: PullRequestCommand): Promise<DeliveryEvent[]> {
    const commitSha = pull.headSha;
    const decided: JobExplanation[] = [];
    let ignored: IgnoredExplanation | null = null;
    for (const stream of this.deliveriesLike(delivery.stream)) {
      const explanation = explainDecisions(await this.jobs.events(stream));
      decided.push(...explanation.jobs.filter((job) => job.commitSha === commitSha));
      if (explanation.ignored?.facts.commit === commitSha) ignored ??= explanation.ignored;
    }
    const about = command.args.subject ?? null;
    const { commandPrefix } = this.settings;
    const body = explanationReply(newestByJob(decided), ignored, { commitSha, about, commandPrefix });
    const facts = { pullRequest: pull.number, comment: comment.id, author: comment.author, about };
    return [...ignore('explanation-given', facts, this.clock.now().toISOString()), reply('explanation', body)];
  }

  /** Streams of the deliveries about the same thing, newest first. */
  private deliveriesLike(stream: string): string[] {
    const table = stateTable('delivery');
    const subject = this.readModels.get(table, stream)?.columns.subject;
    if (subject === undefined || subject === null) return [];
    const found = this.readModels.find(table, { where: { subject }, orderBy: ['-receivedAt'], limit: DELIVERIES });
    return found.map(({ key }) => key).filter((key) => key !== stream);
  }
}

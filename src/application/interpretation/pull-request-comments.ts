import { Injectable } from '@nestjs/common';
import { isForSurface } from '../../domain/comment-command/grammar.js';
import { notHereReply, notSupportedReply } from '../../domain/comment-command/replies.js';
import type { PullRequestCommentInput } from '../../domain/inputs/input.js';
import { invalidConfigReport, missingConfigReport } from '../../domain/package-config/config-report.js';
import { excessReport } from '../../domain/planning/excess-report.js';
import type { PlanningCommand } from '../../domain/planning/situation.js';
import { isAuthorOf } from '../access/authorisation.js';
import { Clock } from '../ports/clock.js';
import type { PullRequestFacts } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';
import { CancelCommand } from './cancel-command.js';
import { CommandAccess, refusedCommand } from './command-access.js';
import { answerTo, hearComment, reactionTo } from './command-answers.js';
import { Decisions } from './decisions.js';
import { ExplainCommand } from './explain-command.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { headOfFacts } from './known-heads.js';
import { PackageConfigs } from './package-configs.js';
import { PlanningCommands } from './planning-commands.js';
import { reply, type PullRequestCommand } from './pull-request-command.js';
import { placeOf } from './pull-request-events.js';
import { ServedRepositories } from './served-repositories.js';
import { Situations, type Scene } from './situations.js';
import { StatusCommand } from './status-command.js';
import { ignoreConfig, ignoreExcess } from './unusable-config.js';

/** Somebody commented on a pull request: the command is read, its author's rights are checked, jobs are planned. */
@Injectable()
export class PullRequestComments {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly access: CommandAccess,
    private readonly configs: PackageConfigs,
    private readonly situations: Situations,
    private readonly decisions: Decisions,
    private readonly planning: PlanningCommands,
    private readonly cancel: CancelCommand,
    private readonly explain: ExplainCommand,
    private readonly status: StatusCommand,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret(input: PullRequestCommentInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { comment, repository } = input;
    const { project } = repository;
    const { number } = input.pullRequest;
    const at = this.clock.now().toISOString();
    const facts = { pullRequest: number, comment: comment.id, author: comment.author };
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    const { forge } = opened;
    const place = placeOf(project, null, number);
    const reaction = reactionTo(comment.id);
    const heard = hearComment(comment, place, facts, at, this.settings.commandPrefix);
    if ('answer' in heard) return heard.answer;
    const { command } = heard;
    const { standing, refused } = await this.access.of(input, { kind: 'pull_request' });
    if (refused) return [...refusedCommand(refused, standing, facts, at), place, reaction];

    const pull = await forge.pullRequest(project, number);
    if (!pull) return ignore('pull-request-unknown', facts, at);
    const subject = subjectOf(pull);
    const access = { ...standing, isAuthor: isAuthorOf(subject, comment.author) };
    const asked: PullRequestCommand = { forge, repository, pull, subject, access, command, comment, delivery };
    if (command.name === 'cancel') return [...(await this.cancel.interpret(asked)), place, reaction];
    if (command.name === 'explain') return [...(await this.explain.interpret(asked)), place, reaction];
    if (command.name === 'status') return [...(await this.status.interpret(asked)), place, reaction];
    const config = await this.configs.at(forge, project, pull.headSha);
    if (!config.found)
      return [
        ...ignore('no-configuration', { ...facts, commit: pull.headSha }, at),
        place,
        reply('missing-configuration', missingConfigReport(project, pull.headSha)),
      ];
    if (!config.loaded.valid)
      return [
        ...ignoreConfig(config.path, config.loaded, facts, at),
        place,
        reply('config', invalidConfigReport(config.loaded.message)),
      ];
    const planning = await this.planning.read(command);
    if (!planning) {
      const here = command.family === 'packit' && isForSurface(command.name, 'pull-request');
      return [
        ...ignore(here ? 'command-not-supported-yet' : 'command-not-here', { ...facts, command: command.name }, at),
        place,
        reaction,
        reply('not-supported', here ? notSupportedReply(command) : notHereReply(command, this.settings.commandPrefix)),
      ];
    }

    const scene = sceneOf(asked, planning);
    const gathered = await this.situations.gather(forge, scene, config.loaded.config, access);
    const decided = await this.decisions.make(gathered, config, delivery.cause, headOfFacts(pull));
    if ('excess' in decided)
      return [
        ...ignoreExcess(decided.excess, { ...facts, commit: pull.headSha }, at),
        place,
        reaction,
        reply('config', excessReport(decided.excess)),
      ];
    const answer = answerTo(gathered.situation, decided.jobs, this.settings.commandPrefix);
    return [decided.facts, place, reaction, ...decided.jobs, ...(answer ? [answer] : [])];
  }
}

function subjectOf(pull: PullRequestFacts): PullRequestCommand['subject'] {
  return {
    kind: 'pull_request',
    number: pull.number,
    author: pull.author,
    source: pull.source ?? null,
    sourceBranch: pull.headRef,
    targetBranch: pull.baseRef,
  };
}

function sceneOf(
  { repository, comment, delivery, pull, subject }: PullRequestCommand,
  command: PlanningCommand,
): Scene {
  return {
    delivery: delivery.stream,
    attempt: attemptOf(delivery),
    occasion: { kind: 'command', command },
    project: repository.project,
    subject,
    commitSha: pull.headSha,
    defaultBranch: repository.defaultBranch ?? 'main',
    actor: comment.author,
    people: [comment.author],
    labels: pull.labels,
  };
}

import { Injectable } from '@nestjs/common';
import type { Command } from '../../domain/comment-command/command.js';
import { helpReply } from '../../domain/comment-command/help.js';
import { replyToMistake } from '../../domain/comment-command/replies.js';
import { environmentOf } from '../../domain/comment-command/test-arguments.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { PullRequestCommentInput } from '../../domain/inputs/input.js';
import { invalidConfigReport, missingConfigReport } from '../../domain/package-config/config-report.js';
import { refusal } from '../../domain/planning/access.js';
import type { JobDecision } from '../../domain/planning/plan.js';
import type { PlanningCommand } from '../../domain/planning/situation.js';
import { Clock } from '../ports/clock.js';
import { Forges, type PullRequestFacts } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';
import { Decisions } from './decisions.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { PackageConfigs } from './package-configs.js';
import { placeOf } from './pull-request-events.js';
import { Situations, type Scene } from './situations.js';

/** Commands that plan jobs. */
const PLANNING = ['build', 'test', 'rebuild-failed', 'retest-failed'] as const;

const NOTHING_FAILED: Readonly<Record<string, string>> = {
  'rebuild-failed': 'No failed builds to rebuild for this commit.',
  'retest-failed': 'No failed tests to re-run for this commit.',
};

/** Somebody commented on a pull request: the command is read, its author's rights are checked, jobs are planned. */
@Injectable()
export class PullRequestComments {
  constructor(
    private readonly forges: Forges,
    private readonly configs: PackageConfigs,
    private readonly situations: Situations,
    private readonly decisions: Decisions,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret(input: PullRequestCommentInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { comment, repository } = input;
    const { project } = repository;
    const { number } = input.pullRequest;
    const at = this.clock.now().toISOString();
    const facts = { pullRequest: number, comment: comment.id, author: comment.author };
    if (repository.private && !this.settings.privateNamespaces.includes(`${project.host}/${project.namespace}`))
      return ignore('private-repository', facts, at);
    const forge = this.forges.forHost(project.host);
    if (!forge) return ignore('forge-not-configured', { host: project.host }, at);
    const place = placeOf(project, null, number);
    const reply = (purpose: string, body: string): DeliveryEvent => ({
      type: 'CommentRequested',
      data: { purpose, body },
    });
    const reaction: DeliveryEvent = {
      type: 'ReactionRequested',
      data: { commentId: String(comment.id), reaction: 'eyes' },
    };

    const { parsed } = comment;
    if (parsed.kind === 'no-command') return ignore('no-command', facts, at);
    if (parsed.kind === 'syntax-error')
      return [
        ...ignore('command-mistyped', { ...facts, line: parsed.line, problem: parsed.problem }, at),
        place,
        reply('syntax-error', replyToMistake(parsed, this.settings.commandPrefix)),
      ];
    const { command } = parsed;
    if (command.name === 'help')
      return [
        ...ignore('help-given', facts, at),
        place,
        reaction,
        reply('help', helpReply('packit', this.settings.commandPrefix, false)),
      ];

    const pull = await forge.pullRequest(project, number);
    if (!pull) return ignore('pull-request-unknown', facts, at);
    const config = await this.configs.at(forge, project, pull.headSha);
    if (!config.found)
      return [
        ...ignore('no-configuration', { ...facts, commit: pull.headSha }, at),
        place,
        reply('missing-configuration', missingConfigReport(project, pull.headSha)),
      ];
    if (!config.loaded.valid)
      return [
        ...ignore('invalid-configuration', { ...facts, path: config.path, errors: config.loaded.errors }, at),
        place,
        reply('config', invalidConfigReport(config.loaded.message)),
      ];
    const planning = planningCommand(command);
    if (!planning)
      return [
        ...ignore('command-not-supported-yet', { ...facts, command: command.name }, at),
        place,
        reaction,
        reply('not-supported', `\`${command.word}\` is not supported by this service yet.`),
      ];

    const scene = sceneOf(input, delivery, pull, planning);
    const gathered = await this.situations.gather(forge, scene, config.loaded.config);
    const decided = await this.decisions.make(gathered, config, delivery.cause);
    const refused = refusal(gathered.situation);
    const nothing = nothingFailed(planning, decided.jobs);
    return [
      decided.facts,
      place,
      reaction,
      ...decided.jobs,
      ...(refused ? [reply('refusal', refused.reply)] : []),
      ...(nothing ? [reply('nothing-failed', nothing)] : []),
    ];
  }
}

function planningCommand({ family, name, args }: Command): PlanningCommand | undefined {
  const known = PLANNING.find((candidate) => candidate === name);
  if (family !== 'packit' || !known) return undefined;
  const { set, remove } = environmentOf(args.env);
  return {
    name: known,
    package: args.package ?? null,
    identifier: args.identifier ?? null,
    labels: args.labels ?? null,
    pullRequests: [],
    env: { ...set, ...Object.fromEntries(remove.map((variable) => [variable, null])) },
  };
}

function sceneOf(
  { repository, comment, pullRequest }: PullRequestCommentInput,
  delivery: DeliveryInHand,
  pull: PullRequestFacts,
  command: PlanningCommand,
): Scene {
  return {
    delivery: delivery.stream,
    attempt: attemptOf(delivery),
    occasion: { kind: 'command', command },
    project: repository.project,
    subject: {
      kind: 'pull_request',
      number: pullRequest.number,
      author: pull.author,
      source: pull.source ?? null,
      sourceBranch: pull.headRef,
      targetBranch: pull.baseRef,
    },
    commitSha: pull.headSha,
    defaultBranch: repository.defaultBranch ?? 'main',
    actor: comment.author,
    labels: pull.labels,
    exempt: false,
  };
}

function nothingFailed({ name }: PlanningCommand, jobs: readonly JobDecision[]): string | undefined {
  const text = NOTHING_FAILED[name];
  const planned = jobs.some(({ type }) => type === 'JobPlanned');
  const nothing = jobs.some(
    ({ type, data }) => type === 'JobSkipped' && 'reason' in data && data.reason === 'nothing-failed',
  );
  return text && nothing && !planned ? text : undefined;
}

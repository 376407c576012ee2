import { Injectable } from '@nestjs/common';
import type { CommandArguments } from '../../domain/comment-command/command-arguments.js';
import { isForSurface } from '../../domain/comment-command/grammar.js';
import { notHereReply, notSupportedReply } from '../../domain/comment-command/replies.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { CommitCommentInput } from '../../domain/inputs/input.js';
import { excessReport } from '../../domain/planning/excess-report.js';
import type { SubjectData } from '../../domain/planning/job.js';
import { Clock } from '../ports/clock.js';
import type { Forge } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';
import { CommandAccess, refusedCommand } from './command-access.js';
import { answerTo } from './command-answers.js';
import { Decisions } from './decisions.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { PackageConfigs } from './package-configs.js';
import { PlanningCommands } from './planning-commands.js';
import { reply } from './pull-request-command.js';
import { ServedRepositories } from './served-repositories.js';
import { Situations, type Scene } from './situations.js';
import { ignoreConfig, ignoreExcess } from './unusable-config.js';

/**
 * Somebody commented on a commit: `--commit BRANCH` (or nothing: the default branch) asks for the jobs of a push to it, `--release TAG`
 * for those of the release. The commit has to be on that branch, or the one of the tag; otherwise nothing is said, as on a mistake.
 */
@Injectable()
export class CommitComments {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly access: CommandAccess,
    private readonly configs: PackageConfigs,
    private readonly situations: Situations,
    private readonly decisions: Decisions,
    private readonly planning: PlanningCommands,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret(input: CommitCommentInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { comment, repository, commitSha } = input;
    const { project } = repository;
    const at = this.clock.now().toISOString();
    const facts = { commit: commitSha, comment: comment.id, author: comment.author };
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    const { forge } = opened;
    const { parsed } = comment;
    if (parsed.kind === 'no-command') return ignore('no-command', facts, at);
    if (parsed.kind === 'syntax-error')
      return ignore('command-mistyped', { ...facts, line: parsed.line, problem: parsed.problem }, at);

    const { command } = parsed;
    const place: DeliveryEvent = {
      type: 'PlaceFound',
      data: { project, subject: null, place: { on: 'commit', sha: commitSha } },
    };
    const { standing, refused } = await this.access.of(input, { kind: 'branch' });
    if (refused) return [...refusedCommand(refused, standing, facts, at), place];
    const planning = await this.planning.read(command);
    if (!planning || command.family !== 'packit' || !isForSurface(command.name, 'commit')) {
      const here = command.family === 'packit' && isForSurface(command.name, 'commit');
      return [
        ...ignore(here ? 'command-not-supported-yet' : 'command-not-here', { ...facts, command: command.name }, at),
        place,
        reply('not-supported', here ? notSupportedReply(command) : notHereReply(command, this.settings.commandPrefix)),
      ];
    }

    const defaultBranch = repository.defaultBranch ?? 'main';
    const subject = subjectOf(command.args, defaultBranch);
    if (!(await belongsTo(forge, input, subject))) {
      const reason = subject.kind === 'branch' ? 'commit-not-on-branch' : 'commit-not-of-release';
      return ignore(reason, { ...facts, ...subject }, at);
    }
    const config = await this.configs.at(forge, project, commitSha);
    if (!config.found) return ignore('no-configuration', facts, at);
    if (!config.loaded.valid) return ignoreConfig(config.path, config.loaded, facts, at);
    const scene: Scene = {
      delivery: delivery.stream,
      attempt: attemptOf(delivery),
      occasion: { kind: 'command', command: planning },
      project,
      subject,
      commitSha,
      defaultBranch,
      actor: comment.author,
      people: [comment.author],
      labels: null,
    };
    const gathered = await this.situations.gather(forge, scene, config.loaded.config, standing);
    const decided = await this.decisions.make(gathered, config, delivery.cause);
    if ('excess' in decided)
      return [...ignoreExcess(decided.excess, facts, at), place, reply('config', excessReport(decided.excess))];
    const answer = answerTo(gathered.situation, decided.jobs, this.settings.commandPrefix);
    return [decided.facts, place, ...decided.jobs, ...(answer ? [answer] : [])];
  }
}

type CommitSubject = Exclude<SubjectData, { kind: 'pull_request' }>;

function subjectOf({ commit, release }: CommandArguments, defaultBranch: string): CommitSubject {
  return release === undefined
    ? { kind: 'branch', branch: commit ?? defaultBranch }
    : { kind: 'release', tag: release };
}

async function belongsTo(
  forge: Forge,
  { repository: { project }, commitSha }: CommitCommentInput,
  subject: CommitSubject,
): Promise<boolean> {
  return subject.kind === 'branch'
    ? forge.isOnBranch(project, subject.branch, commitSha)
    : (await forge.tagCommit(project, subject.tag)) === commitSha;
}

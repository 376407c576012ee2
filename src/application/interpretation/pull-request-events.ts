import { Injectable } from '@nestjs/common';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { PullRequestInput } from '../../domain/inputs/input.js';
import { headOf } from '../../domain/inputs/seen-head.js';
import { invalidConfigReport } from '../../domain/package-config/config-report.js';
import { excessReport } from '../../domain/planning/excess-report.js';
import { newerHead, type HeadFacts } from '../../domain/planning/head-order.js';
import type { ProjectData, SubjectData } from '../../domain/planning/job.js';
import { Authorisation } from '../access/authorisation.js';
import { Clock } from '../ports/clock.js';
import { Decisions } from './decisions.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { KnownHeads } from './known-heads.js';
import { PackageConfigs } from './package-configs.js';
import { ServedRepositories } from './served-repositories.js';
import { Situations, type Scene } from './situations.js';
import { ignoreConfig, ignoreExcess } from './unusable-config.js';

/** A pull request was opened, got commits or labels: its jobs are planned, and older commits give way. */
@Injectable()
export class PullRequestEvents {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly authorisation: Authorisation,
    private readonly heads: KnownHeads,
    private readonly configs: PackageConfigs,
    private readonly situations: Situations,
    private readonly decisions: Decisions,
    private readonly clock: Clock,
  ) {}

  async interpret(input: PullRequestInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { pullRequest, repository, change } = input;
    const at = this.clock.now().toISOString();
    const facts = { pullRequest: pullRequest.number, commit: pullRequest.headSha, change };
    const { project } = repository;
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    if (change === 'closed' || pullRequest.state !== 'open') return ignore('pull-request-closed', facts, at);
    const { forge } = opened;

    const own = headOf(pullRequest);
    const asked = sceneOf(input, delivery);
    const standing = await this.authorisation.standing(asked);
    const refused = this.authorisation.lastingRefusal({ ...asked, access: standing });
    // What is refused anyway may be late: the forge is not asked for the present head.
    const heads = refused
      ? undefined
      : await this.heads.compare(forge, project, pullRequest.number, own, delivery.stream);
    const scene = { ...asked, heads };
    const superseding = supersessionBy(input, delivery, heads);
    const compared = { ...facts, ...(heads && { heads }) };
    const config = await this.configs.at(forge, project, pullRequest.headSha);
    if (!config.found) return [...ignore('no-configuration', compared, at), ...superseding];
    if (!config.loaded.valid) {
      const { message } = config.loaded;
      return [
        ...ignoreConfig(config.path, config.loaded, compared, at),
        ...superseding,
        ...(refused?.gate === 'denied' ? [] : invalidConfigComment(scene, pullRequest.number, message)),
      ];
    }
    const gathered = await this.situations.gather(forge, scene, config.loaded.config, standing);
    const decided = await this.decisions.make(gathered, config, delivery.cause, own);
    if ('excess' in decided)
      return [
        ...ignoreExcess(decided.excess, compared, at),
        ...superseding,
        placeOf(project, scene.subject, pullRequest.number),
        { type: 'CommentRequested', data: { purpose: 'config', body: excessReport(decided.excess) } },
      ];
    return [decided.facts, ...superseding, ...decided.jobs];
  }
}

/** Whoever may come in one day hears what is wrong with the configuration; who is denied does not. */
function invalidConfigComment({ project, subject }: Scene, number: number, message: string): DeliveryEvent[] {
  return [
    placeOf(project, subject, number),
    { type: 'CommentRequested', data: { purpose: 'config', body: invalidConfigReport(message) } },
  ];
}

type DeliveryAt = Pick<DeliveryInHand, 'stream' | 'receivedAt'>;

/**
 * New commits, or the pull request opened again: what is queued or waiting for older commits is to give way, unless a newer
 * commit is known already.
 */
export function supersessionBy(
  input: PullRequestInput,
  delivery: DeliveryAt,
  heads: HeadFacts | undefined,
): DeliveryEvent[] {
  if (input.change !== 'synchronized' && input.change !== 'reopened') return [];
  if (heads && newerHead(heads)) return [];
  const { attempt, project, subject, commitSha } = sceneOf(input, delivery);
  return [{ type: 'SupersessionRequested', data: { delivery: delivery.stream, attempt, project, subject, commitSha } }];
}

function sceneOf(
  { pullRequest, repository, change, actor, sender, changedLabels }: PullRequestInput,
  delivery: DeliveryAt,
): Scene {
  const labels = change === 'labeled' || change === 'unlabeled';
  return {
    delivery: delivery.stream,
    attempt: attemptOf(delivery),
    occasion: labels ? { kind: 'labels-changed', labels: changedLabels ?? [] } : { kind: 'event' },
    project: repository.project,
    subject: {
      kind: 'pull_request',
      number: pullRequest.number,
      author: pullRequest.author ?? '',
      source: pullRequest.source ?? null,
      sourceBranch: pullRequest.sourceBranch ?? '',
      targetBranch: pullRequest.targetBranch,
    },
    commitSha: pullRequest.headSha,
    defaultBranch: repository.defaultBranch ?? 'main',
    actor,
    // Labels may have changed since the delivery was sent: they are asked for when a job wants to know.
    labels: null,
    shownLabels: pullRequest.labels,
    people: [actor, ...(sender === undefined ? [] : [sender])],
  };
}

/** Where comments about a pull request go. */
export function placeOf(project: ProjectData, subject: SubjectData | null, number: number): DeliveryEvent {
  return { type: 'PlaceFound', data: { project, subject, place: { on: 'pull_request', number } } };
}

import { Injectable } from '@nestjs/common';
import type { PushInput } from '../../domain/inputs/input.js';
import { Clock } from '../ports/clock.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { JobPlanning } from './job-planning.js';
import { ServedRepositories } from './served-repositories.js';

/**
 * A branch got commits, or a tag was pushed: jobs with `trigger: commit` are planned. A tag counts as a branch of its name, so
 * that `branch: v\d+` builds what is tagged; jobs without `branch` are for the default branch and leave tags alone.
 */
@Injectable()
export class PushEvents {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly planning: JobPlanning,
    private readonly clock: Clock,
  ) {}

  async interpret(input: PushInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { repository, ref, commitSha, isTag, isFork, pusher } = input;
    const { project } = repository;
    const at = this.clock.now().toISOString();
    const facts = { ref, isTag, commit: commitSha, pusher: pusher ?? null };
    if (isFork) return ignore('push-to-fork', facts, at);
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    const scene = {
      delivery: delivery.stream,
      attempt: attemptOf(delivery),
      occasion: { kind: 'event' },
      project,
      subject: { kind: 'branch', branch: ref },
      commitSha,
      defaultBranch: repository.defaultBranch ?? 'main',
      actor: null,
      people: pusher === undefined ? [] : [pusher],
      labels: null,
    } as const;
    return this.planning.plan(opened.forge, scene, facts, delivery);
  }
}

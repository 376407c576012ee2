import { Injectable } from '@nestjs/common';
import type { ReleaseInput } from '../../domain/inputs/input.js';
import { Clock } from '../ports/clock.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { JobPlanning } from './job-planning.js';
import { ServedRepositories } from './served-repositories.js';

/** A release was published, draft and pre-release alike: jobs with `trigger: release` are planned for the commit of its tag. */
@Injectable()
export class ReleaseEvents {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly planning: JobPlanning,
    private readonly clock: Clock,
  ) {}

  async interpret(input: ReleaseInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { repository, tag, actor } = input;
    const { project } = repository;
    const at = this.clock.now().toISOString();
    const facts = { tag, publisher: actor ?? null };
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    const commitSha = input.commitSha ?? (await opened.forge.tagCommit(project, tag));
    if (commitSha === undefined) return ignore('tag-unknown', facts, at);
    const scene = {
      delivery: delivery.stream,
      attempt: attemptOf(delivery),
      occasion: { kind: 'event' },
      project,
      subject: { kind: 'release', tag },
      commitSha,
      defaultBranch: repository.defaultBranch ?? 'main',
      actor: null,
      people: actor === undefined ? [] : [actor],
      labels: null,
    } as const;
    return this.planning.plan(opened.forge, scene, { ...facts, commit: commitSha }, delivery);
  }
}

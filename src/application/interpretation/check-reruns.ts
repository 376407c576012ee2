import { Injectable } from '@nestjs/common';
import { isTerminal } from '../../domain/check/contribution.js';
import type { CheckRerunInput, CheckSuiteRerunInput } from '../../domain/inputs/input.js';
import { subjectKey } from '../../domain/planning/job.js';
import { Clock } from '../ports/clock.js';
import { attemptOf, ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { JobPlanning } from './job-planning.js';
import { KnownChecks, type CheckOrigin } from './known-checks.js';
import { ServedRepositories } from './served-repositories.js';

type RerunInput = CheckRerunInput | CheckSuiteRerunInput;

/**
 * Somebody pressed *Re-run*: beside one check, exactly its job and target run again, whatever they were triggered by. *Re-run all
 * checks* runs those of the commit that ended without success; successful ones and those under way are left alone. The forge
 * offers the buttons to people with write access only, so their permission is not asked for; all other gates are.
 */
@Injectable()
export class CheckReruns {
  constructor(
    private readonly repositories: ServedRepositories,
    private readonly checks: KnownChecks,
    private readonly planning: JobPlanning,
    private readonly clock: Clock,
  ) {}

  async interpret(input: RerunInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { repository, commitSha, actor } = input;
    const { project } = repository;
    const at = this.clock.now().toISOString();
    const facts = { commit: commitSha, actor, ...(input.kind === 'check-rerun' && { check: input.check.name }) };
    const opened = this.repositories.open(repository);
    if ('refused' in opened) return ignore(opened.refused, { ...facts, host: project.host }, at);
    const wanted = await (input.kind === 'check-rerun' ? this.one(input) : this.unsuccessful(input));
    if (typeof wanted === 'string') return ignore(wanted, facts, at);
    const { origin, names } = wanted;
    const scene = {
      delivery: delivery.stream,
      attempt: attemptOf(delivery),
      occasion: { kind: 'rerun', checks: names },
      project,
      subject: origin.subject,
      commitSha,
      defaultBranch: repository.defaultBranch ?? 'main',
      actor,
      people: [actor],
      labels: null,
    } as const;
    return this.planning.plan(opened.forge, scene, facts, delivery);
  }

  private async one({ repository: { project }, commitSha, check, externalId }: CheckRerunInput) {
    const origin = await this.checks.origin(project, commitSha, check.name, externalId);
    return origin ? { origin, names: [check.name] } : 'check-unknown';
  }

  /** Where a commit belongs to several pull requests or branches, the newest unsuccessful check says which is meant. */
  private async unsuccessful({ repository: { project }, commitSha }: CheckSuiteRerunInput) {
    const known = await this.checks.ofCommit(project, commitSha);
    if (known.length === 0) return 'checks-unknown';
    const found: { origin: CheckOrigin; name: string }[] = [];
    const ended = known.filter(({ wanted: { state } }) => isTerminal(state) && state !== 'success');
    for (const { name } of ended) {
      const origin = await this.checks.origin(project, commitSha, name, null);
      if (origin) found.push({ origin, name });
    }
    const newest = found.toSorted((one, other) => (one.origin.attempt < other.origin.attempt ? 1 : -1))[0];
    if (!newest) return 'nothing-unsuccessful';
    const subject = keyOf(newest.origin);
    const names = found.filter(({ origin }) => keyOf(origin) === subject).map(({ name }) => name);
    return { origin: newest.origin, names };
  }
}

const keyOf = ({ project, subject }: CheckOrigin) => subjectKey(project, subject);

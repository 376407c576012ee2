import { Injectable } from '@nestjs/common';
import { repositoryPath } from '../../domain/access/repository-path.js';
import type { RequestedBuild } from '../../domain/build/build-state.js';
import { coprProjectDecider, holds, identityOf } from '../../domain/copr-project/copr-project.js';
import { coprProjectEvents, type CoprClaimant } from '../../domain/copr-project/copr-project.events.js';
import { fitsCopr, nameWithSuffix } from '../../domain/planning/copr-names.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { CurrentStates } from '../projections/current-states.js';
import { Allowlist } from '../queries/allowlist/allowlist.js';
import { coprProjectStream } from '../streams/copr-project-stream.js';
import { Streams, type Cause } from '../streams/streams.js';

/** So many names are tried: somebody would have to occupy all of them before the first build. */
const NAMES = 50;
/** So many of the oldest builds in a project are looked through for whose it was before claims were recorded. */
const OLD_BUILDS = 50;

/** Whose a Copr project below our own account is: of the first approved repository that used it, decided by the first event of a stream. */
@Injectable()
export class CoprClaims {
  constructor(
    private readonly streams: Streams,
    private readonly states: CurrentStates,
    private readonly allowlist: Allowlist,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * The project that is this build's, claimed where nobody has it: the generated one, or the generated name with a suffix that
   * is the same every time. Undefined: the name was chosen, and the project belongs to somebody else.
   */
  async projectFor(stream: string, build: RequestedBuild, cause: Cause): Promise<string | undefined> {
    const { order, plannedProject: planned } = build;
    if (!order.ownProject) return order.project;
    const claimant = claimantOf(build);
    const isMine = (project: string) => this.claim(order.owner, project, claimant, stream, cause);
    if (claimant.subject === null) return (await isMine(planned)) ? planned : undefined;
    if (fitsCopr(planned) && (await isMine(planned))) return planned;
    for (let n = 1; n <= NAMES; n++) {
      const name = nameWithSuffix(planned, this.ids.digest(`${identityOf(claimant)}/${n}`));
      if (await isMine(name)) return name;
    }
    return undefined;
  }

  private async claim(
    owner: string,
    project: string,
    claimant: CoprClaimant,
    run: string,
    cause: Cause,
  ): Promise<boolean> {
    const stream = coprProjectStream(owner, project);
    const { state } = await this.streams.load(stream, coprProjectEvents, coprProjectDecider);
    if (state.claimedBy) return holds(state.claimedBy, claimant);
    const earlier = await this.earlierHolder(`${owner}/${project}`, claimant);
    const at = this.clock.now().toISOString();
    const command = earlier
      ? ({ type: 'ClaimProject', owner, project, ...earlier, derived: true, at } as const)
      : ({ type: 'ClaimProject', owner, project, claimant, run, derived: false, at } as const);
    const { state: after } = await this.streams.handle(stream, coprProjectEvents, coprProjectDecider, command, cause);
    return after.claimedBy !== null && holds(after.claimedBy, claimant);
  }

  /** Somebody else who built there before claims were recorded, and may still use the service; undefined: nobody did before us. */
  private async earlierHolder(
    coprProject: string,
    claimant: CoprClaimant,
  ): Promise<{ claimant: CoprClaimant; run: string } | undefined> {
    const builds = await this.states.find('build', { where: { coprProject }, orderBy: ['attempt'], limit: OLD_BUILDS });
    for (const { stream: run, state } of builds) {
      const build = state as RequestedBuild;
      if (build.submission.phase !== 'submitted') continue;
      const user = claimantOf(build);
      if (holds(user, claimant)) return undefined;
      const { approved, denied } = await this.allowlist.verdict(repositoryPath(user.repository));
      if (approved && !denied) return { claimant: user, run };
    }
    return undefined;
  }
}

/** A project whose name the configuration chose is the repository's; a generated one belongs to what its name was made of. */
function claimantOf({ origin, order }: RequestedBuild): CoprClaimant {
  const { host, namespace, repo } = origin.project;
  const repository = { host, namespace, repo };
  if (order.forgeProject !== null) return { repository, subject: null, identifier: null };
  const { package: packageName, identifier } = origin.job;
  return {
    repository,
    subject: subjectOf(origin.subject),
    identifier: packageName === null ? identifier || null : null,
  };
}

function subjectOf(subject: RequestedBuild['origin']['subject']): NonNullable<CoprClaimant['subject']> {
  switch (subject.kind) {
    case 'pull_request':
      return { kind: subject.kind, number: subject.number };
    case 'branch':
      return { kind: subject.kind, branch: subject.branch };
    case 'release':
      return { kind: subject.kind };
  }
}

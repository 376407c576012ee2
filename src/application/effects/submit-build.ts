import { Injectable } from '@nestjs/common';
import { buildDecider, type BuildCommand } from '../../domain/build/build.js';
import { buildEvents } from '../../domain/build/build.events.js';
import type { CoprRefusal } from '../../domain/build/copr-refusal.js';
import { isOver, type RequestedBuild } from '../../domain/build/build-state.js';
import { plusSeconds } from '../../domain/durations.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Copr, CoprRefused, type CoprProjectSettings } from '../ports/copr.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import { Log } from '../ports/log.js';
import { Streams, type Cause } from '../streams/streams.js';
import { CoprClaims } from './copr-claims.js';
import { CoprRefusals } from './copr-refusals.js';
import { Effect, type EffectContext } from './effect.js';

const WEEK_MS = 7 * 24 * 3_600_000;
const LONGEST_PAUSE_SECONDS = 30 * 60;

const DESCRIPTION =
  'Continuous builds made by Packit Service, for the project or pull request that the name says. Packages are rebuilt with every change.';
const INSTRUCTIONS = 'Use these packages for testing only: the repository can change or vanish at any time.';

/** Creates or updates the Copr project and submits the build. An outage is a pause, not a failure. */
@Injectable()
export class SubmitBuild extends Effect<'submit-build'> {
  readonly type = 'submit-build';

  constructor(
    private readonly copr: Copr,
    private readonly claims: CoprClaims,
    private readonly refusals: CoprRefusals,
    private readonly stillAllowed: StillAllowed,
    private readonly streams: Streams,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async perform(_todo: Todo<'submit-build'>, { stream, cause, mayExist }: EffectContext): Promise<undefined> {
    const { state: build } = await this.streams.load(stream, buildEvents, buildDecider);
    if (build.status === 'unknown' || isOver(build)) return;
    const { phase } = build.submission;
    if (phase !== 'due' && phase !== 'postponed') return;
    const record = (command: BuildCommand) => this.streams.handle(stream, buildEvents, buildDecider, command, cause);
    const refused = await this.stillAllowed.refusal(build.origin);
    if (refused) {
      await record({ type: 'Refuse', refused, maybeSent: mayExist || phase === 'postponed', at: this.now() });
      return;
    }
    try {
      const refusal = await this.refusalOf(async () => {
        const placed = await this.place(stream, build, cause);
        if (placed) await this.submit(stream, placed, cause, mayExist || phase === 'postponed');
      });
      if (refusal) await this.refusals.settle(stream, refusal, cause);
    } catch (error) {
      if (error instanceof TransientFailure) await record(this.postponement(build, error.message));
      else if (error instanceof PermanentFailure && error.kind === 'unauthorized')
        await record(this.postponement(build, this.notOurLogin(error)));
      else if (error instanceof PermanentFailure)
        await record({ type: 'FailSubmission', error: error.message, at: this.now() });
      else throw error;
    }
  }

  /** Undefined: it was done. */
  private async refusalOf(work: () => Promise<void>): Promise<CoprRefusal | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (error instanceof CoprRefused) return error.refusal;
      throw error;
    }
  }

  /**
   * The build with the Copr project that is its own; undefined: it was cancelled meanwhile. Rejects with `CoprRefused` where the
   * project belongs to somebody else.
   */
  private async place(stream: string, build: RequestedBuild, cause: Cause): Promise<RequestedBuild | undefined> {
    const project = await this.claims.projectFor(stream, build, cause);
    if (project === undefined) throw new CoprRefused({ code: 'project-of-another' });
    const command = { type: 'AssignCoprProject', project, at: this.now() } as const;
    const { state } = await this.streams.handle(stream, buildEvents, buildDecider, command, cause);
    return state.status === 'unknown' || isOver(state) ? undefined : state;
  }

  private async submit(stream: string, build: RequestedBuild, cause: Cause, mayExist: boolean): Promise<void> {
    const { order } = build;
    const permissions = await this.copr.ensureProject(this.projectSettings(build));
    const { buildId, url } = await this.copr.submitBuild({
      key: stream,
      owner: order.owner,
      project: order.project,
      script: order.script,
      scriptChroot: order.scriptChroot,
      builddeps: order.builddeps,
      repos: order.repos,
      chroots: order.targets.map(({ chroot }) => chroot),
      enableNet: order.enableNet,
      ...(order.forgeProject !== null && { forgeProject: order.forgeProject }),
      mayExist,
      since: build.requestedAt,
    });
    const command = { type: 'RecordSubmission', coprBuildId: buildId, url, at: this.now() } as const;
    await this.streams.handle(stream, buildEvents, buildDecider, command, cause);
    await this.cancelSurplus(stream, buildId);
    await this.refusals.over(stream, build, permissions, cause);
  }

  /** The operators' fault, and theirs to mend: it is no verdict about anybody's work. */
  private notOurLogin({ message }: PermanentFailure): string {
    this.log.error('Copr does not accept the login of the service (COPR_LOGIN, COPR_TOKEN)', { error: message });
    return 'Copr does not accept the login of the service. The operators are told.';
  }

  /**
   * Another node submitted it as well: one lost its lease while its call was under way, the other could not find it in Copr
   * yet. The recorded build is the build; the other one must not go on unseen.
   */
  private async cancelSurplus(stream: string, buildId: number): Promise<void> {
    const { state } = await this.streams.load(stream, buildEvents, buildDecider);
    if (state.status === 'unknown') return;
    const { submission } = state;
    if (submission.phase === 'submitted' && submission.coprBuildId === buildId) return;
    this.log.warn('a second build of the same submission is cancelled', { stream, buildId });
    await this.copr.cancelBuild(buildId);
  }

  private postponement(build: RequestedBuild, error: string): BuildCommand {
    const at = this.now();
    if (Date.parse(at) - Date.parse(build.requestedAt) > WEEK_MS)
      return { type: 'FailSubmission', error: `given up after a week: ${error}`, at };
    const tries = build.submission.phase === 'postponed' ? build.submission.tries : 0;
    const delaySeconds = Math.min(LONGEST_PAUSE_SECONDS, 60 * 2 ** tries);
    // Jitter, so that everything that waited for Copr does not come back in the same second.
    const retryAt = plusSeconds(at, delaySeconds * (1 + Math.random() / 10));
    return { type: 'PostponeSubmission', outage: 'copr', error, delaySeconds, retryAt, at };
  }

  private projectSettings({ order, origin }: RequestedBuild): CoprProjectSettings {
    return {
      owner: order.owner,
      project: order.project,
      chroots: order.projectChroots,
      description: DESCRIPTION,
      instructions: INSTRUCTIONS,
      contact: origin.project.url,
      additionalRepos: order.additionalRepos,
      bootstrap: order.bootstrap,
      moduleHotfixes: order.moduleHotfixes,
      listOnHomepage: order.listOnHomepage,
      ...(order.preserveProject !== null && { preserveProject: order.preserveProject }),
      perChroot: order.perChroot,
      forgeProject: order.forgeProject,
    };
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

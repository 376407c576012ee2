import { STATUS_CODES } from 'node:http';
import { Injectable } from '@nestjs/common';
import { submissionFailed, refusedByTestingFarm } from '../../domain/test-run/test-refusals.js';
import { testRunDecider, type TestRunCommand } from '../../domain/test-run/test-run.js';
import { testRunEvents } from '../../domain/test-run/test-run.events.js';
import { isOver, type RequestedTestRun } from '../../domain/test-run/test-run-state.js';
import { fmfRoot, prepareTests, type RequestFacts } from '../../domain/test-run/testing-farm-request.js';
import { ownBuild } from '../../domain/test-run/test-variables.js';
import type { Todo } from '../../domain/todo.js';
import { StillAllowed } from '../access/still-allowed.js';
import { Clock } from '../ports/clock.js';
import { Distributions } from '../ports/distributions.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import { Forges, type Forge } from '../ports/forge.js';
import { Ids } from '../ports/ids.js';
import { Log } from '../ports/log.js';
import { TestingFarm } from '../ports/testing-farm.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';
import { SUBMISSION_LIFETIME_MS, submissionDelay } from './submission-delay.js';

/** Asks Testing Farm for the tests of a run. An outage postpones it, for as long as a week. */
@Injectable()
export class SubmitTests extends Effect<'submit-tests'> {
  override readonly type = 'submit-tests';

  constructor(
    private readonly stillAllowed: StillAllowed,
    private readonly streams: Streams,
    private readonly testingFarm: TestingFarm,
    private readonly forges: Forges,
    private readonly distributions: Distributions,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  override async perform(_todo: Todo<'submit-tests'>, context: EffectContext): Promise<EffectResult> {
    const { stream, cause } = context;
    const { state: run } = await this.streams.load(stream, testRunEvents, testRunDecider);
    if (run.status === 'unknown' || isOver(run)) return undefined;
    const { phase } = run.submission;
    if (phase !== 'due' && phase !== 'postponed') return undefined;
    const command = await this.submit(run, context).catch((error: unknown) => this.afterFailure(run, stream, error));
    await this.streams.handle(stream, testRunEvents, testRunDecider, command, cause);
    if (command.type === 'RecordSubmission') await this.cancelSurplus(stream, command.requestId);
    return undefined;
  }

  /**
   * Another node submitted them as well: one lost its lease while its call was under way, the other could not find it at
   * Testing Farm yet. The recorded request is the request; the other one must not go on unseen.
   */
  private async cancelSurplus(stream: string, requestId: string): Promise<void> {
    const { state } = await this.streams.load(stream, testRunEvents, testRunDecider);
    if (state.status === 'unknown') return;
    const { submission, order } = state;
    if (submission.phase === 'submitted' && submission.requestId === requestId) return;
    this.log.warn('a second request of the same submission is cancelled', { stream, requestId });
    await this.testingFarm.cancel(requestId, order.ranch);
  }

  private async submit(run: RequestedTestRun, { stream, mayExist }: EffectContext): Promise<TestRunCommand> {
    const maybeSent = mayExist || run.submission.phase === 'postponed';
    const refused = await this.stillAllowed.refusal(run.origin);
    if (refused) return { type: 'Refuse', refused, maybeSent, at: this.now() };
    const prepared = prepareTests(run, await this.factsFor(run));
    if (prepared.outcome === 'refused') return { type: 'RefuseTests', ...prepared.refusal, at: this.now() };
    const { body, installability } = prepared;
    const answer = await this.testingFarm.submit({
      key: stream,
      ranch: run.order.ranch,
      request: body,
      // What was postponed may have got through: only the answer was lost.
      mayExist: maybeSent,
      since: run.requestedAt,
    });
    if (answer.outcome === 'refused')
      return { type: 'RefuseTests', ...refusedByTestingFarm(answer.errors), at: this.now() };
    return { type: 'RecordSubmission', requestId: answer.requestId, installability, at: this.now() };
  }

  private async factsFor(run: RequestedTestRun): Promise<RequestFacts> {
    const { order, origin } = run;
    const { project, subject } = origin;
    const forge = this.forgeOf(project.host);
    const hasTests = order.fmfUrl !== null || (await this.hasMetadata(forge, run));
    if (!hasTests && !ownBuild(run)) return { hasTests, composes: [], targetBranchHead: null, branchedFedoras: [] };
    const [composes, targetBranchHead, branchedFedoras] = await Promise.all([
      this.composes(order.ranch),
      hasTests && subject.kind === 'pull_request' ? forge.branchHead(project, subject.targetBranch) : undefined,
      order.skipMissingBranchedComposes ? this.branchedFedoras() : [],
    ]);
    return { hasTests, composes, targetBranchHead: targetBranchHead ?? null, branchedFedoras };
  }

  private forgeOf(host: string): Forge {
    const forge = this.forges.forHost(host);
    if (!forge) throw new PermanentFailure(`no forge is configured for ${host}`, { service: host, kind: 'invalid' });
    return forge;
  }

  private async hasMetadata(forge: Forge, { order, origin }: RequestedTestRun): Promise<boolean> {
    const root = fmfRoot(order.fmfPath);
    return forge.fileExists(origin.project, root === '.' ? '.fmf/version' : `${root}/.fmf/version`, origin.commitSha);
  }

  /** Empty when Testing Farm refuses to say. */
  private async composes(ranch: RequestedTestRun['order']['ranch']): Promise<readonly string[]> {
    try {
      return await this.testingFarm.composes(ranch);
    } catch (error) {
      if (error instanceof PermanentFailure) return [];
      throw error;
    }
  }

  /** Fedora releases in development, without Rawhide. */
  private async branchedFedoras(): Promise<string[]> {
    const { releases } = await this.distributions.releases();
    return releases
      .filter(
        ({ id_prefix, state, branch }) =>
          id_prefix === 'FEDORA' && (state === 'pending' || state === 'frozen') && branch !== 'rawhide',
      )
      .map(({ version }) => `fedora-${version}`);
  }

  private afterFailure(run: RequestedTestRun, stream: string, error: unknown): TestRunCommand {
    const now = this.clock.now();
    const at = now.toISOString();
    if (error instanceof PermanentFailure) {
      const reason = (error.status !== undefined && STATUS_CODES[error.status]) || error.message;
      return { type: 'RefuseTests', ...submissionFailed(reason, error.message), at };
    }
    if (!(error instanceof TransientFailure)) throw error;
    if (now.getTime() - Date.parse(run.requestedAt) > SUBMISSION_LIFETIME_MS)
      return { type: 'RefuseTests', ...submissionFailed(null, error.message), at };
    const tries = run.submission.phase === 'postponed' ? run.submission.tries : 0;
    const delay = submissionDelay(this.ids, stream, tries, error, now);
    return { type: 'PostponeSubmission', error: error.message, ...delay, at };
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

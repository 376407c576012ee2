import { Injectable } from '@nestjs/common';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents, type DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { DeliverySource } from '../../domain/inputs/delivery.js';
import type { PullRequestInput } from '../../domain/inputs/input.js';
import { interpretDelivery } from '../../domain/inputs/interpret-delivery.js';
import type { Todo } from '../../domain/todo.js';
import { CheckReruns } from '../interpretation/check-reruns.js';
import { ClaimedPullRequests } from '../interpretation/claimed-pull-requests.js';
import { CommitComments } from '../interpretation/commit-comments.js';
import { CoprMessages } from '../interpretation/copr-messages.js';
import { Installations } from '../interpretation/installations.js';
import { ignore, type DeliveryInHand, type Interpretation } from '../interpretation/interpretation.js';
import { IssueComments } from '../interpretation/issue-comments.js';
import { OWN_SOURCE, PlanAgain } from '../interpretation/plan-again.js';
import { PullRequestComments } from '../interpretation/pull-request-comments.js';
import { PullRequestEvents } from '../interpretation/pull-request-events.js';
import { PushEvents } from '../interpretation/push-events.js';
import { ReleaseEvents } from '../interpretation/release-events.js';
import { TestingFarmCallbacks } from '../interpretation/testing-farm-callbacks.js';
import { Clock } from '../ports/clock.js';
import { AppendTooLarge } from '../ports/event-store.js';
import { PermanentFailure } from '../ports/failure.js';
import { Settings } from '../ports/settings.js';
import { Blobs } from '../streams/blobs.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { Streams } from '../streams/streams.js';
import { identityOf } from '../interpretation/service-identity.js';
import { Effect, type EffectContext, type EffectResult } from './effect.js';

type Received = Extract<DeliveryEvent, { type: 'DeliveryReceived' }>['data'];

/** Finds out what a delivery means, gathers the facts, decides, and records all of it at once. */
@Injectable()
export class InterpretDelivery extends Effect<'interpret-delivery'> {
  readonly type = 'interpret-delivery';

  constructor(
    private readonly claimed: ClaimedPullRequests,
    private readonly pullRequests: PullRequestEvents,
    private readonly comments: PullRequestComments,
    private readonly commitComments: CommitComments,
    private readonly pushes: PushEvents,
    private readonly releases: ReleaseEvents,
    private readonly reruns: CheckReruns,
    private readonly copr: CoprMessages,
    private readonly testingFarm: TestingFarmCallbacks,
    private readonly issueComments: IssueComments,
    private readonly installations: Installations,
    private readonly planAgain: PlanAgain,
    private readonly jobs: PlannedJobs,
    private readonly blobs: Blobs,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(_todo: Todo<'interpret-delivery'>, { stream, cause, tries }: EffectContext): Promise<EffectResult> {
    const [first, ...later] = await this.jobs.events(stream);
    if (first?.type !== 'DeliveryReceived' || later.length > 0) return undefined;
    const delivery = { stream, receivedAt: first.data.at, cause, tries };
    const interpretation = await this.interpret(first.data, delivery);
    if ('againInMs' in interpretation) return interpretation;
    const record = (events: readonly DeliveryEvent[]) =>
      this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordInterpretation', events }, cause);
    await record(interpretation).catch((error: unknown) => {
      if (!(error instanceof AppendTooLarge)) throw error;
      return record(this.tooMuch(interpretation));
    });
    return undefined;
  }

  /** What is recorded instead of decisions that together are more than one append takes. */
  private tooMuch(events: readonly DeliveryEvent[]): readonly DeliveryEvent[] {
    const jobs = events.filter(({ type }) => type === 'JobPlanned' || type === 'JobSkipped');
    return ignore('too-many-jobs', { jobs: jobs.length }, this.clock.now().toISOString());
  }

  private async interpret(received: Received, delivery: DeliveryInHand): Promise<Interpretation> {
    const at = this.clock.now().toISOString();
    const { source, event, body, covers } = received;
    if (event === '') return ignore('event-not-supported', { source }, at);
    const text = 'text' in body ? body.text : await this.blobs.get(body.blob);
    const service = identityOf(this.settings);
    const parsed: unknown = JSON.parse(text);
    try {
      const input =
        source === OWN_SOURCE
          ? await this.planAgain.inputOf(parsed, service)
          : interpretDelivery({ source: source as DeliverySource, event, body: parsed, covers }, service);
      switch (input.kind) {
        case 'ignored':
          return ignore(input.reason, input.facts, at);
        case 'pull-request':
          return await this.pullRequest(input, delivery, at);
        case 'comment':
          if (input.surface === 'issue') return await this.issueComments.interpret(input, delivery);
          if (input.surface === 'commit') return await this.commitComments.interpret(input, delivery);
          if (input.surface !== 'pull-request') break;
          return await this.comments.interpret(input, delivery);
        case 'installation':
          return await this.installations.interpret(input, delivery);
        case 'push':
          return await this.pushes.interpret(input, delivery);
        case 'release':
          return await this.releases.interpret(input, delivery);
        case 'check-rerun':
        case 'check-suite-rerun':
          return await this.reruns.interpret(input, delivery);
        case 'copr-build':
          return await this.copr.interpret(input, delivery);
        case 'testing-farm-notification':
          return await this.testingFarm.interpret(input, delivery);
        default:
          break;
      }
      return ignore('not-supported-yet', { kind: input.kind }, at);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return ignore(
        'refused-outside',
        { service: error.service, status: error.status ?? null, error: error.message },
        at,
      );
    }
  }

  private async pullRequest(claimed: PullRequestInput, delivery: DeliveryInHand, at: string): Promise<Interpretation> {
    const input = await this.claimed.confirmed(claimed);
    if (input) return this.pullRequests.interpret(input, delivery);
    return ignore('pull-request-unknown', { pullRequest: claimed.pullRequest.number }, at);
  }
}

import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { DeliverySource, ServiceIdentity } from '../../domain/inputs/delivery.js';
import type { Ignored } from '../../domain/inputs/ignore-reasons.js';
import type { Input, PullRequestInput } from '../../domain/inputs/input.js';
import { interpretDelivery } from '../../domain/inputs/interpret-delivery.js';
import { Forges } from '../ports/forge.js';
import { Blobs } from '../streams/blobs.js';
import { PlannedJobs } from '../streams/planned-jobs.js';

/** Source and event of the deliveries that this service sends to itself. */
export const OWN_SOURCE = 'service';
export const PLAN_AGAIN = 'plan-again';

/** Body of such a delivery: what was refused, and what has changed since. */
export const PlanAgainBody = z.object({ original: z.string(), approved: z.string() });
export type PlanAgainBody = z.infer<typeof PlanAgainBody>;

/** Reads the input of a delivery that was refused once more, as it is to be planned now. */
@Injectable()
export class PlanAgain {
  constructor(
    private readonly jobs: PlannedJobs,
    private readonly blobs: Blobs,
    private readonly forges: Forges,
  ) {}

  /** A pull request is taken as the forge shows it now: it may have been closed since. */
  async inputOf(body: unknown, service: ServiceIdentity): Promise<Input | Ignored> {
    const { original } = PlanAgainBody.parse(body);
    const [first] = await this.jobs.events(original);
    if (first?.type !== 'DeliveryReceived') throw new Error(`${original}: expected a delivery, found ${first?.type}`);
    const { source, event, body: kept, covers } = first.data;
    const parsed: unknown = JSON.parse('text' in kept ? kept.text : await this.blobs.get(kept.blob));
    if (source === OWN_SOURCE) return this.inputOf(parsed, service);
    const input = interpretDelivery({ source: source as DeliverySource, event, body: parsed, covers }, service);
    return input.kind === 'pull-request' ? this.asItIsNow(input) : input;
  }

  private async asItIsNow(input: PullRequestInput): Promise<PullRequestInput> {
    const { repository, pullRequest } = input;
    const forge = this.forges.forHost(repository.project.host);
    if (!forge) return input;
    const now = await forge.pullRequest(repository.project, pullRequest.number);
    if (now?.state !== 'open') return { ...input, change: 'closed' };
    return {
      ...input,
      change: 'opened',
      pullRequest: {
        ...pullRequest,
        state: 'open',
        headSha: now.headSha,
        previousHeadSha: undefined,
        updatedAt: now.updatedAt,
        sourceBranch: now.headRef,
        targetBranch: now.baseRef,
        source: now.source ?? pullRequest.source,
        labels: now.labels,
      },
    };
  }
}

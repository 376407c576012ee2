import { Injectable } from '@nestjs/common';
import type { BlobRef, DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { excessOf, type Excess } from '../../domain/planning/excess.js';
import type { SeenHead } from '../../domain/planning/head-order.js';
import { plan, type JobDecision } from '../../domain/planning/plan.js';
import type { Situation } from '../../domain/planning/situation.js';
import { AccessGates } from '../access/access-gates.js';
import { Clock } from '../ports/clock.js';
import { Ids } from '../ports/ids.js';
import { Blobs } from '../streams/blobs.js';
import type { Cause } from '../streams/streams.js';
import type { FoundConfig } from './package-configs.js';
import type { GatheredSituation } from './situations.js';

/** Blobs that are known to be stored, so that the same list is not looked for at every delivery. */
const REMEMBERED_BLOBS = 500;

/** What was decided about every job, and what on. */
export interface Decided {
  readonly facts: DeliveryEvent;
  readonly jobs: JobDecision[];
}

/** Runs the planner and puts its decisions beside the facts that they were made from. */
@Injectable()
export class Decisions {
  private readonly stored = new Map<string, BlobRef>();

  constructor(
    private readonly blobs: Blobs,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly gates: AccessGates,
  ) {}

  async make(
    { situation, releases }: GatheredSituation,
    config: Extract<FoundConfig, { found: true }>,
    cause: Cause,
    /** Of the pull request, where it is about one. */
    head?: SeenHead,
  ): Promise<Decided | { readonly excess: Excess }> {
    const excess = excessOf(situation);
    if (excess) return { excess };
    const [configText, releaseList, chroots] = await Promise.all([
      this.store(config.text, cause),
      this.store(releases.text, cause),
      this.store(JSON.stringify(situation.offeredChroots), cause),
    ]);
    const { config: _config, releases: _table, offeredChroots: _offered, ...looked } = situation;
    return {
      jobs: plan(situation, this.gates),
      facts: {
        type: 'FactsGathered',
        data: {
          kind: kindOf(situation),
          at: this.clock.now().toISOString(),
          ...(head && { head }),
          facts: {
            situation: looked,
            config: { path: config.path, rootSpecFiles: config.rootSpecFiles, text: configText },
            releases: { source: releases.source, at: releases.at, list: releaseList },
            offeredChroots: chroots,
          },
        },
      },
    };
  }

  private async store(text: string, cause: Cause): Promise<BlobRef> {
    const digest = this.ids.digest(text);
    const known = this.stored.get(digest);
    if (known) return known;
    const ref = await this.blobs.put(text, cause);
    this.stored.set(digest, ref);
    if (this.stored.size > REMEMBERED_BLOBS) this.stored.delete(this.stored.keys().next().value!);
    return ref;
  }
}

function kindOf({ subject, occasion }: Situation): string {
  return `${subject.kind}/${occasion.kind === 'command' ? occasion.command.name : occasion.kind}`;
}

import { Injectable } from '@nestjs/common';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { doubtfulHeads, type HeadFacts, type KnownHead, type SeenHead } from '../../domain/planning/head-order.js';
import type { ProjectData } from '../../domain/planning/job.js';
import type { Forge, PullRequestFacts } from '../ports/forge.js';
import { ReadModels } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { CurrentStates } from '../projections/current-states.js';
import { stateTable } from '../projections/stream-model.js';

/** How many deliveries about a pull request are looked through for other heads, newest first. */
const LOOK_BACK = 200;

/** Heads of a pull request that other deliveries about it have shown, looked at or not. */
@Injectable()
export class KnownHeads {
  constructor(
    private readonly readModels: ReadModels,
    private readonly states: CurrentStates,
    private readonly settings: Settings,
  ) {}

  /**
   * Whether a delivery with this head may have come late. Undefined: it has not, or nothing gives way here. The forge is asked
   * for the present head only where another one is known that is not certainly older.
   */
  async compare(
    forge: Forge,
    project: ProjectData,
    number: number,
    own: SeenHead,
    delivery: string,
  ): Promise<HeadFacts | undefined> {
    if (!this.settings.cancelRunningJobs) return undefined;
    const others = doubtfulHeads(own, await this.others(delivery));
    if (others.length === 0) return undefined;
    const pull = await forge.pullRequest(project, number);
    return { own, others, present: pull ? headOfFacts(pull) : null };
  }

  private async others(delivery: string): Promise<KnownHead[]> {
    const subject = this.readModels.get(stateTable('delivery'), delivery)?.columns.subject ?? null;
    if (subject === null) return [];
    const found = await this.states.find('delivery', {
      where: { subject },
      orderBy: ['-receivedAt'],
      limit: LOOK_BACK,
    });
    return found.flatMap(({ stream, state }) => {
      const { head } = state as ReceivedDelivery;
      return head && stream !== delivery ? [{ ...head, delivery: stream }] : [];
    });
  }
}

/** The head that the forge named. */
export function headOfFacts({ headSha, updatedAt }: PullRequestFacts): SeenHead {
  return { commitSha: headSha, before: null, updatedAt: updatedAt ?? null };
}

import { Injectable } from '@nestjs/common';
import type { ReceivedDelivery } from '../../domain/delivery/delivery-state.js';
import { projectKey } from '../../domain/forge/project-ref.js';
import type { ProjectData } from '../../domain/planning/job.js';
import { CurrentStates } from '../projections/current-states.js';

/** What pushes and releases are decided as; re-runs of their checks are refused without a comment. */
const TOLD_KINDS = ['branch/event', 'release/event'] as const;

/**
 * Pushes and releases come again and again, and a comment on every commit says nothing new: the refusal of a repository is
 * told once, then its checks say it alone, until something else is decided about it.
 */
@Injectable()
export class ToldRefusals {
  constructor(private readonly states: CurrentStates) {}

  /** Whether the newest push or release of the repository was refused for this reason too. */
  async isTold(project: ProjectData, reason: string): Promise<boolean> {
    const found = await Promise.all(
      TOLD_KINDS.map((kind) => {
        const where = { subject: projectKey(project), outcome: 'decided', reason: kind };
        return this.states.find('delivery', { where, orderBy: ['-receivedAt'], limit: 1 });
      }),
    );
    const [newest] = found
      .flat()
      .map(({ state }) => state as ReceivedDelivery)
      .sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
    return newest?.skipped.some((skipped) => skipped.reason === reason) ?? false;
  }
}

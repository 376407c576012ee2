import { Injectable } from '@nestjs/common';
import type { RequestedBuild } from '../../domain/build/build-state.js';
import type { CoprBuildInput } from '../../domain/inputs/result-input.js';
import { CoprReports } from '../effects/copr-reports.js';
import { Clock } from '../ports/clock.js';
import { ReadModels } from '../ports/read-models.js';
import { CurrentStates } from '../projections/current-states.js';
import { stateTable } from '../projections/stream-model.js';
import { ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';

/** How soon a message is looked at again that may speak of a build whose number we have not written down yet. */
const PATIENCE_MS = 500;

/** Copr told that a build, or one chroot of it, began or ended. */
@Injectable()
export class CoprMessages {
  constructor(
    private readonly readModels: ReadModels,
    private readonly states: CurrentStates,
    private readonly reports: CoprReports,
    private readonly clock: Clock,
  ) {}

  async interpret(input: CoprBuildInput, { cause }: DeliveryInHand): Promise<Interpretation> {
    const { buildId, chroot, change, owner, project, status } = input;
    const at = this.clock.now().toISOString();
    const table = stateTable('build');
    const [found] = this.readModels.find(table, { where: { coprBuildId: buildId }, limit: 1 });
    if (!found) {
      // Without a pause after the look for it: its number may be written down in between.
      const submitting = this.readModels.count(table, { coprProject: `${owner}/${project}`, unsent: 1, open: 1 });
      if (submitting > 0) return { againInMs: PATIENCE_MS };
      return ignore('build-unknown', { buildId, chroot, owner, project }, at);
    }
    const build = (await this.states.get(found.key)) as RequestedBuild;
    const ours = `${build.order.owner}/${build.order.project}`;
    if (`${owner}/${project}` !== ours)
      return ignore('build-elsewhere', { buildId, chroot, owner, project, ours, build: found.key }, at);
    const part = chroot === 'srpm' ? null : chroot;
    if (part !== null && !build.targets[part])
      return ignore('chroot-unknown', { buildId, chroot, build: found.key }, at);
    if (change === 'started') await this.reports.started(found.key, build, part, cause);
    else await this.reports.ended(found.key, build, part, input.succeeded ?? status === 1, cause);
    const meaning = `${chroot} of Copr build ${buildId} ${change === 'started' ? 'started' : status === 1 ? 'succeeded' : 'failed'}`;
    return [{ type: 'DeliveryInterpreted', data: { meaning, streams: [found.key], at } }];
  }
}

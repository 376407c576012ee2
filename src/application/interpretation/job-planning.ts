import { Injectable } from '@nestjs/common';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { Authorisation } from '../access/authorisation.js';
import { Clock } from '../ports/clock.js';
import type { Forge } from '../ports/forge.js';
import { Decisions } from './decisions.js';
import { ignore, type DeliveryInHand } from './interpretation.js';
import { PackageConfigs } from './package-configs.js';
import { ToldRefusals } from './told-refusals.js';
import { Situations, type Scene } from './situations.js';
import { ignoreConfig, ignoreExcess } from './unusable-config.js';

/** Plans the jobs of what happened without a pull request's delivery: a push, a release, a re-run. */
@Injectable()
export class JobPlanning {
  constructor(
    private readonly authorisation: Authorisation,
    private readonly configs: PackageConfigs,
    private readonly situations: Situations,
    private readonly decisions: Decisions,
    private readonly refusals: ToldRefusals,
    private readonly clock: Clock,
  ) {}

  /** `facts`: what is known of the event, for the case that nothing comes of it. */
  async plan(
    forge: Forge,
    scene: Scene,
    facts: Readonly<Record<string, unknown>>,
    { cause }: DeliveryInHand,
  ): Promise<readonly DeliveryEvent[]> {
    const at = this.clock.now().toISOString();
    const { project, subject, commitSha } = scene;
    const standing = await this.authorisation.standing(scene);
    const config = await this.configs.at(forge, project, commitSha);
    if (!config.found) return ignore('no-configuration', facts, at);
    if (!config.loaded.valid) return ignoreConfig(config.path, config.loaded, facts, at);
    const gathered = await this.situations.gather(forge, scene, config.loaded.config, standing);
    const decided = await this.decisions.make(gathered, config, cause);
    if ('excess' in decided) return ignoreExcess(decided.excess, facts, at);
    const refused = this.authorisation.refusal(gathered.situation);
    const stopped = decided.jobs.some(({ type, data }) => type === 'JobSkipped' && data.reason === refused?.reason);
    const isTold = scene.occasion.kind !== 'event' || !refused || (await this.refusals.isTold(project, refused.reason));
    if (!refused || !stopped || isTold) return [decided.facts, ...decided.jobs];
    return [
      decided.facts,
      ...decided.jobs,
      { type: 'PlaceFound', data: { project, subject, place: { on: 'commit', sha: commitSha } } },
      { type: 'CommentRequested', data: { purpose: 'refusal', body: refused.reply } },
    ];
  }
}

import { Injectable } from '@nestjs/common';
import { checkDecider } from '../../domain/check/check.js';
import { checkEvents } from '../../domain/check/check.events.js';
import { itemId } from '../../domain/item-id.js';
import { subjectKey, type RunOrigin } from '../../domain/planning/job.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges, type CheckContent } from '../ports/forge.js';
import { Ids } from '../ports/ids.js';
import { Settings } from '../ports/settings.js';
import { decidingContribution, renderCheck } from '../projections/checks-table.js';
import { CurrentStates } from '../projections/current-states.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Makes the forge show what a check should say: created once for each attempt, then updated. */
@Injectable()
export class PublishCheck extends Effect<'publish-check'> {
  readonly type = 'publish-check';

  constructor(
    private readonly forges: Forges,
    private readonly states: CurrentStates,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo<'publish-check'>, { cause, mayExist }: EffectContext): Promise<undefined> {
    const { key } = todo.data;
    const row = await this.states.check(key);
    const contribution = row && decidingContribution(row);
    if (!contribution) return;
    const [stream = ''] = [...row.contributions].find(([, each]) => each === contribution) ?? [];
    const wanted = renderCheck(contribution, this.settings);
    const digest = this.ids.digest(JSON.stringify(wanted));
    const { project, commitSha, name, attempt, state, title } = contribution;
    const content: CheckContent = {
      name,
      commitSha,
      state,
      title,
      ...(wanted.url !== null && { detailsUrl: wanted.url }),
      summary: wanted.summary,
      externalId: await this.externalId(stream, commitSha),
    };
    const base = { project, commitSha, name, attempt, digest, at: this.clock.now().toISOString() };
    const record = (command: Parameters<typeof checkDecider.decide>[0]) =>
      this.streams.handle(`check-${key}`, checkEvents, checkDecider, command, cause);

    const forge = this.forges.forHost(project.host);
    if (!forge) {
      await record({ type: 'RecordRefusal', data: { ...base, error: `no forge is configured for ${project.host}` } });
      return;
    }
    try {
      const current = row.published?.attempt === attempt ? row.published : undefined;
      if (current) await forge.updateCheck(project, { checkId: current.checkId }, content);
      const { checkId } = current ?? (await forge.createCheck(project, content, { mayExist }));
      await record({ type: 'RecordPublication', data: { ...base, checkId, state, title } });
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      await record({ type: 'RecordRefusal', data: { ...base, error: error.message } });
    }
  }

  /** Number of the subject at this commit: all checks of one commit share it, and *Re-run* brings it back. */
  private async externalId(stream: string, commitSha: string): Promise<string> {
    const state = (await this.states.get(stream)) as { origin?: RunOrigin } | undefined;
    const origin = state?.origin;
    return String(itemId(origin ? subjectKey(origin.project, origin.subject) : stream, commitSha));
  }
}

import { Injectable } from '@nestjs/common';
import { checkDecider } from '../../domain/check/check.js';
import { checkEvents } from '../../domain/check/check.events.js';
import type { CheckContribution } from '../../domain/check/contribution.js';
import { itemId } from '../../domain/item-id.js';
import { subjectKey, type RunOrigin } from '../../domain/planning/job.js';
import type { Todo } from '../../domain/todo.js';
import { Clock } from '../ports/clock.js';
import { categoryOf } from '../ports/event-store.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges, type CheckContent } from '../ports/forge.js';
import { Ids } from '../ports/ids.js';
import { ReadModels } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { renderCheck, type CheckRow } from '../projections/checks-table.js';
import { stateTable } from '../projections/stream-model.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Makes the forge show what a check should say: created once for each attempt, then updated. */
@Injectable()
export class PublishCheck extends Effect {
  readonly type = 'publish-check';

  constructor(
    private readonly forges: Forges,
    private readonly readModels: ReadModels,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    super();
  }

  async perform(todo: Todo, { cause, mayExist }: EffectContext): Promise<undefined> {
    const { key } = todo.data as { key: string };
    const row = this.readModels.get('checks', key)?.row as CheckRow | undefined;
    const [stream, contribution] = deciding(row);
    if (!row || !contribution) return;
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
      externalId: this.externalId(stream, commitSha),
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
  private externalId(stream: string, commitSha: string): string {
    const state = this.readModels.get(stateTable(categoryOf(stream)), stream)?.row as
      { origin?: RunOrigin } | undefined;
    const origin = state?.origin;
    return String(itemId(origin ? subjectKey(origin.project, origin.subject) : stream, commitSha));
  }
}

function deciding(row: CheckRow | undefined): [string, CheckContribution | undefined] {
  let best: [string, CheckContribution | undefined] = ['', undefined];
  for (const [stream, contribution] of Object.entries(row?.contributions ?? {})) {
    const [, other] = best;
    const newer =
      !other ||
      contribution.attempt > other.attempt ||
      (contribution.attempt === other.attempt && contribution.stage > other.stage);
    if (newer) best = [stream, contribution];
  }
  return best;
}

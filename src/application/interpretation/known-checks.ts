import { Injectable } from '@nestjs/common';
import { checkKey, type CheckContribution } from '../../domain/check/contribution.js';
import { itemId } from '../../domain/item-id.js';
import { subjectKey, type ProjectData, type RunOrigin } from '../../domain/planning/job.js';
import { categoryOf } from '../ports/event-store.js';
import { ReadModels } from '../ports/read-models.js';
import { Settings } from '../ports/settings.js';
import { decidingContribution, renderCheck, type CheckRow, type WantedCheck } from '../projections/checks-table.js';
import { stateTable } from '../projections/stream-model.js';

/** What a check is about: everything of its run but the job. */
export type CheckOrigin = Omit<RunOrigin, 'job'>;

export interface KnownCheck {
  readonly name: string;
  readonly wanted: WantedCheck;
}

/** The checks of a commit, as they should be, and what they were made for. */
@Injectable()
export class KnownChecks {
  constructor(
    private readonly readModels: ReadModels,
    private readonly settings: Settings,
  ) {}

  /** In order of their names. */
  ofCommit(project: ProjectData, commitSha: string): KnownCheck[] {
    const { host, namespace, repo } = project;
    const where = { project: `${host}/${namespace}/${repo}`, commit: commitSha };
    return this.readModels.find('checks', { where, orderBy: ['name'] }).flatMap(({ columns, row }) => {
      const deciding = decidingContribution(row as CheckRow);
      const name = String(columns.name);
      return deciding ? [{ name, wanted: renderCheck(deciding, this.settings) }] : [];
    });
  }

  /**
   * What a check was made for: the newest run that spoke about it. Runs for another pull request, branch or release on the same
   * commit are told apart by the id that we gave the check.
   */
  origin(project: ProjectData, commitSha: string, name: string, externalId: string | null): CheckOrigin | undefined {
    const row = this.readModels.get('checks', checkKey({ project, commitSha, name }))?.row as CheckRow | undefined;
    const newestFirst = Object.entries(row?.contributions ?? {}).sort(([, one], [, other]) => compare(other, one));
    for (const [stream] of newestFirst) {
      const origin = this.originOf(stream);
      if (!origin) continue;
      const id = String(itemId(subjectKey(origin.project, origin.subject), commitSha));
      if (externalId === null || id === externalId) return origin;
    }
    return undefined;
  }

  private originOf(stream: string): CheckOrigin | undefined {
    const state = this.readModels.get(stateTable(categoryOf(stream)), stream)?.row as
      { origin?: CheckOrigin | null } | undefined;
    return state?.origin ?? undefined;
  }
}

function compare(one: CheckContribution, other: CheckContribution): number {
  if (one.attempt !== other.attempt) return one.attempt < other.attempt ? -1 : 1;
  return one.stage - other.stage;
}

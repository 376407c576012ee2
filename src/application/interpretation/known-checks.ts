import { Injectable } from '@nestjs/common';
import { checkKey, type CheckContribution } from '../../domain/check/contribution.js';
import { itemId } from '../../domain/item-id.js';
import { subjectKey, type ProjectData, type RunOrigin } from '../../domain/planning/job.js';
import { Settings } from '../ports/settings.js';
import { decidingContribution, renderCheck, type WantedCheck } from '../projections/checks-table.js';
import { CurrentStates } from '../projections/current-states.js';

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
    private readonly states: CurrentStates,
    private readonly settings: Settings,
  ) {}

  /** In order of their names. */
  async ofCommit(project: ProjectData, commitSha: string): Promise<KnownCheck[]> {
    const { host, namespace, repo } = project;
    const where = { project: `${host}/${namespace}/${repo}`, commit: commitSha };
    const found = await this.states.findChecks({ where, orderBy: ['name'] });
    return [...found.values()].flatMap((row) => {
      const deciding = decidingContribution(row);
      return deciding ? [{ name: deciding.name, wanted: renderCheck(deciding, this.settings) }] : [];
    });
  }

  /**
   * What a check was made for: the newest run that spoke about it. Runs for another pull request, branch or release on the same
   * commit are told apart by the id that we gave the check.
   */
  async origin(
    project: ProjectData,
    commitSha: string,
    name: string,
    externalId: string | null,
  ): Promise<CheckOrigin | undefined> {
    const row = await this.states.check(checkKey({ project, commitSha, name }));
    const newestFirst = [...(row?.contributions ?? [])].sort(([, one], [, other]) => compare(other, one));
    for (const [stream] of newestFirst) {
      const origin = await this.originOf(stream);
      if (!origin) continue;
      const id = String(itemId(subjectKey(origin.project, origin.subject), commitSha));
      if (externalId === null || id === externalId) return origin;
    }
    return undefined;
  }

  private async originOf(stream: string): Promise<CheckOrigin | undefined> {
    const state = (await this.states.get(stream)) as { origin?: CheckOrigin | null } | undefined;
    return state?.origin ?? undefined;
  }
}

function compare(one: CheckContribution, other: CheckContribution): number {
  if (one.attempt !== other.attempt) return one.attempt < other.attempt ? -1 : 1;
  return one.stage - other.stage;
}

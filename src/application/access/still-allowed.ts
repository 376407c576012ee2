import { Injectable } from '@nestjs/common';
import type { Access } from '../../domain/access/access-facts.js';
import { lastingRefusal } from '../../domain/access/refusal.js';
import { refusedRun, type RefusedRun } from '../../domain/access/refused-run.js';
import type { RunOrigin } from '../../domain/planning/job.js';
import { Settings } from '../ports/settings.js';
import { Allowlist } from '../queries/allowlist/allowlist.js';
import { PlannedJobs } from '../streams/planned-jobs.js';
import { AccessGates } from './access-gates.js';

/** What a run was asked for with, as far as it counts later. */
type Asked = Pick<Access, 'people' | 'waivers'>;

/** What is to begin. */
type Begun = Pick<RunOrigin, 'attempt' | 'project' | 'subject'>;

/** Nothing is known of who asked: nothing is waived. */
const NOBODY: Asked = { people: [], waivers: [] };

/**
 * Asks the gates about denials and the approval again, at the moment when a pipeline that was let in wants to begin a build or
 * tests: the allowlist may have changed since. What was waived for the delivery that asked for it stays waived.
 */
@Injectable()
export class StillAllowed {
  constructor(
    private readonly jobs: PlannedJobs,
    private readonly allowlist: Allowlist,
    private readonly gates: AccessGates,
    private readonly settings: Settings,
  ) {}

  /** Why nothing new may begin, in the words of its checks; undefined: it may. */
  async refusal({ attempt, project, subject }: Begun): Promise<RefusedRun | undefined> {
    // An attempt ends with the stream of the delivery that asked for it.
    const { people, waivers } = await this.askedWith(attempt.slice(attempt.indexOf('/') + 1));
    const access: Access = {
      people,
      waivers,
      ...(await this.allowlist.standing(project, people)),
      canMerge: false,
      isAuthor: false,
      approvalIssue: null,
    };
    const refused = lastingRefusal({ access, actor: null, project, subject }, this.gates);
    return refused && refusedRun(refused, this.settings.commandPrefix);
  }

  private async askedWith(delivery: string): Promise<Asked> {
    const [gathered] = await this.jobs.events(delivery, ({ type }) => type === 'FactsGathered');
    if (gathered?.type !== 'FactsGathered') return NOBODY;
    const { situation } = gathered.data.facts as { situation?: { access?: Asked } };
    return situation?.access ?? NOBODY;
  }
}

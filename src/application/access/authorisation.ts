import { Injectable } from '@nestjs/common';
import type { Access, AccessQuestion, AccessSubject } from '../../domain/access/access-facts.js';
import { firstClosed } from '../../domain/access/gates.js';
import { lastingRefusal, refusal, type Refusal } from '../../domain/access/refusal.js';
import { waiversOf } from '../../domain/access/waivers.js';
import { sameLogin } from '../../domain/allowlist/fas-match.js';
import type { ProjectData } from '../../domain/planning/job.js';
import type { Occasion } from '../../domain/planning/situation.js';
import type { Forge } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';
import { Allowlist } from '../queries/allowlist/allowlist.js';
import { AccessGates } from './access-gates.js';
import { ApprovalIssues } from './approval-issues.js';

/** What it is about; without `author`: nobody has looked yet who wrote the pull request. */
type About = AccessSubject & { readonly author?: string };

/** Somebody wants something. */
export interface Asked {
  readonly project: ProjectData;
  readonly subject: About;
  readonly occasion: Pick<Occasion, 'kind'>;
  /** Login whose permission counts; null: nobody is known. */
  readonly actor: string | null;
  /** Everybody behind it, the actor among them. */
  readonly people: readonly string[];
}

/**
 * Asks the gates in their order, and finds out for each what it looks at, no earlier than it is its turn: first what the
 * allowlist says, which needs nobody outside; then, once the namespace is approved, what the forge says of the person.
 */
@Injectable()
export class Authorisation {
  constructor(
    private readonly settings: Settings,
    private readonly allowlist: Allowlist,
    private readonly issues: ApprovalIssues,
    readonly gates: AccessGates,
  ) {}

  /** What is known without asking anybody outside: denials, the approval, and what is waived. */
  async standing({ project, subject, occasion, actor, people: all }: Asked): Promise<Access> {
    const people = [...new Set(all.filter((login) => login !== ''))];
    return {
      people,
      waivers: waiversOf({ host: project.host, people, occasion, subject }, this.settings.admins),
      ...(await this.allowlist.standing(project, people)),
      canMerge: false,
      isAuthor: isAuthorOf(subject, actor),
      approvalIssue: null,
    };
  }

  /** Why nothing is to be read or planned for it; undefined: the gates about the person come next. */
  lastingRefusal(question: AccessQuestion): Refusal | undefined {
    return lastingRefusal(question, this.gates);
  }

  /** Why it leads to nothing, by all gates. */
  refusal(question: AccessQuestion): Refusal | undefined {
    return refusal(question, this.gates);
  }

  /** The same facts with what the forge says of the person, where a gate hangs on it. Authors of a pull request are asked about for internal tests alone. */
  async withPermission(forge: Forge, question: AccessQuestion, forInternalTests = false): Promise<Access> {
    const { access, actor, project } = question;
    if (actor === null || this.lastingRefusal(question)) return access;
    const { ofAccess, ofInternalTests } = this.gates;
    const closed = firstClosed([...ofAccess, ...(forInternalTests ? ofInternalTests : [])], question);
    if (!closed) return access;
    const permission = await forge.permission(project, actor);
    return { ...access, canMerge: permission === 'admin' || permission === 'write' };
  }

  /** The same facts with the issue where the approval is asked for, when that is what is missing. */
  async withApprovalIssue(forge: Forge, question: AccessQuestion): Promise<Access> {
    const { access, project } = question;
    if (this.lastingRefusal(question)?.gate !== 'approved') return access;
    return { ...access, approvalIssue: await this.issues.linkFor(forge, project) };
  }
}

/** Whether this login wrote the pull request. */
export function isAuthorOf({ kind, author = '' }: About, login: string | null): boolean {
  return kind === 'pull_request' && login !== null && author !== '' && sameLogin(author, login);
}

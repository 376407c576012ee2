import { Injectable } from '@nestjs/common';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { accountInTitle, NOTIFICATIONS } from '../../domain/allowlist/approval-issue.js';
import { sameLogin } from '../../domain/allowlist/fas-match.js';
import { namespaceDecider } from '../../domain/allowlist/namespace.js';
import { verificationReply } from '../../domain/allowlist/verification-replies.js';
import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import { sameProject } from '../../domain/forge/project-ref.js';
import type { IssueCommentInput } from '../../domain/inputs/input.js';
import { Clock } from '../ports/clock.js';
import { Forges } from '../ports/forge.js';
import { Allowlist, namespaceStream } from '../queries/allowlist/allowlist.js';
import { Streams } from '../streams/streams.js';
import { FasVerification } from './fas-verification.js';
import { ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';
import { IssueCommands } from './issue-commands.js';

/** Somebody commented on an issue. `verify-fas` in an approval issue of ours gets its namespace approved, or the reason why not. */
@Injectable()
export class IssueComments {
  constructor(
    private readonly forges: Forges,
    private readonly allowlist: Allowlist,
    private readonly verification: FasVerification,
    private readonly commands: IssueCommands,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {}

  async interpret(input: IssueCommentInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { parsed } = input.comment;
    const accounts =
      parsed.kind === 'command' && parsed.command.name === 'verify-fas' ? parsed.command.args.accounts : null;
    if (accounts === null) return this.commands.interpret(input);
    return this.verify(input, accounts ?? [], delivery);
  }

  private async verify(
    { repository, issue, comment }: IssueCommentInput,
    accounts: readonly string[],
    delivery: DeliveryInHand,
  ): Promise<Interpretation> {
    const { project } = repository;
    const at = this.now();
    const facts = { issue: issue.number, comment: comment.id, author: comment.author };
    const botLogin = this.forges.forHost(project.host)?.botLogin;
    const login = accountInTitle(issue.title ?? '');
    if (!sameProject(project, NOTIFICATIONS) || issue.author !== botLogin || login === undefined)
      return ignore('verification-not-here', { ...facts, issueAuthor: issue.author ?? null }, at);

    const answer = (body: string): DeliveryEvent[] => [
      { type: 'PlaceFound', data: { project, subject: null, place: { on: 'issue', number: issue.number } } },
      { type: 'ReactionRequested', data: { commentId: String(comment.id), reaction: 'eyes' } },
      { type: 'CommentRequested', data: { purpose: 'verification', body } },
    ];
    const [account, ...more] = accounts;
    if (account === undefined || more.length > 0)
      return [...ignore('verification-mistyped', { ...facts, accounts }, at), ...answer(verificationReply.format)];

    const namespace = `${project.host}/${login}`;
    const { installation } = await this.allowlist.entry(namespace);
    if (!installation || !sameLogin(installation.by, comment.author)) {
      const why = { ...facts, namespace, installedBy: installation?.by ?? null };
      return [...ignore('verification-by-another-person', why, at), ...answer(verificationReply.anotherPerson)];
    }
    const reply = await this.decide(namespace, account, comment.author, issue.number, delivery);
    const meaning = `verification of ${namespace} by Fedora account ${account}`;
    return [
      { type: 'DeliveryInterpreted', data: { meaning, streams: [namespaceStream(namespace)], at } },
      ...answer(reply),
    ];
  }

  /** Writes the verdict into the allowlist, and answers what the person is told. The same delivery gets the same answer. */
  private async decide(
    namespace: string,
    fasAccount: string,
    by: string,
    issue: number,
    { stream, cause, tries }: DeliveryInHand,
  ): Promise<string> {
    const [entry, { approved, exactlyDenied }, person] = await Promise.all([
      this.allowlist.entry(namespace),
      this.allowlist.verdict(namespace),
      this.allowlist.entry(`${NOTIFICATIONS.host}/${by}`),
    ]);
    const open = !approved && !exactlyDenied && entry.verification?.delivery !== stream;
    if (open && person.status === 'denied') return verificationReply.personDenied(by);
    const match = open ? await this.verification.match(fasAccount, by, tries) : null;
    const { state } = await this.streams.handle(
      namespaceStream(namespace),
      namespaceEvents,
      namespaceDecider,
      { type: 'Verify', namespace, by, at: this.now(), delivery: stream, issue, fasAccount, match, approved },
      cause,
    );
    if (state.verification?.delivery === stream)
      return state.verification.matched
        ? verificationReply.approved(namespace, fasAccount)
        : verificationReply.noMatch(fasAccount, by);
    return state.status === 'denied'
      ? verificationReply.denied(namespace)
      : verificationReply.alreadyApproved(namespace);
  }

  private now(): string {
    return this.clock.now().toISOString();
  }
}

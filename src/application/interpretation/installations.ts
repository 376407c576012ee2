import { Injectable } from '@nestjs/common';
import { namespaceEvents } from '../../domain/allowlist/allowlist.events.js';
import { approvalIssueBody, approvalIssueTitle } from '../../domain/allowlist/approval-issue.js';
import type { FasMatch } from '../../domain/allowlist/fas-match.js';
import { asksForApproval, namespaceDecider, type RegisterInstallation } from '../../domain/allowlist/namespace.js';
import { isApproved, type NamespaceEntry } from '../../domain/allowlist/namespace-state.js';
import type { InstallationInput } from '../../domain/inputs/input.js';
import { Clock } from '../ports/clock.js';
import { Settings } from '../ports/settings.js';
import { Allowlist, namespaceStream } from '../queries/allowlist/allowlist.js';
import { Streams } from '../streams/streams.js';
import { FasVerification } from './fas-verification.js';
import { ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';

/** The app was installed: the account is approved when its installer proves to be a Fedora contributor, and waits otherwise. */
@Injectable()
export class Installations {
  constructor(
    private readonly allowlist: Allowlist,
    private readonly verification: FasVerification,
    private readonly streams: Streams,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async interpret(input: InstallationInput, delivery: DeliveryInHand): Promise<Interpretation> {
    const { account, sender, change } = input;
    const namespace = `${account.host}/${account.login}`;
    const at = this.clock.now().toISOString();
    if (change !== 'created') return ignore('installation-not-new', { namespace, change, by: sender.login }, at);
    const stream = namespaceStream(namespace);
    const match = await this.match(namespace, `${account.host}/${sender.login}`, sender.login, delivery);
    const command = this.registration(input, namespace, match, delivery, at);
    const { state } = await this.streams.handle(stream, namespaceEvents, namespaceDecider, command, delivery.cause);
    return [{ type: 'DeliveryInterpreted', data: { meaning: meaningOf(input, state, match), streams: [stream], at } }];
  }

  /** Null where nothing hangs on it: the verdict is there already, or the same person waits for it, or is denied. */
  private async match(
    namespace: string,
    person: string,
    installer: string,
    delivery: DeliveryInHand,
  ): Promise<FasMatch | null> {
    const [entry, { approved, denied }, ofPerson] = await Promise.all([
      this.allowlist.entry(namespace),
      this.allowlist.verdict(namespace),
      this.allowlist.entry(person),
    ]);
    if (approved || denied || ofPerson.status === 'denied' || !asksForApproval(entry, installer)) return null;
    return this.verification.match(installer, installer, delivery.tries);
  }

  private registration(
    { account, sender, installationId, repositories, createdAt }: InstallationInput,
    namespace: string,
    match: FasMatch | null,
    { stream }: DeliveryInHand,
    at: string,
  ): RegisterInstallation {
    const { commandPrefix, deployment } = this.settings;
    const about = { installer: sender.login, login: account.login };
    return {
      type: 'RegisterInstallation',
      namespace,
      by: sender.login,
      at,
      delivery: stream,
      installationId,
      accountType: account.type,
      repositories,
      installedAt: createdAt ?? null,
      match,
      issue: {
        title: approvalIssueTitle(account.type, account.login),
        body: approvalIssueBody({ ...about, commandPrefix, deployment }),
      },
    };
  }
}

function meaningOf({ account: { type, login } }: InstallationInput, entry: NamespaceEntry, match: FasMatch | null) {
  if (match?.matched && isApproved(entry)) return `Account ${login} approved automatically.`;
  if (match && entry.status === 'waiting') return `${type} ${login} waits for its approval.`;
  return `${type} ${login} is already on our allowlist.`;
}

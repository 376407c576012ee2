import { assertNever, type Decider } from '../event.js';
import type { NamespaceEvent } from './allowlist.events.js';
import { sameLogin, type FasMatch } from './fas-match.js';
import { evolveNamespace } from './namespace-evolve.js';
import { isApproved, unknownNamespace, type NamespaceEntry, type NamespaceStatus } from './namespace-state.js';

interface About {
  readonly namespace: string;
  /** Login, or `admin`. */
  readonly by: string;
  readonly at: string;
}

/** The app was installed on the account of a namespace. */
export interface RegisterInstallation extends About {
  readonly type: 'RegisterInstallation';
  readonly delivery: string;
  readonly installationId: number;
  readonly accountType: string;
  readonly repositories: readonly string[];
  readonly installedAt: string | null;
  /** What the Fedora account of the installer's name proves; null: nobody looked, because nothing hangs on it. */
  readonly match: FasMatch | null;
  /** The issue that tells how to get the approval. */
  readonly issue: { readonly title: string; readonly body: string };
}

/** The installer names the Fedora account that proves who they are, in an approval issue. */
export interface Verify extends About {
  readonly type: 'Verify';
  readonly delivery: string;
  readonly issue: number;
  readonly fasAccount: string;
  /** Null: nobody looked, because the verdict is there already. */
  readonly match: FasMatch | null;
  /** The namespace, or what is above it, is approved. */
  readonly approved: boolean;
}

export type NamespaceCommand =
  /** An operator says what holds from now on. */
  | (About & { readonly type: 'SetStatus'; readonly status: NamespaceStatus; readonly fasAccount?: string })
  /** An operator takes the entry away. */
  | (About & { readonly type: 'Remove' })
  | RegisterInstallation
  | Verify
  | { type: 'RecordIssueOpened'; namespace: string; number: number; url: string; found: boolean; at: string }
  | { type: 'RecordIssueNotOpened'; namespace: string; reason: string; at: string }
  | { type: 'RecordIssueClosed'; namespace: string; number: number; at: string }
  | { type: 'RecordPlannedAgain'; namespace: string; deliveries: readonly string[]; at: string };

/** Who may use the service. What an operator decided, denials above all, only an operator changes. */
export const namespaceDecider: Decider<NamespaceEntry, NamespaceCommand, NamespaceEvent> = {
  initialState: unknownNamespace,
  evolve: evolveNamespace,
  decide(command, entry) {
    const { namespace, at } = command;
    switch (command.type) {
      case 'SetStatus':
        return setStatus(command, entry);
      case 'Remove':
        if (entry.status === 'absent') return [];
        return [{ type: 'NamespaceRemoved', data: { namespace, by: command.by, at } }];
      case 'RegisterInstallation':
        return registerInstallation(command, entry);
      case 'Verify':
        return verify(command, entry);
      case 'RecordIssueOpened': {
        const { number, url, found } = command;
        return entry.wantedIssue ? [{ type: 'ApprovalIssueOpened', data: { namespace, number, url, found, at } }] : [];
      }
      case 'RecordIssueNotOpened': {
        const { reason } = command;
        return entry.wantedIssue ? [{ type: 'ApprovalIssueNotOpened', data: { namespace, reason, at } }] : [];
      }
      case 'RecordIssueClosed': {
        const { number } = command;
        if (entry.issues[number] !== 'closing') return [];
        return [{ type: 'ApprovalIssueClosed', data: { namespace, number, at } }];
      }
      case 'RecordPlannedAgain': {
        if (entry.planAgainSince === null) return [];
        return [{ type: 'RefusedPlannedAgain', data: { namespace, deliveries: [...command.deliveries], at } }];
      }
      default:
        return assertNever(command);
    }
  },
};

/**
 * Whether an installation by this person has to be looked into: there is no entry yet, or somebody else installed the app
 * before and the approval is still waited for. Approved and denied stay as they are.
 */
export function asksForApproval({ status, installation }: NamespaceEntry, installer: string): boolean {
  if (status === 'absent') return true;
  return status === 'waiting' && installation !== null && !sameLogin(installation.by, installer);
}

function registerInstallation(command: RegisterInstallation, entry: NamespaceEntry): NamespaceEvent[] {
  const { namespace, by, at, delivery, match, issue } = command;
  if (entry.installation?.delivery === delivery) return [];
  const { installationId, accountType, repositories, installedAt } = command;
  const about = { namespace, by, at };
  const registered: NamespaceEvent = {
    type: 'InstallationRegistered',
    data: { ...about, delivery, installationId, accountType, repositories: [...repositories], installedAt },
  };
  if (!match || !asksForApproval(entry, by)) return [registered];
  if (match.matched) return [registered, approvedBy(by, command)];
  return [
    registered,
    { type: 'FasVerificationFailed', data: { ...about, delivery, fasAccount: by, why: match.why } },
    ...(entry.status === 'waiting' ? [] : [{ type: 'ApprovalRequested' as const, data: about }]),
    { type: 'ApprovalIssueRequested', data: { namespace, ...issue, at } },
  ];
}

function verify(command: Verify, entry: NamespaceEntry): NamespaceEvent[] {
  const { namespace, by, at, delivery, issue: number, fasAccount, match } = command;
  if (entry.verification?.delivery === delivery) return [];
  const close: NamespaceEvent[] =
    entry.issues[number] === 'closing'
      ? []
      : [{ type: 'ApprovalIssueCloseRequested', data: { namespace, number, at } }];
  if (command.approved || isApproved(entry)) return close;
  if (entry.status === 'denied' || !match) return [];
  if (match.matched) return [approvedBy(fasAccount, command), ...close];
  return [{ type: 'FasVerificationFailed', data: { namespace, by, at, delivery, fasAccount, why: match.why } }];
}

function approvedBy(fasAccount: string, { namespace, by, at, delivery }: Verify | RegisterInstallation) {
  const data = { namespace, by, at, how: 'automatically' as const, fasAccount, delivery };
  return { type: 'NamespaceApproved' as const, data };
}

function setStatus(command: NamespaceCommand & { type: 'SetStatus' }, entry: NamespaceEntry): NamespaceEvent[] {
  const { namespace, by, at, status } = command;
  const fasAccount = command.fasAccount ?? entry.fasAccount;
  if (status === entry.status && fasAccount === entry.fasAccount) return [];
  const data = { namespace, by, at };
  switch (status) {
    case 'waiting':
      return [{ type: 'ApprovalRequested', data }];
    case 'denied':
      return [{ type: 'NamespaceDenied', data }];
    case 'approved_manually':
      return [{ type: 'NamespaceApproved', data: { ...data, how: 'manually', fasAccount } }];
    case 'approved_automatically':
      return [{ type: 'NamespaceApproved', data: { ...data, how: 'automatically', fasAccount } }];
    default:
      return assertNever(status);
  }
}

import { assertNever, type Decider } from '../event.js';
import type { NamespaceEvent } from './allowlist.events.js';

export const namespaceStatuses = ['approved_automatically', 'approved_manually', 'waiting', 'denied'] as const;
export type NamespaceStatus = (typeof namespaceStatuses)[number];

/** What the allowlist says of one namespace, repository or host. `absent`: nothing, or nothing any more. */
export interface NamespaceEntry {
  /** `github.com/packit`, `github.com/packit/ogr.git`, `github.com`; empty before the first event. */
  readonly namespace: string;
  readonly status: NamespaceStatus | 'absent';
  /** The Fedora account that proved who is behind it. */
  readonly fasAccount: string | null;
}

interface About {
  readonly namespace: string;
  /** Login, or `admin`. */
  readonly by: string;
  readonly at: string;
}

export type NamespaceCommand =
  /** An operator says what holds from now on. */
  | (About & { readonly type: 'SetStatus'; readonly status: NamespaceStatus; readonly fasAccount?: string })
  /** An operator takes the entry away. */
  | (About & { readonly type: 'Remove' })
  /** The app was installed by somebody who has proven nothing. */
  | (About & { readonly type: 'RequestApproval' })
  /** A Fedora account has proven who is behind the namespace. */
  | (About & { readonly type: 'ApproveAutomatically'; readonly fasAccount: string });

/** Who may use the service. What an operator decided, denials above all, only an operator changes. */
export const namespaceDecider: Decider<NamespaceEntry, NamespaceCommand, NamespaceEvent> = {
  initialState: { namespace: '', status: 'absent', fasAccount: null },
  decide(command, entry) {
    const { namespace, by, at } = command;
    const undecided = entry.status === 'absent' || entry.status === 'waiting';
    switch (command.type) {
      case 'SetStatus':
        return setStatus(command, entry);
      case 'Remove':
        return entry.status === 'absent' ? [] : [{ type: 'NamespaceRemoved', data: { namespace, by, at } }];
      case 'RequestApproval':
        return entry.status === 'absent' ? [{ type: 'ApprovalRequested', data: { namespace, by, at } }] : [];
      case 'ApproveAutomatically':
        if (!undecided) return [];
        return [
          {
            type: 'NamespaceApproved',
            data: { namespace, by, at, how: 'automatically', fasAccount: command.fasAccount },
          },
        ];
      default:
        return assertNever(command);
    }
  },
  evolve(entry, event) {
    const { namespace } = event.data;
    switch (event.type) {
      case 'ApprovalRequested':
        return { ...entry, namespace, status: 'waiting' };
      case 'NamespaceApproved':
        return { namespace, status: `approved_${event.data.how}`, fasAccount: event.data.fasAccount };
      case 'NamespaceDenied':
        return { ...entry, namespace, status: 'denied' };
      case 'NamespaceRemoved':
        return { namespace, status: 'absent', fasAccount: null };
      default:
        return entry;
    }
  },
};

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

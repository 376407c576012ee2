import { assertNever } from '../event.js';
import type { NamespaceEvent } from './allowlist.events.js';
import { isApproved, type NamespaceEntry } from './namespace-state.js';

/** State of an entry after an event. */
export function evolveNamespace(entry: NamespaceEntry, event: NamespaceEvent): NamespaceEntry {
  const { namespace, at } = event.data;
  switch (event.type) {
    case 'InstallationRegistered': {
      const { delivery, by, repositories } = event.data;
      return { ...entry, namespace, installation: { delivery, by, at, repositories } };
    }
    case 'FasVerificationFailed':
      return { ...entry, namespace, verification: { delivery: event.data.delivery, matched: false } };
    case 'ApprovalRequested':
      return { ...entry, namespace, status: 'waiting', decided: decidedIn(event.data), planAgainSince: null };
    case 'NamespaceApproved': {
      const { how, fasAccount, delivery } = event.data;
      return {
        ...entry,
        namespace,
        status: `approved_${how}`,
        fasAccount,
        decided: decidedIn(event.data),
        verification: delivery === undefined ? entry.verification : { delivery, matched: true },
        wantedIssue: null,
        issues: closing(entry.issues),
        planAgainSince: isApproved(entry) ? entry.planAgainSince : at,
      };
    }
    case 'NamespaceDenied':
      return {
        ...entry,
        namespace,
        status: 'denied',
        decided: decidedIn(event.data),
        wantedIssue: null,
        planAgainSince: null,
      };
    case 'NamespaceRemoved':
      return {
        ...entry,
        namespace,
        status: 'absent',
        fasAccount: null,
        decided: null,
        wantedIssue: null,
        planAgainSince: null,
      };
    case 'ApprovalIssueRequested':
      return { ...entry, namespace, wantedIssue: { title: event.data.title, body: event.data.body } };
    case 'ApprovalIssueNotOpened':
      return { ...entry, wantedIssue: null };
    case 'ApprovalIssueOpened': {
      const state = isApproved(entry) ? 'closing' : 'open';
      return { ...entry, wantedIssue: null, issues: { ...entry.issues, [event.data.number]: state } };
    }
    case 'ApprovalIssueCloseRequested':
      return { ...entry, namespace, issues: { ...entry.issues, [event.data.number]: 'closing' } };
    case 'ApprovalIssueClosed':
      return { ...entry, issues: { ...entry.issues, [event.data.number]: 'closed' } };
    case 'RefusedPlannedAgain':
      return { ...entry, planAgainSince: null };
    default:
      return assertNever(event);
  }
}

function decidedIn({ by, at }: { readonly by: string; readonly at: string }): NamespaceEntry['decided'] {
  return { by, at };
}

function closing(issues: NamespaceEntry['issues']): NamespaceEntry['issues'] {
  return Object.fromEntries(
    Object.entries(issues).map(([number, state]) => [number, state === 'open' ? 'closing' : state]),
  );
}

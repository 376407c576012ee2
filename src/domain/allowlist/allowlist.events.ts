import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';

const at = z.iso.datetime();
const entry = z.object({ namespace: z.string(), by: z.string(), at });
const issue = z.object({ namespace: z.string(), number: z.int(), at });

/** Who may use the service: one stream a namespace, repository or host. These names and shapes are on disk for ever: add, never edit. */
export const namespaceEvents = defineEvents('namespace', {
  /** Somebody (`by`) installed the app on the account of this namespace. */
  InstallationRegistered: entry.extend({
    delivery: z.string(),
    installationId: z.int(),
    accountType: z.string(),
    /** Full names. */
    repositories: z.array(z.string()),
    installedAt: z.string().nullable(),
  }),
  /** The Fedora account does not prove who `by` is. */
  FasVerificationFailed: entry.extend({
    delivery: z.string(),
    fasAccount: z.string(),
    why: z.string(),
  }),
  /** The app is installed, and nobody has proven yet that they may. */
  ApprovalRequested: entry,
  NamespaceApproved: entry.extend({
    how: z.enum(['manually', 'automatically']),
    fasAccount: z.string().nullable(),
    /** The delivery that proved it; absent: an operator decided. */
    delivery: z.string().optional(),
  }),
  NamespaceDenied: entry,
  NamespaceRemoved: entry,
  /** An issue is to tell the installer how to get the approval. */
  ApprovalIssueRequested: z.object({ namespace: z.string(), title: z.string(), body: z.string(), at }),
  /** The issue is there. `found`: it was before. */
  ApprovalIssueOpened: issue.extend({ url: z.string(), found: z.boolean() }),
  ApprovalIssueNotOpened: z.object({ namespace: z.string(), reason: z.string(), at }),
  ApprovalIssueCloseRequested: issue,
  ApprovalIssueClosed: issue,
  /** What had been refused because the namespace was not approved was planned again: deliveries of our own. */
  RefusedPlannedAgain: z.object({ namespace: z.string(), deliveries: z.array(z.string()), at }),
});
export type NamespaceEvent = EventOf<typeof namespaceEvents>;

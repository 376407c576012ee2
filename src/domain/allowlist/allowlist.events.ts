import { z } from 'zod';
import { defineEvents, type EventOf } from '../event.js';

const entry = z.object({ namespace: z.string(), by: z.string(), at: z.iso.datetime() });

/** Who may use the service: one stream a namespace, repository or host. These names and shapes are on disk for ever: add, never edit. */
export const namespaceEvents = defineEvents('namespace', {
  /** The app is installed, and nobody has proven yet that they may. */
  ApprovalRequested: entry,
  NamespaceApproved: entry.extend({
    how: z.enum(['manually', 'automatically']),
    fasAccount: z.string().nullable(),
  }),
  NamespaceDenied: entry,
  NamespaceRemoved: entry,
});
export type NamespaceEvent = EventOf<typeof namespaceEvents>;

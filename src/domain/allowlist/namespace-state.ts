export const namespaceStatuses = ['approved_automatically', 'approved_manually', 'waiting', 'denied'] as const;
export type NamespaceStatus = (typeof namespaceStatuses)[number];

/** The newest installation of the app on the account of a namespace. */
export interface Installation {
  readonly delivery: string;
  /** Login of the person who installed it. */
  readonly by: string;
  readonly at: string;
  readonly repositories: readonly string[];
}

/** What the allowlist says of one namespace, repository or host. Plain JSON. */
export interface NamespaceEntry {
  /** `github.com/packit`, `github.com/packit/ogr.git`, `github.com`; empty before the first event. */
  readonly namespace: string;
  /** `absent`: nothing, or nothing any more. */
  readonly status: NamespaceStatus | 'absent';
  /** The Fedora account that proved who is behind it. */
  readonly fasAccount: string | null;
  /** Who gave it this status, and when. */
  readonly decided: { readonly by: string; readonly at: string } | null;
  readonly installation: Installation | null;
  /** What came of the newest look at a Fedora account. */
  readonly verification: { readonly delivery: string; readonly matched: boolean } | null;
  /** The approval issue that is to be opened. */
  readonly wantedIssue: { readonly title: string; readonly body: string } | null;
  /** Approval issues by number. */
  readonly issues: Readonly<Record<string, 'open' | 'closing' | 'closed'>>;
  /** Since when it is approved, while what was refused before has not been planned again; null: nothing is to be. */
  readonly planAgainSince: string | null;
}

export const unknownNamespace: NamespaceEntry = {
  namespace: '',
  status: 'absent',
  fasAccount: null,
  decided: null,
  installation: null,
  verification: null,
  wantedIssue: null,
  issues: {},
  planAgainSince: null,
};

/** Whether the entry itself approves. */
export function isApproved({ status }: Pick<NamespaceEntry, 'status'>): boolean {
  return status === 'approved_automatically' || status === 'approved_manually';
}

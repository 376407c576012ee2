import type { NamespaceEntry, NamespaceStatus } from './namespace-state.js';

/** What the allowlist says of a path, and the entry that says it. */
export interface AllowlistVerdict {
  /** Some entry on the path denies. */
  readonly denied: boolean;
  /** The most specific entry that decides approves. A denial further up still denies: ask `denied` first. */
  readonly approved: boolean;
  /** The entry of the path itself, not of what is above it, denies. */
  readonly exactlyDenied: boolean;
  /** Undefined: no entry, or only waiting ones. */
  readonly decidedBy: { readonly namespace: string; readonly status: NamespaceStatus } | undefined;
}

/** `github.com/org/repo.git`, `github.com/org`, `github.com`: the path and what is above it. */
export function pathsAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/** The verdict on a path: `entries` are those of its `pathsAbove`, in that order. */
export function allowlistVerdict(entries: readonly Pick<NamespaceEntry, 'namespace' | 'status'>[]): AllowlistVerdict {
  const denying = entries.find(({ status }) => status === 'denied');
  const deciding = denying ?? entries.find(({ status }) => status !== 'absent' && status !== 'waiting');
  const nearest = entries.find(({ status }) => status !== 'absent' && status !== 'waiting');
  return {
    denied: denying !== undefined,
    approved: nearest !== undefined && nearest.status !== 'denied',
    exactlyDenied: entries[0]?.status === 'denied',
    decidedBy: deciding && { namespace: deciding.namespace, status: deciding.status as NamespaceStatus },
  };
}

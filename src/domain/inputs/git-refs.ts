/** A pushed reference in short: everything after `refs/heads/` or `refs/tags/`. */
export interface ShortRef {
  readonly ref: string;
  readonly isTag: boolean;
}

/** Reads `refs/heads/…` and `refs/tags/…`; undefined for anything else. */
export function shortRef(ref: string): ShortRef | undefined {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref) ?? [];
  return name === undefined ? undefined : { ref: name, isTag: kind === 'tags' };
}

/** Git's way to write "there is no such commit", for branches made or deleted. */
export function isNoCommit(sha: string): boolean {
  return /^0{7,}$/.test(sha);
}

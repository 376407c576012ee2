/** Whether a Fedora account proves who a GitHub user is. `why` is on disk: add, never rename. */
export type FasMatch =
  | { readonly matched: true }
  | {
      readonly matched: false;
      readonly why:
        | 'account-unknown'
        | 'profile-private'
        | 'github-username-not-set'
        | 'github-username-differs'
        | 'accounts-not-reachable';
    };

/** Compares the field *GitHub Username* of a Fedora account (undefined: there is none of that name) with a login. */
export function fasMatch(
  account: { readonly isPrivate: boolean; readonly githubUsername: string | null } | undefined,
  login: string,
): FasMatch {
  if (!account) return { matched: false, why: 'account-unknown' };
  if (account.isPrivate) return { matched: false, why: 'profile-private' };
  if (!account.githubUsername) return { matched: false, why: 'github-username-not-set' };
  return sameLogin(account.githubUsername, login)
    ? { matched: true }
    : { matched: false, why: 'github-username-differs' };
}

/** GitHub's logins are the same in any case. */
export function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

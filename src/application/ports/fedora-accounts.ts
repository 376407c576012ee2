/** A Fedora account, as far as it matters here. */
export interface FedoraAccount {
  readonly username: string;
  readonly isPrivate: boolean;
  readonly githubUsername: string | null;
}

/** The Fedora Account System. Rejects with `TransientFailure` or `PermanentFailure`. */
export abstract class FedoraAccounts {
  /** Undefined: unknown account. */
  abstract find(username: string): Promise<FedoraAccount | undefined>;
}

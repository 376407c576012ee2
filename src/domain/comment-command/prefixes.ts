/** What a comment line starts with to be a command: `/packit` and, for Fedora CI, `/packit-ci`. */
export interface CommandPrefixes {
  readonly packit: string;
  readonly fedoraCi: string;
}

/** The prefixes of a deployment; the one of Fedora CI follows from its own. */
export function prefixesOf(commandPrefix: string): CommandPrefixes {
  return { packit: commandPrefix, fedoraCi: commandPrefix.endsWith('-stg') ? '/packit-ci-stg' : '/packit-ci' };
}

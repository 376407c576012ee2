/**
 * The arguments of a command, under one name each whatever the command. Lists keep the order in which they were
 * written; an argument that was not given is absent.
 */
export interface CommandArguments {
  readonly package?: string;
  readonly commit?: string;
  readonly release?: string;
  readonly identifier?: string;
  readonly labels?: readonly string[];
  /** `NAME=VALUE` as written; see `environmentOf`. */
  readonly env?: readonly string[];
  /** The free words of `test`; see `pullRequestsNamedIn`. */
  readonly targets?: readonly string[];
  readonly resolveBug?: readonly string[];
  readonly withPrConfig?: true;
  readonly version?: string;
  readonly allBranches?: true;
  /** The accounts named to `verify-fas`: a valid command names exactly one. */
  readonly accounts?: readonly string[];
  /** The job or target named to `cancel` and `explain`. */
  readonly subject?: string;
  /** Fedora CI: the test to run. */
  readonly test?: string;
  /** Fedora CI: `eln` or `rawhide`. */
  readonly target?: string;
}

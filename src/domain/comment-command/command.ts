import type { CommandName, FedoraCiCommandName } from './grammar.js';

/** Where a comment can stand. */
export type Surface = 'pull-request' | 'issue' | 'commit' | 'dist-git-pull-request';

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

/** A command for the jobs of a repository. `word` is the name that was written: `copr-build` is `build`. */
export interface PackitCommand {
  readonly family: 'packit';
  readonly name: CommandName;
  readonly word: string;
  readonly args: CommandArguments;
}

/** A command for the Fedora CI of a dist-git pull request. */
export interface FedoraCiCommand {
  readonly family: 'fedora-ci';
  readonly name: FedoraCiCommandName;
  readonly word: string;
  readonly args: CommandArguments;
}

export type Command = PackitCommand | FedoraCiCommand;

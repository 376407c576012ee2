import type { CommandArguments } from './command-arguments.js';
import type { CommandName, FedoraCiCommandName } from './grammar.js';

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

import type { Command } from './command.js';
import type { MistypedCommand } from './parse-comment.js';
import { prefixesOf } from './prefixes.js';
import { describeProblem } from './syntax-problem.js';

/** The reply to a command with a mistake in it, without a guess at what was meant. */
export function syntaxErrorReply(family: MistypedCommand['family'], commandPrefix: string): string {
  const { packit, fedoraCi } = prefixesOf(commandPrefix);
  const [documentation, prefix] =
    family === 'packit'
      ? ['[Packit documentation](https://packit.dev/docs/retriggering)', packit]
      : ['[Packit Fedora CI documentation](https://packit.dev/fedora-ci/retriggering)', fedoraCi];
  return (
    'There appears to be a syntax error in the command provided. ' +
    `Please refer to the ${documentation} or use the \`${prefix} help\` command.`
  );
}

/** The reply to a command with a mistake in it; a slip of the finger is told what was probably meant, too much of it how much may be. */
export function replyToMistake({ family, suggestion, problem }: MistypedCommand, commandPrefix: string): string {
  const reply = syntaxErrorReply(family, commandPrefix);
  if (problem.code === 'line-too-long' || problem.code === 'too-many-values')
    return `${reply}\n\n${describeProblem(problem)}`;
  return suggestion === undefined ? reply : `${reply}\n\nDid you mean \`${suggestion}\`?`;
}

/** The reply to a command whose jobs this service does not run yet. */
export function notSupportedReply({ word }: Command): string {
  return `\`${word}\` is not supported by this service yet.`;
}

/** The reply to a command that means nothing where it was written. */
export function notHereReply({ word }: Command, commandPrefix: string): string {
  return `\`${word}\` does nothing here. \`${commandPrefix} help\` lists the commands.`;
}

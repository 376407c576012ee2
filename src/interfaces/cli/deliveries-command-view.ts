import type { Command } from '../../domain/comment-command/command.js';
import type { ParsedComment } from '../../domain/comment-command/parse-comment.js';

type View = Readonly<Record<string, unknown>>;

/** A comment's command as `deliveries interpret` prints it. Commands of Fedora CI are none of the normal prefix. */
export function commandView(parsed: ParsedComment): View {
  if (parsed.kind === 'syntax-error' && parsed.family === 'packit')
    return { command: null, tokens: parsed.words, syntax_error: true };
  if (parsed.kind !== 'command' || parsed.command.family !== 'packit') return { command: null, tokens: [] };
  const { command } = parsed;
  if (command.name === 'verify-fas') {
    const accounts = command.args.accounts ?? [];
    return { command: command.word, args: accounts, valid: accounts.length === 1 };
  }
  const args = argumentsView(command);
  return Object.keys(args).length === 0 ? { command: command.word } : { command: command.word, args };
}

/** The word of the command, or null. */
export function commandWord(parsed: ParsedComment): string | null {
  return parsed.kind === 'command' && parsed.command.family === 'packit' ? parsed.command.word : null;
}

/** Why a comment that was read leads to nothing. */
export function withoutEffect(parsed: ParsedComment): string | undefined {
  if (commandWord(parsed) !== null) return undefined;
  return parsed.kind === 'syntax-error' && parsed.family === 'packit'
    ? 'syntax error / unknown command: only the syntax-error comment is posted (PR and issue comments)'
    : 'no Packit command in the comment';
}

function argumentsView({ args }: Command): View {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [snakeCase(name), value as unknown]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

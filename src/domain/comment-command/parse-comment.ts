import type { Forge } from '../forge/forge.js';
import type { Command } from './command.js';
import type { CommandArguments } from './command-arguments.js';
import type { Surface } from './surface.js';
import { proseIn, type NotProse } from './comment-prose.js';
import { fedoraCiGrammar, grammar, type CommandSpec } from './grammar.js';
import { nearestWord } from './nearest-word.js';
import { prefixesOf } from './prefixes.js';
import { readArguments, readLeadingOptions } from './read-arguments.js';
import { shellWords } from './shell-words.js';
import type { SyntaxProblem } from './syntax-problem.js';

/** A line that looks like a command and is none, because of where it stands. */
export interface InertCommand {
  readonly line: string;
  readonly within: NotProse;
}

export interface MistypedCommand {
  readonly kind: 'syntax-error';
  readonly family: Command['family'];
  readonly prefix: string;
  readonly line: string;
  /** The line's words after the prefix, parted at blanks only. */
  readonly words: readonly string[];
  readonly problem: SyntaxProblem;
  /** The line that was probably meant. */
  readonly suggestion?: string;
}

/** What a comment asks for. Only the first command line counts. */
export type ParsedComment =
  | { readonly kind: 'no-command'; readonly inert: readonly InertCommand[] }
  | { readonly kind: 'command'; readonly line: string; readonly command: Command }
  | MistypedCommand;

/** Where the comment stands, and which prefix this deployment listens to. */
export interface CommentPlace {
  readonly commandPrefix: string;
  readonly surface: Surface;
  readonly forge: Forge;
}

/** What is longer than the longest comment that GitHub takes is not read to its end. */
const LONGEST_COMMENT = 65_536;

/**
 * Finds the first command line of a comment and reads it by the grammar. A command line is a line of the writer's own
 * words (no quote, no code, no HTML) whose first word is exactly the prefix and that has at least one more word.
 */
export function parseComment(text: string, place: CommentPlace): ParsedComment {
  const comment = text.replace(/^\uFEFF/, '').slice(0, LONGEST_COMMENT);
  const candidates = commandLines(comment, listenedTo(place));
  if (candidates.length === 0) return { kind: 'no-command', inert: [] };
  const notProse = proseIn(comment);
  const inert: InertCommand[] = [];
  for (const { line, offset } of candidates) {
    const within = notProse(offset);
    if (within === undefined) return parseLine(line, place);
    inert.push({ line, within });
  }
  return { kind: 'no-command', inert };
}

/** Fedora CI answers on dist-git pull requests only; elsewhere its prefix is a word like any other. */
function listenedTo({ commandPrefix, surface }: CommentPlace): readonly string[] {
  const { packit, fedoraCi } = prefixesOf(commandPrefix);
  return surface === 'dist-git-pull-request' ? [packit, fedoraCi] : [packit];
}

function commandLines(comment: string, prefixes: readonly string[]): { line: string; offset: number }[] {
  const found: { line: string; offset: number }[] = [];
  let offset = 0;
  for (const raw of comment.split(/(\r\n|\n|\r)/)) {
    const line = raw.trim();
    if (prefixes.some((prefix) => line.startsWith(prefix) && /^\s+\S/.test(line.slice(prefix.length))))
      found.push({ line, offset: offset + raw.indexOf(line) });
    offset += raw.length;
  }
  return found;
}

function parseLine(line: string, place: CommentPlace): ParsedComment {
  const [prefix = '', ...words] = line.split(/\s+/);
  const family = prefix === place.commandPrefix ? 'packit' : 'fedora-ci';
  const table: readonly CommandSpec[] = family === 'packit' ? grammar : fedoraCiGrammar;
  const wrong = (problem: SyntaxProblem, meant?: string): MistypedCommand => {
    const suggestion = meant === undefined ? undefined : line.replace(problem.word, meant);
    return { kind: 'syntax-error', family, prefix, line, words, problem, ...(suggestion ? { suggestion } : {}) };
  };

  const shell = shellWords(line.slice(prefix.length));
  if (!shell) return wrong({ code: 'quote-left-open', word: line });
  const leading = family === 'packit' ? readLeadingOptions(shell) : { ok: true as const, args: {}, rest: shell };
  if (!leading.ok) return wrong(leading.problem);
  const [word, ...rest] = leading.rest;
  if (word === undefined) return wrong({ code: 'command-missing', word: words.at(-1)! });
  const spec = table.find((entry) => entry.words.includes(word));
  if (!spec)
    return wrong(
      { code: 'unknown-command', word },
      nearestWord(
        word,
        table.flatMap((entry) => entry.words),
      ),
    );
  if (spec.onlyOnGitHub && (place.forge !== 'github' || place.surface !== 'issue'))
    return wrong({ code: 'command-not-here', word });
  const read = readArguments(spec, rest);
  if (!read.ok) return wrong(read.problem, meantOption(read.problem, spec));
  const args: CommandArguments = { ...leading.args, ...read.args };
  return { kind: 'command', line, command: { family, name: spec.name, word, args } as Command };
}

function meantOption(problem: SyntaxProblem, { options = [] }: CommandSpec): string | undefined {
  if (problem.code !== 'unknown-option') return undefined;
  return nearestWord(
    problem.word,
    options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--'))),
  );
}

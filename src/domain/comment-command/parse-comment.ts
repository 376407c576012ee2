import type { Forge } from '../forge/forge.js';
import type { Command } from './command.js';
import type { CommandArguments } from './command-arguments.js';
import type { Surface } from './surface.js';
import { clipped } from './clipped.js';
import { whereTheyStand, type NotProse } from './comment-prose.js';
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

/** Characters of a command line: what it asks for is kept with every job that it starts. */
const LONGEST_LINE = 4000;
/** Other pull requests whose builds one test command takes. */
const MOST_PULL_REQUESTS = 20;

/** What is longer than the longest comment that GitHub takes is not read to its end. */
const LONGEST_COMMENT = 65_536;

/**
 * Finds the first command line of a comment and reads it by the grammar. A command line is a line of the writer's own
 * words (no quote, no code, no HTML) whose first word is exactly the prefix and that has at least one more word.
 */
export function parseComment(text: string, place: CommentPlace): ParsedComment {
  const comment = text.replace(/^\uFEFF/, '').slice(0, LONGEST_COMMENT);
  const prefixes = listenedTo(place);
  if (!prefixes.some((prefix) => comment.includes(prefix))) return { kind: 'no-command', inert: [] };
  const candidates = commandLines(comment, prefixes);
  if (candidates.length === 0) return { kind: 'no-command', inert: [] };
  const stand = whereTheyStand(
    comment,
    candidates.map(({ offset }) => offset),
  );
  const inert: InertCommand[] = [];
  for (const [at, { line }] of candidates.entries()) {
    const within = stand[at];
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
  const [prefix = '', ...words] = line.slice(0, LONGEST_LINE).split(/\s+/);
  const family = prefix === place.commandPrefix ? 'packit' : 'fedora-ci';
  const table: readonly CommandSpec[] = family === 'packit' ? grammar : fedoraCiGrammar;
  const wrong = (problem: SyntaxProblem, meant?: string): MistypedCommand => {
    const suggestion = meant === undefined ? undefined : correctedLine(line, prefix, problem.word, meant);
    const shown = clipped(line, LONGEST_LINE);
    return { kind: 'syntax-error', family, prefix, line: shown, words, problem, ...(suggestion ? { suggestion } : {}) };
  };

  if (line.length > LONGEST_LINE)
    return wrong({ code: 'line-too-long', word: clipped(line, 60), length: line.length, most: LONGEST_LINE });
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
  const count = args.targets?.length ?? 0;
  if (count > MOST_PULL_REQUESTS)
    return wrong({ code: 'too-many-values', word: 'NAMESPACE/REPO#PR', count, most: MOST_PULL_REQUESTS });
  return { kind: 'command', line, command: { family, name: spec.name, word, args } as Command };
}

/** The line with its slip mended, if it is fit to be shown as inline code. */
function correctedLine(line: string, prefix: string, word: string, meant: string): string | undefined {
  if (line.includes('`') || line.length > 200) return undefined;
  return prefix + line.slice(prefix.length).replace(word, meant);
}

function meantOption(problem: SyntaxProblem, { options = [] }: CommandSpec): string | undefined {
  if (problem.code !== 'unknown-option') return undefined;
  return nearestWord(
    problem.word,
    options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--'))),
  );
}

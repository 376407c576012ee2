import type { Evaluation } from './evaluation.js';
import { MacroText } from './macro-text.js';
import type { MainTag } from './main-tag.js';
import type { Definition } from './spec-document.js';
import { textOf } from './spec-document.js';
import type { SpecVersion } from './spec-version.js';

const DEPTH_LIMIT = 8;

/** The macro of `%{?name:~%{name}}` in a value, or in the macros that the value is composed of; or of `%{?name}` where it holds the `~`. */
function macroBehindTilde(evaluation: Evaluation, value: string, line: number, depth = 0): string | undefined {
  if (depth > DEPTH_LIMIT) return undefined;
  evaluation.steps.take(value.length + 1);
  for (const piece of new MacroText(value).pieces()) {
    if (piece.kind !== 'macro' || piece.test === '!?') continue;
    if (piece.alternative && value[piece.alternative.start] === '~') return piece.name;
    const meaning = evaluation.environment.at(piece.name, line);
    const body = meaning && meaning.line >= 0 ? evaluation.bodyOf(meaning.line) : null;
    if (piece.test === '?' && body?.startsWith('~')) return piece.name;
    const found = body === null ? undefined : macroBehindTilde(evaluation, body, meaning!.line, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The macro that says whether this is a pre-release, and what becomes of its definitions, by the index of their lines. */
export interface PrereleasePlan {
  readonly macro?: string;
  readonly bodies: ReadonlyMap<number, string | null>;
}

/**
 * The macro of pre-releases gets the suffix of one, and is commented out otherwise. Without a name from the configuration it is the
 * one that Version itself has in `%{?name:~%{name}}`.
 */
export function planPrerelease(
  evaluation: Evaluation,
  { value, index: line }: MainTag,
  { prerelease }: SpecVersion,
  configured: string | undefined,
): PrereleasePlan {
  const { document } = evaluation;
  const macro = configured ?? macroBehindTilde(evaluation, value, line);
  if (macro === undefined) return { bodies: new Map() };
  const definitions = document.active.filter((index) => {
    const { content } = document.lines[index]!;
    return content.kind === 'definition' && content.name === macro && evaluation.presence(index) !== 'no';
  });
  const live = definitions.filter((index) => evaluation.bodyOf(index) !== null);
  const bodies = new Map<number, string | null>();
  for (const index of prerelease !== undefined && live.length === 0 ? definitions.slice(-1) : live) {
    const body = textOf(document, (document.lines[index]!.content as Definition).body);
    const delimiter = /^[~^._-]?/.exec(body)![0];
    const wanted = prerelease === undefined ? null : delimiter + prerelease;
    if (wanted !== evaluation.bodyOf(index)) bodies.set(index, wanted);
  }
  return { macro, bodies };
}

import type { Evaluation } from './evaluation.js';
import { MacroText } from './macro-text.js';
import { SpecFileError } from './spec-error.js';

/** A piece of the value of Version, or of a macro that it is made of. */
export type Part =
  | { readonly kind: 'text'; readonly source: string }
  /** A macro that this file defines, so that its definition can be edited. */
  | { readonly kind: 'reference'; readonly source: string; readonly name: string; readonly definition: number }
  /** Something else whose expansion is known. */
  | { readonly kind: 'fixed'; readonly source: string; readonly text: string }
  | { readonly kind: 'unknown'; readonly source: string };

/** Index of the line that defines a macro as it is at another line, if that line can be edited. */
export function editableDefinition(evaluation: Evaluation, name: string, line: number): number | undefined {
  const meaning = evaluation.environment.at(name, line);
  const definition =
    meaning?.text === undefined || meaning.parametric ? undefined : evaluation.document.lines[meaning.line];
  if (definition?.content.kind !== 'definition') return undefined;
  if (meaning!.presence === 'yes') return meaning!.line;
  throw new SpecFileError(
    'undecided-version',
    `expected to know whether line ${definition.number}, which defines %${name}, is in effect, found a condition that depends on where ` +
      'the package is built; say which macros hold there (parse_time_macros, or the dist-git branch)',
    [definition.number],
  );
}

/** The parts of a value, as they are at a line. */
export function partsOf(evaluation: Evaluation, value: string, line: number): Part[] {
  return new MacroText(value).pieces().map((piece): Part => {
    const source = value.slice(piece.start, piece.end);
    if (piece.kind === 'text') return { kind: 'text', source };
    if (piece.kind === 'macro' && piece.test !== '!?' && !piece.alternative && !piece.argument) {
      const definition = editableDefinition(evaluation, piece.name, line);
      if (definition !== undefined) return { kind: 'reference', source, name: piece.name, definition };
    }
    const { text, complete } = evaluation.expand(source, line);
    return complete ? { kind: 'fixed', source, text } : { kind: 'unknown', source };
  });
}

import type { Definition, SpecDocument, SpecLine } from './spec-document.js';
import { textOf } from './spec-document.js';
import { SpecFileError } from './spec-error.js';
import type { TextEdit } from './text-edits.js';

/** A definition that cannot be commented out, or in again, by changing how its line begins. */
function entangled({ number, content }: SpecLine): SpecFileError {
  return new SpecFileError(
    'entangled-macro',
    `expected %${(content as Definition).name}, the macro of pre-releases, in a line of its own such as "%global name rc1", ` +
      `found it in line ${number} inside another macro or over several lines; give it its own line`,
    [number],
  );
}

/** Gives a definition another body; null comments it out, a text brings it back. `#global` is what old versions of rpm know, too. */
export function definitionEdits(document: SpecDocument, line: SpecLine, body: string | null): TextEdit[] {
  const definition = line.content as Definition;
  const edits: TextEdit[] = [];
  if (body === null || definition.commentedOut) {
    if (definition.unless || textOf(document, definition.body).includes('\n')) throw entangled(line);
    edits.push({ ...definition.prefix, text: body === null ? '#' : '%' });
  }
  if (body !== null && body !== textOf(document, definition.body)) edits.push({ ...definition.body, text: body });
  return edits;
}

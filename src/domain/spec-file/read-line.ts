import type { LogicalLine } from './logical-lines.js';
import { sectionNameAt } from './section-names.js';
import type { Definition, DirectiveName, LineContent, Range, Tag } from './spec-document.js';

const BLANK = ' \t\r\n';
const DIRECTIVE = /[ \t]*%(ifarch|ifnarch|ifos|ifnos|if|elifarch|elifos|elif|else|endif|include)(?![A-Za-z0-9_])/y;
const DEFINITION =
  /[ \t]*(?<prefix>%dnl[ \t]+%{0,2}|#[# \t]*%{0,2}|%{1,2}|)(?<keyword>global|define)[ \t]+(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<options>\([^)\n]*\))?/y;
const UNLESS = /[ \t]*%\{!\?(?<unless>[A-Za-z_][A-Za-z0-9_]*):[ \t]*(?=%(?:global|define)[ \t])/y;
const UNDEFINE = /[ \t]*%undefine[ \t]+([A-Za-z_][A-Za-z0-9_]*)/y;
const BUILD_CONDITION = /[ \t]*%bcond(_with|_without)?[ \t]+([A-Za-z0-9_-]+)/y;
const TAG = /[ \t]*([A-Za-z]+)([0-9]*)(?:\(([^)\n]*)\))?[ \t]*:/y;
const COMMENT = /[ \t]*(?:#|%dnl(?![A-Za-z0-9_]))/y;

function matchAt(pattern: RegExp, text: string, start: number): RegExpExecArray | undefined {
  pattern.lastIndex = start;
  return pattern.exec(text) ?? undefined;
}

/** A range without the blanks around it; of nothing but blanks, an empty one at its start. */
export function trimmed(text: string, { start, end }: Range): Range {
  let [from, to] = [start, end];
  while (from < to && BLANK.includes(text[from]!)) from += 1;
  while (to > from && BLANK.includes(text[to - 1]!)) to -= 1;
  return from === to ? { start, end: start } : { start: from, end: to };
}

/** `{body}` is the body without its braces. */
function unbraced(text: string, body: Range): Range {
  const braced = body.end - body.start > 1 && text[body.start] === '{' && text[body.end - 1] === '}';
  return braced ? { start: body.start + 1, end: body.end - 1 } : body;
}

function readDefinition(text: string, start: number, end: number, unless?: string): Definition | undefined {
  const found = matchAt(DEFINITION, text, start);
  const after = found && start + found[0].length;
  // `#global` may be prose: what is a definition has a body, or is one without doubt.
  if (!found || after! > end || (after! < end && !/[\s(]/.test(text[after!]!))) return undefined;
  const { prefix, keyword, name, options } = found.groups as Record<string, string | undefined>;
  if (prefix === '') return undefined;
  const prefixStart = start + found[0].length - found[0].trimStart().length;
  return {
    kind: 'definition',
    name: name!,
    body: unbraced(text, trimmed(text, { start: after!, end })),
    eager: keyword === 'global',
    parametric: options !== undefined,
    // As rpm has it, `#%global` does define; `#%%global` and `#global` do not.
    commentedOut: !/^#*[# \t]*%$/.test(prefix!),
    prefix: { start: prefixStart, end: prefixStart + prefix!.length },
    unless,
  };
}

/** `%{!?name: %global name body}`. */
function readGuardedDefinition(text: string, start: number, end: number): Definition | undefined {
  const found = matchAt(UNLESS, text, start);
  if (!found) return undefined;
  const whole = trimmed(text, { start: start + found[0].length, end });
  if (text[whole.end - 1] !== '}') return undefined;
  return readDefinition(text, whole.start, whole.end - 1, found.groups!.unless);
}

function readTag(text: string, { start, end }: Range): Tag | undefined {
  const found = matchAt(TAG, text, start);
  if (!found || start + found[0].length > end) return undefined;
  const [whole, name, digits, qualifier] = found as unknown as [string, string, string, string | undefined];
  return {
    kind: 'tag',
    name: name.toLowerCase(),
    number: digits === '' ? undefined : Number(digits),
    qualifier,
    value: trimmed(text, { start: start + whole.length, end }),
  };
}

function readPercent(text: string, { start, end }: Range): LineContent | undefined {
  const name = sectionNameAt(text, start);
  if (name !== undefined)
    return { kind: 'section', name, options: trimmed(text, { start: start + name.length + 1, end }) };
  const directive = matchAt(DIRECTIVE, text, start);
  if (directive)
    return {
      kind: 'directive',
      name: directive[1] as DirectiveName,
      argument: trimmed(text, { start: start + directive[0].length, end }),
    };
  const definition = readDefinition(text, start, end) ?? readGuardedDefinition(text, start, end);
  if (definition) return definition;
  if (matchAt(COMMENT, text, start)) return { kind: 'comment' };
  const withdrawn = matchAt(UNDEFINE, text, start);
  if (withdrawn) return { kind: 'undefine', name: withdrawn[1]! };
  const condition = matchAt(BUILD_CONDITION, text, start);
  if (!condition) return undefined;
  const byName = condition[1] === undefined ? undefined : condition[1] === '_without';
  const standard = byName ?? trimmed(text, { start: start + condition[0].length, end });
  return { kind: 'build-condition', name: condition[2]!, standard };
}

/** What a line is, in a section of this name. */
export function readLine(text: string, line: LogicalLine, section: string): LineContent {
  const whole = trimmed(text, line);
  if (whole.end === line.start) return { kind: 'blank' };
  const first = text[whole.start];
  if (first === '#') return readDefinition(text, line.start, line.end) ?? { kind: 'comment' };
  const known = first === '%' ? readPercent(text, line) : undefined;
  if (known) return known;
  if (section === 'sourcelist' || section === 'patchlist') return { kind: 'listed', value: whole };
  return (section === 'package' ? readTag(text, line) : undefined) ?? { kind: 'text' };
}

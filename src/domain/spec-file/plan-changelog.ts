import { changelogHeader, dayOfHeader, type Day } from './changelog-header.js';
import { entryLines } from './changelog-text.js';
import type { Evaluation } from './evaluation.js';
import { entriesOf, sectionNamed } from './merge-upstream.js';
import type { SpecDocument } from './spec-document.js';
import { SpecFileError } from './spec-error.js';
import type { TextEdit } from './text-edits.js';

/** An entry to come. */
export interface ChangelogEntry {
  /** `Name <name@example.org>` */
  readonly packager: string;
  readonly day: Day;
  /** `epoch:version-release`, the epoch only where there is one. */
  readonly evr: string;
  readonly lines: readonly string[];
}

/** What becomes of the changelog: an edit, or why there is none. */
export type ChangelogPlan =
  { readonly edit: TextEdit } | { readonly left: 'autochangelog' | 'in-another-file' | 'there-already' };

const AUTOCHANGELOG = /%\{?[!?]*autochangelog(?![A-Za-z0-9_])/;
const ANOTHER_FILE = /^[ \t]*%(include[ \t]|\{load:|\{include:|\(cat[ \t])/;

/** Who has the changelog of a spec file: rpmautospec, another file, or the section itself. */
export function changelogKeeper(document: SpecDocument): 'autochangelog' | 'in-another-file' | 'section' {
  const section = sectionNamed(document, 'changelog');
  if (section === -1) return 'section';
  const { start, end } = entriesOf(document, section);
  const lines = document.text
    .slice(start, end)
    .split('\n')
    .filter((line) => !/^[ \t]*#/.test(line));
  if (lines.some((line) => AUTOCHANGELOG.test(line))) return 'autochangelog';
  return lines.some((line) => ANOTHER_FILE.test(line)) ? 'in-another-file' : 'section';
}

function checkedPackager(packager: string): string {
  const [name] = entryLines(packager);
  if (name !== undefined && name === packager.trim()) return name;
  throw new SpecFileError(
    'invalid-entry',
    `expected who makes the update as one line, such as "Name <name@example.org>", found ${JSON.stringify(packager.slice(0, 200))}`,
  );
}

/** Whether the newest entry is this one already, of whatever day. */
function isThere(entries: readonly string[], entry: ChangelogEntry, packager: string): boolean {
  const [header, ...rest] = entries;
  const end = rest.findIndex((line) => line === '' || line.startsWith('* '));
  const lines = end === -1 ? rest : rest.slice(0, end);
  const blank = entry.lines.indexOf('');
  const wanted = blank === -1 ? entry.lines : entry.lines.slice(0, blank);
  return Boolean(header?.endsWith(` ${packager} - ${entry.evr}`)) && lines.join('\n') === wanted.join('\n');
}

/** Puts an entry on top. Those that are there stay as they are, odd dates and all; a new one is never dated before the newest of them, which rpm refuses. */
export function planChangelog({ document }: Evaluation, entry: ChangelogEntry): ChangelogPlan {
  const keeper = changelogKeeper(document);
  if (keeper !== 'section') return { left: keeper };
  const packager = checkedPackager(entry.packager);
  const { text } = document;
  const section = sectionNamed(document, 'changelog');
  const lineEnd = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const printed = (day: Day): string =>
    [changelogHeader(day, packager, entry.evr), ...entry.lines].map((line) => line + lineEnd).join('');
  if (section === -1) {
    const gap = text === '' || text.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
    return { edit: { start: text.length, end: text.length, text: `${gap}%changelog${lineEnd}${printed(entry.day)}` } };
  }
  const { start, end } = entriesOf(document, section);
  const content = text.slice(start, end);
  const first = /^\*[ \t]/m.exec(content)?.index;
  if (first === undefined) {
    const open = start > 0 && text[start - 1] !== '\n' ? lineEnd : '';
    const after = /^[ \t\r\n]*$/.test(content) ? '' : lineEnd;
    const gap = after === '' && end < text.length && content === '' ? lineEnd : after;
    return { edit: { start, end: start, text: open + printed(entry.day) + gap } };
  }
  const entries = content
    .slice(first)
    .split('\n', entry.lines.length + 2)
    .map((line) => line.replace(/\r$/, ''));
  if (isThere(entries, entry, packager)) return { left: 'there-already' };
  const day = Math.max(entry.day, dayOfHeader(entries[0]!) ?? entry.day);
  return { edit: { start: start + first, end: start + first, text: printed(day) + lineEnd } };
}

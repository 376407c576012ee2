import type { SpecDocument } from './spec-document.js';
import { applyEdits } from './text-edits.js';

/** Where the entries of a section are: after its header, up to an `%endif` of a condition that began before it. */
export function entriesOf(document: SpecDocument, section: number): { start: number; end: number } {
  const { header, end } = document.sections[section]!;
  const { lines, text } = document;
  const start = header === -1 ? 0 : lines[header]!.next;
  let depth = 0;
  for (let index = header + 1; index < end; index += 1) {
    const { content } = lines[index]!;
    if (content.kind !== 'directive') continue;
    if (content.name.startsWith('if')) depth += 1;
    if (content.name === 'endif') depth -= 1;
    if (depth < 0) return { start, end: lines[index]!.start };
  }
  return { start, end: end < lines.length ? lines[end]!.start : text.length };
}

/** Index of the first section of a name; -1 where there is none. */
export const sectionNamed = ({ sections }: SpecDocument, name: string): number =>
  sections.findIndex((section) => section.name === name);

/** Upstream's spec file with the entries of dist-git's `%changelog`; where upstream has no such section, it comes last. */
export function withChangelogOf(upstream: SpecDocument, distGit: SpecDocument): string {
  const [there, here] = [sectionNamed(upstream, 'changelog'), sectionNamed(distGit, 'changelog')];
  const range = here === -1 ? { start: 0, end: 0 } : entriesOf(distGit, here);
  const entries = distGit.text.slice(range.start, range.end);
  if (there !== -1) {
    const { start, end } = entriesOf(upstream, there);
    const headerIsOpen = entries !== '' && upstream.text[start - 1] !== '\n';
    const closed = end < upstream.text.length && entries !== '' && !entries.endsWith('\n');
    return applyEdits(upstream.text, [
      { start, end, text: `${headerIsOpen ? '\n' : ''}${entries}${closed ? '\n' : ''}` },
    ]);
  }
  if (here === -1) return upstream.text;
  const gap = upstream.text === '' || upstream.text.endsWith('\n') ? '\n' : '\n\n';
  return `${upstream.text}${gap}%changelog\n${entries}`;
}

import { logicalLinesOf } from './logical-lines.js';
import { readLine } from './read-line.js';
import type { LineContent, Section, SpecDocument, SpecLine } from './spec-document.js';
import { SpecFileError } from './spec-error.js';
import { Steps } from './steps.js';

/** The biggest spec files of a distribution have about half of it. */
export const SPEC_LIMITS = { characters: 4_000_000, lines: 400_000 } as const;

const PASSIVE = new Set<LineContent['kind']>(['blank', 'comment', 'text', 'section']);

function refuseTooLarge(text: string): void {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= SPEC_LIMITS.lines; at = text.indexOf('\n', at + 1))
    lines += 1;
  if (text.length <= SPEC_LIMITS.characters && lines <= SPEC_LIMITS.lines) return;
  throw new SpecFileError(
    'too-large',
    `expected a spec file of at most ${SPEC_LIMITS.characters} characters and ${SPEC_LIMITS.lines} lines, ` +
      `found ${text.length} characters${lines > SPEC_LIMITS.lines ? ' and more lines' : ''}; is this a spec file?`,
  );
}

/** In which section lines are. A branch begins in the section that its `%if` stands in; `%if 0` leaves no trace. */
class OpenSections {
  readonly headers: { readonly name: string; readonly header: number }[] = [{ name: 'package', header: -1 }];
  readonly #around: { readonly section: number; readonly never: boolean }[] = [];
  current = 0;

  get name(): string {
    return this.headers[this.current]!.name;
  }

  meet(text: string, content: LineContent, line: number): void {
    if (content.kind === 'section') this.current = this.headers.push({ name: content.name, header: line }) - 1;
    if (content.kind !== 'directive') return;
    if (content.name.startsWith('if')) {
      const never = text.slice(content.argument.start, content.argument.end) === '0';
      this.#around.push({ section: this.current, never });
    } else if (content.name.startsWith('el')) this.current = this.#around.at(-1)?.section ?? this.current;
    else if (content.name === 'endif') {
      const left = this.#around.pop();
      if (left?.never) this.current = left.section;
    }
  }
}

/** Reads a spec file, whatever it holds; only its size can be refused. Nothing is evaluated. Takes time linear in its length. */
export function parseSpec(text: string, steps = Steps.forText(text)): SpecDocument {
  refuseTooLarge(text);
  const lines: SpecLine[] = [];
  const active: number[] = [];
  const open = new OpenSections();
  const { lines: logical, unclosed } = logicalLinesOf(text, steps);
  for (const line of logical) {
    steps.take(1);
    const content = readLine(text, line, open.name);
    open.meet(text, content, lines.length);
    if (!PASSIVE.has(content.kind)) active.push(lines.length);
    lines.push({ ...line, content, section: open.current });
  }
  const sections = open.headers.map(({ name, header }, i): Section => ({
    name,
    header,
    end: open.headers[i + 1]?.header ?? lines.length,
  }));
  return { text, lines, sections, active, unclosed };
}

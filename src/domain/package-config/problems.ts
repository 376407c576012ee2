import type { ConfigError, ConfigWarning } from './package-config.js';
import type { ConfigPath, Finding } from './values/reading.js';

const mostProblems = 1000;
const mostSuggestions = 100;

const controlCharacters = /[\0-\x09\x0B-\x1F\x7F-\x9F]/g;

const printable = (text: string): string => text.replace(controlCharacters, '\uFFFD');
const printableSegment = (segment: string | number): string | number =>
  typeof segment === 'number' ? segment : printable(segment).replaceAll('\n', ' ');

type Locate = (offset: number) => { line: number; column: number };

/**
 * Collects what is wrong in one file. A fault that is inherited into many places is told once: `inherited` is the
 * part of its path that says by which way it was met.
 */
export class Problems {
  private readonly errors: (ConfigError & { offset: number })[] = [];
  private readonly warnings = new Map<string, ConfigWarning>();
  private readonly seen = new Set<string>();
  private untold = 0;

  constructor(private readonly locate: Locate) {}

  get any(): boolean {
    return this.errors.length > 0;
  }

  add(inherited: ConfigPath, finding: Finding): void {
    const identity = JSON.stringify([finding.offset, finding.path, finding.message, finding.offset < 0 && inherited]);
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    if (this.errors.length >= mostProblems) {
      this.untold += 1;
      return;
    }
    const segments = [...inherited, ...finding.path].map(printableSegment);
    const { line, column } = this.place(finding.offset);
    const message = printable(finding.message);
    const { offset, found = null, expected = null } = finding;
    const didYouMean = (this.errors.length < mostSuggestions && finding.suggest?.()) || null;
    this.errors.push({
      path: segments.join('.'),
      segments,
      message,
      line,
      column,
      found,
      expected,
      didYouMean,
      offset,
    });
  }

  addAll(inherited: ConfigPath, findings: readonly Finding[]): void {
    for (const finding of findings) this.add(inherited, finding);
  }

  warn(path: ConfigPath, offset: number, message: string): void {
    const warning = { message, path: path.join('.'), line: this.place(offset).line };
    this.warnings.set(`${warning.line} ${message}`, warning);
  }

  get warned(): readonly ConfigWarning[] {
    return [...this.warnings.values()];
  }

  /** The refusal of the file, its problems in the order of the text. */
  refusal(): { valid: false; message: string; errors: readonly ConfigError[]; warnings: readonly ConfigWarning[] } {
    const errors = this.errors
      .toSorted((left, right) => left.offset - right.offset)
      .map(({ offset: _, ...error }) => error);
    const lines = errors.map(problemLine);
    if (this.untold > 0) lines.push(`… and ${this.untold} more.`);
    const message = `Cannot parse package config. \n${lines.join('\n')}`;
    return { valid: false, message, errors, warnings: this.warned };
  }

  private place(offset: number): { line: number | null; column: number | null } {
    return offset < 0 ? { line: null, column: null } : this.locate(offset);
  }
}

/** One problem in one line: `PATH: MESSAGE (line 3, column 5; did you mean "targets"?)`. */
export function problemLine(error: ConfigError): string {
  const remarks: string[] = [];
  if (error.line !== null) remarks.push(`line ${error.line}, column ${error.column}`);
  if (error.didYouMean !== null) remarks.push(`did you mean "${error.didYouMean}"?`);
  const [first = '', ...more] = error.message.split('\n');
  const remark = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  return [`${error.path === '' ? '' : `${error.path}: `}${first}${remark}`, ...more].join('\n');
}

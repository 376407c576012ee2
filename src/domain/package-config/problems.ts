import type { ConfigError, ConfigWarning, LoadedPackageConfig } from './package-config.js';
import type { ConfigPath, Finding } from './values/reading.js';

const mostProblems = 1000;
/** Characters of a message, and of one name in a path: both may repeat what is written in the file. */
const longestMessage = 2000;
const longestSegment = 200;
const mostSuggestions = 100;

/** Jobs that one configuration may have, each package of a job counted, and each trigger of it. */
export const mostJobs = 400;

const controlCharacters = /[\0-\x09\x0B-\x1F\x7F-\x9F]/g;

const printable = (text: string): string => text.replace(controlCharacters, '\uFFFD');
const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
const printableSegment = (segment: string | number): string | number =>
  typeof segment === 'number' ? segment : printable(cut(segment, longestSegment)).replaceAll('\n', ' ');

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
  private excess = false;

  constructor(private readonly locate: Locate) {}

  get any(): boolean {
    return this.errors.length > 0;
  }

  add(inherited: ConfigPath, finding: Finding): void {
    const message = cut(finding.message, longestMessage);
    const path = finding.path.map((segment) => (typeof segment === 'number' ? segment : cut(segment, longestSegment)));
    const identity = JSON.stringify([finding.offset, path, message, finding.offset < 0 && inherited]);
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    if (this.errors.length >= mostProblems) {
      this.untold += 1;
      return;
    }
    const segments = [...inherited, ...path].map(printableSegment);
    const { line, column } = this.place(finding.offset);
    const { offset, found = null, expected = null } = finding;
    const didYouMean = (this.errors.length < mostSuggestions && finding.suggest?.()) || null;
    this.errors.push({
      path: segments.join('.'),
      segments,
      message: printable(message),
      line,
      column,
      found,
      expected,
      didYouMean,
      offset,
    });
  }

  /** What the file asks for is more than is planned. `count`: of what. */
  addExcess(count: number, what: 'packages' | 'jobs', offset: number): void {
    this.excess = true;
    const message =
      `Too many ${what}: ${count}, and there may be ${mostJobs}, each package of a job counted. ` +
      'Give one job several targets instead of writing a job for each, name the packages of each job, or divide the repository.';
    this.add([], { message, path: [what], offset });
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
  refusal(): Extract<LoadedPackageConfig, { valid: false }> {
    const errors = this.errors
      .toSorted((left, right) => left.offset - right.offset)
      .map(({ offset: _, ...error }) => error);
    const lines = errors.map(problemLine);
    if (this.untold > 0) lines.push(`… and ${this.untold} more.`);
    const message = `Cannot parse package config. \n${lines.join('\n')}`;
    return { valid: false, message, errors, warnings: this.warned, ...(this.excess && { excess: 'too-many-jobs' }) };
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

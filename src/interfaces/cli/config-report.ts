import { styleText } from 'node:util';
import type { ConfigError, ConfigWarning } from '../../domain/package-config/package-config.js';
import type { ConfigSource } from './config-source.js';

type Style = 'red' | 'green' | 'yellow' | 'bold' | 'dim' | 'cyan';

/** Paints for a terminal, or leaves texts as they are. */
export type Paint = (style: Style, text: string) => string;

export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}

function excerpt(lines: readonly string[], { line, column }: ConfigError, paint: Paint): string[] {
  const text = line === null ? undefined : lines[line - 1];
  if (text === undefined || line === null || column === null || text.length > 200) return [];
  const number = String(line).padStart(6);
  return [
    `${paint('dim', `${number} |`)} ${text.trimEnd().replace(/[^\P{Cc}\t]/gu, '\uFFFD')}`,
    `${paint('dim', `${' '.repeat(6)} |`)} ${' '.repeat(column - 1)}${paint('red', '^')}`,
  ];
}

function problem(file: string, error: ConfigError, lines: readonly string[], paint: Paint): string[] {
  const place = error.line === null ? file : `${file}:${error.line}:${error.column}`;
  const remarks = [
    error.found === null ? undefined : `found ${error.found}`,
    error.expected === null ? undefined : `expected ${error.expected}`,
    error.didYouMean === null ? undefined : `did you mean ${paint('green', error.didYouMean)}?`,
  ].filter((remark) => remark !== undefined);
  const [message = '', ...more] = error.message.split('\n');
  const path = error.path === '' ? '' : `${paint('bold', error.path)}: `;
  return [
    `${paint('cyan', place)}: ${path}${paint('red', message)}`,
    ...more.map((text) => `    ${text}`),
    ...(remarks.length > 0 ? [`    ${remarks.join('; ')}`] : []),
    ...excerpt(lines, error, paint),
  ];
}

function warning(file: string, { line, path, message }: ConfigWarning, paint: Paint): string {
  return `${paint('cyan', line === null ? file : `${file}:${line}`)}: ${paint('bold', path)}: ${paint('yellow', message)}`;
}

/** The verdict about a file, for a person. */
export function describeVerdict(file: string, { text, loaded }: ConfigSource, paint: Paint): string {
  const lines = text.split('\n');
  const warnings = loaded.warnings.map((found) => warning(file, found, paint));
  if (loaded.valid) return [...warnings, `${file}: ${paint('green', 'valid')}`].join('\n');
  const problems = loaded.errors.flatMap((error) => problem(file, error, lines, paint));
  const count = loaded.errors.length === 1 ? '1 problem' : `${loaded.errors.length} problems`;
  return [...problems, ...warnings, `${file}: ${paint('red', `invalid, ${count}`)}`].join('\n');
}

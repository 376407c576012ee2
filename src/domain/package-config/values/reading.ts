import { plainData, type YamlNode } from '../yaml/yaml-node.js';

/** A place inside a configuration: names of keys and positions in lists. */
export type ConfigPath = readonly (string | number)[];

/** What is wrong with a value; the path is relative to that value until the problem is filed. */
export interface Finding {
  readonly message: string;
  readonly path: ConfigPath;
  readonly offset: number;
  readonly found?: string;
  readonly expected?: string;
  /** What was probably meant; looked for only where it is told. */
  readonly suggest?: () => string | undefined;
}

/** A value as the configuration language understands it, or everything that is wrong with it. */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly findings: readonly Finding[] };

export function accept<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function refuse(
  node: YamlNode,
  message: string,
  details: Pick<Finding, 'expected' | 'suggest'> & { path?: ConfigPath } = {},
): { readonly ok: false; readonly findings: readonly Finding[] } {
  return { ok: false, findings: [{ path: [], offset: node.offset, found: describe(node), message, ...details }] };
}

/** Puts the findings of a part below the name or position of that part. */
export function below(segment: string | number, findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, path: [segment, ...finding.path] }));
}

export function typeName(node: YamlNode): string {
  if (node.kind === 'sequence') return 'list';
  return node.kind === 'merge' || node.kind === 'default' ? 'string' : node.kind;
}

const shorten = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

/** What a reader would say was found: `"text"`, `integer 5`, `a list of 3`. */
export function describe(node: YamlNode): string {
  switch (node.kind) {
    case 'sequence':
      return `a list of ${node.items.length}`;
    case 'mapping':
      return `a mapping of ${node.entries.length}`;
    case 'null':
      return 'null';
    case 'string':
      return JSON.stringify(shorten(node.source, 60));
    default:
      return `${typeName(node)} ${shorten(node.source, 60)}`;
  }
}

/** A value in one line, for messages that quote it. */
export function quoteValue(node: YamlNode): string {
  if (node.size > 100) return describe(node);
  return shorten(JSON.stringify(plainData(node)), 120);
}

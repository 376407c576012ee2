import { isCollection, isPair, isScalar, parseDocument, visit, type Document } from 'yaml';
import { isSecretName } from './secret-names.js';

/** Configurations are shorter. */
const LONGEST_TEXT = 1024 * 1024;

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A YAML text with its values scrubbed as values, so that reading it gives what scrubbing its content gives; everything else,
 * and the number of each line, stays. Undefined: it is not YAML of mappings and lists.
 */
export function scrubYaml(
  text: string,
  scalar: (value: unknown, secret: boolean) => unknown,
  prose: (text: string) => string,
): string | undefined {
  const document = text.length > LONGEST_TEXT ? undefined : parsed(text);
  if (!document) return undefined;
  const found: Replacement[] = [];
  visit(document, {
    Scalar(key, node, path) {
      if (!node.range) return;
      const [start, end] = node.range;
      const secret = key !== 'key' && isUnderSecret(path);
      found.push({ start, end, text: replacementOf(node, text.slice(start, end), secret, scalar) });
    },
  });
  found.sort((one, other) => one.start - other.start);
  let scrubbed = '';
  let at = 0;
  for (const { start, end, text: replacement } of found) {
    if (start < at) continue;
    scrubbed += prose(text.slice(at, start)) + replacement;
    at = end;
  }
  return scrubbed + prose(text.slice(at));
}

function parsed(text: string): Document | undefined {
  try {
    const document = parseDocument(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
    return document.errors.length === 0 && isCollection(document.contents) ? document : undefined;
  } catch {
    // Nested too deeply for the parser.
    return undefined;
  }
}

function replacementOf(
  node: { readonly value: unknown },
  written: string,
  secret: boolean,
  scalar: (value: unknown, secret: boolean) => unknown,
): string {
  const value = scalar(node.value, secret);
  if (value === node.value) return written;
  const lines = written.split('\n').length - 1;
  return JSON.stringify(value) + '\n'.repeat(lines);
}

/** Whether any mapping above gives the value a name of a secret. */
function isUnderSecret(path: readonly unknown[]): boolean {
  return path.some((above) => isPair(above) && isScalar(above.key) && isSecretName(String(above.key.value)));
}

import { YamlError } from './yaml-error.js';
import { yamlLimits } from './yaml-limits.js';

const byteOrderMark = '\uFEFF';
const notPrintable = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const otherLineBreaks = /\r\n|[\r\x85\u2028\u2029]/g;

const tooLarge = () =>
  new YamlError('size', `The file is too large: the limit is ${yamlLimits.bytes / 1024 / 1024} MiB.`, 0);

function decode(source: Uint8Array): string {
  if (source.byteLength > yamlLimits.bytes) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(source);
  } catch {
    throw new YamlError('encoding', 'The file is not valid UTF-8.', 0);
  }
}

function checkedText(source: string): string {
  if (source.length > yamlLimits.bytes) throw tooLarge();
  if (source.length * 3 > yamlLimits.bytes && new TextEncoder().encode(source).byteLength > yamlLimits.bytes)
    throw tooLarge();
  return source;
}

/** The text of a file: decoded, without byte order mark, its line breaks all line feeds. */
export function sourceText(source: Uint8Array | string): string {
  const decoded = typeof source === 'string' ? checkedText(source) : decode(source);
  return (decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded).replace(otherLineBreaks, '\n');
}

/** Refuses a text with characters that YAML 1.1 does not count as printable. */
export function checkPrintable(text: string): void {
  const bad = notPrintable.exec(text);
  if (!bad) return;
  const code = (bad[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new YamlError('syntax', `the character U+${code} is not allowed, only printable UTF-8 text is`, bad.index);
}

/** Turns offsets of a text into lines and columns, both counted from 1. */
export function locator(text: string): (offset: number) => { line: number; column: number } {
  let starts: number[] | undefined;
  return (offset) => {
    if (!starts) {
      starts = [0];
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

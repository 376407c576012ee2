import type { Remove } from './secret-shapes.js';

type Scrub = (text: string) => string;

/** What `encodeURIComponent` makes, and programs that spare a few characters more. */
const PERCENT_ENCODED = /[\w.~!*'()+%-]+/g;
const BASE64_LINES = /(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{32,}[ \t]*\r?\n[ \t]*)+[A-Za-z0-9+/_-]+={0,2}/g;
const BASE64 = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
/** `user:password`; not the old ids of GitHub, such as `04:User583231`. */
const CREDENTIALS = /^(?!0\d{1,2}:[A-Z]\w*$)[\w.+%@ -]{1,64}:[^\s/]\S{3,}$/;

/** Percent-encoded parts of a text, scrubbed as what they stand for and encoded again. */
export function scrubPercentEncoded(text: string, scrub: Scrub): string {
  if (!text.includes('%')) return text;
  return text.replace(PERCENT_ENCODED, (encoded: string) => {
    const decoded = decodePercent(encoded);
    const scrubbed = decoded === encoded ? decoded : scrub(decoded);
    return scrubbed === decoded ? encoded : encodeURIComponent(scrubbed);
  });
}

/** A text without what is base64 of something with secrets in it, or of a user and a password. */
export function withoutEncodedSecrets(text: string, scrub: Scrub, remove: Remove): string {
  const tells = (encoded: string): boolean => {
    const decoded = decodeBase64(encoded);
    return decoded !== undefined && (CREDENTIALS.test(decoded) || scrub(decoded) !== decoded);
  };
  const replaced = text.replace(BASE64_LINES, (lines: string) =>
    tells(lines.replace(/\s+/g, '')) ? lines.replace(/[^\s]+/g, (line) => remove(line)) : lines,
  );
  return replaced.replace(BASE64, (run: string) => {
    if (tells(run)) return remove(run);
    // A slash or a dash may belong to the text around it.
    const parts = run.split(/([/_-])/);
    if (parts.length === 1 || run.length > 4_096) return run;
    return parts.map((part) => (part.length >= 12 && tells(part) ? remove(part) : part)).join('');
  });
}

/** Sequences that are no UTF-8 stay as they are. */
function decodePercent(encoded: string): string {
  return encoded.replace(/(?:%[0-9A-Fa-f]{2})+/g, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined: it is not the base64 of a text. */
function decodeBase64(encoded: string): string | undefined {
  const plain = encoded.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/');
  if (plain.length % 4 === 1) return undefined;
  try {
    const text = utf8.decode(Uint8Array.from(atob(plain), (byte) => byte.codePointAt(0)!));
    return /[^\t\n\r\x20-\x7E\u00A0-\uFFFD]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

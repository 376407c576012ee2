/** Bytes that are not UTF-8 become U+DC80 to U+DCFF, as Python's `surrogateescape` does it: no text holds these by itself. */
const ESCAPE = 0xdc00;

const lengthOf = (lead: number): number => {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
};

/** The code point of the UTF-8 sequence at `at`, or undefined where there is none: overlong forms and surrogates are none. */
function codePointAt(bytes: Uint8Array, at: number): number | undefined {
  const lead = bytes[at]!;
  const length = lengthOf(lead);
  if (length === 0 || at + length > bytes.length) return undefined;
  let code = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i]!;
    if ((byte & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (byte & 0x3f);
  }
  if (length === 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) return undefined;
  if (length === 4 && (code < 0x10000 || code > 0x10ffff)) return undefined;
  return code;
}

/** The text of a spec file. Nothing is lost: `encodeSpec` gives back the same bytes, whatever their encoding; a byte order mark stays. */
export function decodeSpec(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const pieces: string[] = [];
    for (let at = 0; at < bytes.length;) {
      const byte = bytes[at]!;
      const code = byte < 0x80 ? byte : codePointAt(bytes, at);
      pieces.push(code === undefined ? String.fromCharCode(ESCAPE + byte) : String.fromCodePoint(code));
      at += code === undefined || byte < 0x80 ? 1 : lengthOf(byte);
    }
    return pieces.join('');
  }
}

/** The bytes of a text that `decodeSpec` gave, with whatever was put into it as UTF-8. */
export function encodeSpec(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) at += 1;
    if (unit < ESCAPE + 0x80 || unit > ESCAPE + 0xff) continue;
    pieces.push(encoder.encode(text.slice(from, at)), Uint8Array.of(unit - ESCAPE));
    from = at + 1;
  }
  pieces.push(encoder.encode(text.slice(from)));
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

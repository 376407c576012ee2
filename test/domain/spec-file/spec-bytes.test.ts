import { describe, expect, it } from '@jest/globals';
import { decodeSpec, encodeSpec } from '../../../src/domain/spec-file/spec-bytes.js';

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));

describe('bytes of a spec file', () => {
  it('are text where they are UTF-8, with a byte order mark if there is one', () => {
    expect(decodeSpec(bytes(0xef, 0xbb, 0xbf, 'Ján Ω 😀'))).toBe('\u{feff}Ján Ω 😀');
  });

  it.each<[string, Uint8Array]>([
    ['Latin-1', bytes('J', 0xe1, 'n Nov', 0xe1, 'k')],
    ['Latin-1 and UTF-8 in one file', bytes('J', 0xe1, 'n ', 'Jürgen 😀')],
    ['a sequence that breaks off', bytes('x', 0xf0, 0x9f, 0x98)],
    ['an overlong form', bytes(0xc0, 0xaf, 0xe0, 0x80, 0xaf)],
    ['a surrogate', bytes(0xed, 0xb2, 0x80)],
    ['beyond Unicode', bytes(0xf4, 0x90, 0x80, 0x80)],
  ])('are kept where they are %s', (_, original) => {
    expect([...encodeSpec(decodeSpec(original))]).toEqual([...original]);
  });

  it('that are no UTF-8 stand beside text that is put in as UTF-8', () => {
    const text = decodeSpec(bytes('J', 0xe1, 'n'));
    expect([...encodeSpec(`Jürgen ${text}`)]).toEqual([...bytes('Jürgen J', 0xe1, 'n')]);
  });
});

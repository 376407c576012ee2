import fc from 'fast-check';

const base62 = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const chars = (alphabet: string, length: number) =>
  fc
    .array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })
    .map((found: readonly string[]) => found.join(''));

/** Secrets that tell what they are by their look. */
export const tokens: fc.Arbitrary<string> = fc.oneof(
  chars(base62, 36).map((text) => `ghp_${text}`),
  chars(base62, 36).map((text) => `ghs_${text}`),
  chars(base62, 36).map((text) => `gho_${text}`),
  chars(base62, 60).map((text) => `github_pat_11AAAAAAA0${text}`),
  chars(`${base62}-_`, 20).map((text) => `glpat-${text}`),
  chars('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16).map((text) => `AKIA${text}`),
  fc
    .tuple(chars(base62, 20), chars(base62, 43))
    .map(([payload, signature]) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${payload}.${signature}`),
);

/** What a person or a program chose: nothing but the place says that it is secret. */
export const passwords: fc.Arbitrary<string> = fc.oneof(
  chars('abcdefghijklmnopqrstuvwxyz', 20),
  chars(base62, 12),
  chars(`${base62}!$%*+,.:;=?@^_~-`, 16).map((text) => `x${text}x`),
);

export const addresses: fc.Arbitrary<string> = fc
  .tuple(chars('abcdefghijklmnopqrstuvwxyz', 7), chars('abcdefghijklmnopqrstuvwxyz', 6), chars('abcdefghijklmno', 9))
  .map(([one, other, domain]) => `${one}.${other}+git@${domain}.example`);

export const privateKeys: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', 'RSA ', 'EC ', 'OPENSSH '),
    fc.array(chars(`${base62}+/`, 64), { minLength: 2, maxLength: 4 }),
  )
  .map(([kind, lines]) =>
    [`-----BEGIN ${kind}PRIVATE KEY-----`, ...lines, `-----END ${kind}PRIVATE KEY-----`].join('\n'),
  );

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What a base64 of anything shows of the text within, wherever it begins. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = base64('x'.repeat(before) + text).replace(/=+$/, '');
    return encoded.slice(before === 0 ? 0 : 4, -2);
  });
}

/** How a secret may show in a file. A private key shows by any of its lines. */
export function formsOf(secret: string): string[] {
  const parts = secret.includes('\n') ? secret.split('\n').filter((line) => !line.startsWith('-----')) : [secret];
  return parts.flatMap((part) => {
    const inBase64 = base64Forms(part);
    return [
      part,
      JSON.stringify(part).slice(1, -1),
      encodeURIComponent(part),
      encodeURIComponent(encodeURIComponent(part)),
      ...inBase64,
      ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ];
  });
}

/** Secrets that can be seen in a text, with the form in which they can. */
export function visible(text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) =>
    [...new Set(formsOf(secret))].filter((form) => text.includes(form)).map((form) => `${secret} as ${form}`),
  );
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { eventCatalogue } from '../../../src/domain/event-catalogue.js';
import { Scrubber } from '../../../src/domain/scrub/scrubber.js';
import { addresses, passwords, privateKeys, tokens, visible } from '../../support/planted-secrets.js';

const SEED = 20_260_105;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const quoted = (text: string): string => JSON.stringify(text);

/** Where a token may stand. */
const anywhere: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `Do not use ${token}, please.`,
  (token) => `(${token})`,
  (token) => `"${token}"`,
  (token) => `https://example.org/hook/${token}/x`,
  (token) => encodeURIComponent(`see ${token}`),
  (token) => base64(`see ${token}`),
  (token) => quoted(quoted({ see: token } as unknown as string)),
  (token) => `a: [${token}, b]`,
];

/** Where only the place says that something is a secret. */
const named: readonly ((secret: string) => string)[] = [
  (secret) => `password = "${secret}"`,
  (secret) => `{"client_secret": ${quoted(secret)}}`,
  (secret) => `COPR_TOKEN='${secret}' make`,
  (secret) => `https://user:${encodeURIComponent(secret)}@example.org/x.git`,
  (secret) => `https://${encodeURIComponent(secret)}@example.org/x.git`,
  (secret) => `https://example.org/x?a=b&access_token=${encodeURIComponent(secret)}&c=d`,
  (secret) => encodeURIComponent(`https://user:${encodeURIComponent(secret)}@example.org/`),
  (secret) => `Authorization: Basic ${base64(`user:${secret}`)}`,
  (secret) => `a header, Basic ${base64(`user:${secret}`)}, was sent`,
  (secret) => `userinfo ${base64(`user:${secret}`)}`,
  (secret) => `curl -u user:${secret.replaceAll(':', '')} x`,
  (secret) => `<apiKey>${secret}</apiKey>`,
  (secret) => `--token ${secret} --verbose`,
  (secret) => `data=${base64(JSON.stringify({ secret }))}`,
  (secret) => `machine example.org login me password ${secret}`,
  (secret) => `{\\"token\\": \\"${secret}\\"}`,
];

function leaks(scrub: (text: string) => unknown, text: string, secret: string): string[] {
  const shown = secret.replaceAll(':', '');
  const clean = JSON.stringify(scrub(text));
  return [...visible(clean, [secret]), ...visible(clean, [shown])].map((leak) => `${text} → ${clean}: ${leak}`);
}

describe('Scrubber', () => {
  it.each(anywhere.map((place) => [place('TOKEN'), place] as const))('removes tokens from %s', (_, place) => {
    fc.assert(
      fc.property(tokens, (token) => {
        expect(leaks((text) => new Scrubber().json(text), place(token), token)).toEqual([]);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it.each(named.map((place) => [place('SECRET'), place] as const))('removes passwords from %s', (_, place) => {
    fc.assert(
      fc.property(passwords, (password) => {
        expect(leaks((text) => new Scrubber().json(text), place(password), password)).toEqual([]);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('removes private keys of several lines from prose, JSON, YAML, trailers and base64', () => {
    const places: readonly ((key: string) => string)[] = [
      (key) => key,
      (key) => `This is it:\n\n${key}\n\nThank you.`,
      (key) => JSON.stringify({ text: `> ${key.replaceAll('\n', '\n> ')}` }),
      (key) => `actions:\n  x: |\n    ${key.replaceAll('\n', '\n    ')}\njobs: []\n`,
      (key) => `# ${key.replaceAll('\n', '\n# ')}\njobs: []\n`,
      (key) => `KEY: ${quoted(key)}`,
      (key) => base64(key),
      (key) => base64(key).replace(/(.{76})/g, '$1\n'),
      (key) => encodeURIComponent(key),
    ];
    fc.assert(
      fc.property(privateKeys, (key) => {
        for (const place of places) {
          const text = place(key);
          expect(visible(new Scrubber().document(text), [key])).toEqual([]);
          expect(visible(JSON.stringify(new Scrubber().json(text)), [key])).toEqual([]);
        }
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('gives an address the same placeholder everywhere, and others another one', () => {
    const places: readonly ((address: string) => string)[] = [
      (address) => address,
      (address) => `Signed-off-by: Some Body <${address}>`,
      (address) => `mailto:${address}?subject=x`,
      (address) => `q=${encodeURIComponent(`<${address}>`)}`,
      (address) => `{"email":"${address.replace('@', '\\u0040')}"}`,
      (address) => `x ${address.toUpperCase()} y`,
    ];
    fc.assert(
      fc.property(addresses, addresses, (one, other) => {
        fc.pre(one !== other);
        const scrubber = new Scrubber();
        const placeholder = scrubber.text(one);
        expect(placeholder).toMatch(/^person-1@removed\.invalid$/);
        for (const place of places) {
          const clean = scrubber.text(place(one));
          expect(visible(clean, [one, one.toUpperCase()])).toEqual([]);
          expect(decodeURIComponent(clean.replace('\\u0040', '@'))).toContain(placeholder);
        }
        expect(scrubber.text(other)).toBe('person-2@removed.invalid');
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('scrubs what it scrubbed into the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(tokens, passwords, addresses, privateKeys),
        fc.constantFrom(...anywhere, ...named),
        (secret, place) => {
          const scrubber = new Scrubber();
          const once = scrubber.text(place(secret));
          expect(scrubber.text(once)).toBe(once);
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('scrubs a YAML text into one that reads as its scrubbed content, line by line', () => {
    const arbitrary = fc.record({
      specfile_path: fc.constant('hello.spec'),
      mail: addresses,
      env: fc.dictionary(
        fc.constantFrom('API_TOKEN', 'PLAIN', 'DB_PASS', 'URL'),
        fc.oneof(tokens, passwords, addresses),
      ),
      secrets: fc.record({ a: fc.oneof(passwords, fc.integer()), b: fc.array(tokens, { maxLength: 2 }) }),
      key: privateKeys,
      script: passwords.map((password) => `set -e\nexport PASSWORD=${password}\nrun --it`),
    });
    fc.assert(
      fc.property(arbitrary, fc.boolean(), (content, blocks) => {
        const lines = [
          `# by ${content.mail}`,
          `specfile_path: ${content.specfile_path} # token: ${content.secrets.b[0] ?? 'x'}`,
          `contact: "${content.mail}"`,
          `env: ${JSON.stringify(content.env)}`,
          `secrets: ${JSON.stringify(content.secrets)}`,
          ...(blocks
            ? [`key: |`, ...indented(content.key), `script: |-`, ...indented(content.script)]
            : [`key: ${JSON.stringify(content.key)}`, `script: ${JSON.stringify(content.script)}`]),
          'last: 1',
        ];
        const text = `${lines.join('\n')}\n`;
        const clean = new Scrubber().document(text);
        expect(parse(clean)).toEqual(new Scrubber().json(parse(text)));
        expect(clean.split('\n').findIndex((line) => line.startsWith('last:'))).toBe(
          text.split('\n').findIndex((line) => line.startsWith('last:')),
        );
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('removes what it found once wherever it stands, and what it was told of', () => {
    const scrubber = new Scrubber(['the operators own']);
    const both = ['token: Zk3mTq9xWvB1', 'it said Zk3mTq9xWvB1 to me', 'and the operators own'];
    for (const text of both) scrubber.text(text);
    expect(both.map((text) => scrubber.text(text))).toEqual([
      'token: [removed]',
      'it said [removed] to me',
      'and [removed]',
    ]);
  });

  it('leaves names, ids, addresses of repositories and sentences as they are', () => {
    const harmless = [
      'check-github.com/packit/ogr|528b803be6f93e19ca4130bf4976f2800a3004c4|rpm-build:fedora-42-x86_64:token-tests',
      'delivery-github-72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'git@github.com:packit/ogr.git',
      'https://github.com/packit/ogr/pull/42',
      'Basic functionality of tokens in the secret garden',
      'github.com/packit/ogr@main',
      'MDQ6VXNlcjU4MzIzMQ==',
      'git config --global user.email "hello@packit.dev"',
      'token: $TOKEN',
    ];
    const scrubber = new Scrubber();
    expect(harmless.map((text) => scrubber.text(text))).toEqual(harmless);
    expect(scrubber.removed).toEqual({ emails: 0, secrets: 0 });
  });

  it('goes through hostile texts without getting lost in them', () => {
    const size = 40_000;
    const pieces = [
      'a',
      'a.',
      'a@b.',
      'a@',
      '%41',
      'QUJD',
      'QUJD-',
      'aB_',
      'token=',
      'token="',
      'token=\\"',
      '--a ',
      'a://',
      '\n> ',
      '\\',
      ' ',
      'login x password ',
    ];
    const texts = pieces.flatMap((piece) => {
      const long = piece.repeat(size / piece.length);
      return [
        long,
        `-----BEGIN PRIVATE KEY-----${long}`,
        `https://${long}`,
        `token: ${long}`,
        `x@${long}`,
        `--${long} x`,
      ];
    });
    for (const text of [...texts, '['.repeat(size), `${'{"a":'.repeat(size)}1${'}'.repeat(size)}`])
      expect(typeof new Scrubber().json(text)).toBe('string');
  });

  it('leaves every event readable, and those without addresses as they are', () => {
    for (const { category, schemas } of eventCatalogue) {
      const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'events', category);
      for (const file of readdirSync(folder)) {
        const { type, data } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { type: string; data: unknown };
        const clean = new Scrubber().json(data);
        expect(schemas[type]!.safeParse(clean).error).toBeUndefined();
        if (!/@[a-z]+\.|token|secret/i.test(JSON.stringify(data))) expect(clean).toEqual(data);
      }
    }
  });
});

const indented = (text: string): string[] => text.split('\n').map((line) => `  ${line}`);

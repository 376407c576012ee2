import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfiguration } from '../../../src/infrastructure/config/load-configuration.js';

const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');
const ALICE = 'token-of-alice-0123';
const BOB = 'token-of-bob-=0123456';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operators-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function problems(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfiguration(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

it('come from all three settings, and are kept as digests', () => {
  const file = join(folder, 'tokens');
  writeFileSync(file, `# who is who\ncarol=sha256:${sha256('anything').toUpperCase()}\n\n`);
  const { configuration } = loadConfiguration({
    ADMIN_TOKEN: 'the-one-of-before',
    ADMIN_TOKENS: `alice=${ALICE}, bob=${BOB}`,
    ADMIN_TOKENS_FILE: file,
  });
  expect(configuration.operators).toEqual([
    { name: 'admin', sha256: sha256('the-one-of-before') },
    { name: 'alice', sha256: sha256(ALICE) },
    { name: 'bob', sha256: sha256(BOB) },
    { name: 'carol', sha256: sha256('anything') },
  ]);
  expect(JSON.stringify(configuration)).not.toContain(ALICE);
});

it('are refused with the key and without the token', () => {
  expect(problems({ ADMIN_TOKENS: 'alice=short' })).toEqual([
    'ADMIN_TOKENS: entry 1: expected a token of 16 characters or more for alice, found 5',
  ]);
  expect(problems({ ADMIN_TOKENS: `alice=${ALICE},Alice=${BOB}` })).toEqual([
    'ADMIN_TOKENS: expected each name once, found Alice again',
  ]);
  expect(problems({ ADMIN_TOKEN: ALICE, ADMIN_TOKENS: `admin=${BOB}` })).toEqual([
    'ADMIN_TOKENS: expected each name once, found admin again',
  ]);
  expect(problems({ ADMIN_TOKENS: `alice=${ALICE},bob=sha256:${sha256(ALICE)}` })).toEqual([
    'ADMIN_TOKENS: expected a token each, found the same for alice and bob',
  ]);
  for (const wrong of [`${ALICE}`, `=${ALICE}`, `a b=${ALICE}`, `alice=sha256:0123456789`, `alice=${ALICE} and more`]) {
    const found = problems({ ADMIN_TOKENS: wrong });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^ADMIN_TOKENS: entry 1: expected /);
    expect(found[0]).not.toContain(ALICE);
  }
  expect(problems({ ADMIN_TOKENS_FILE: join(folder, 'none') })).toEqual([
    'ADMIN_TOKENS_FILE: expected the path of a file, found none that can be read (ENOENT)',
  ]);
});

it('must exist where only they may read', () => {
  expect(problems({ READ_ACCESS: 'token' })).toEqual([
    'READ_ACCESS: token expects an operator who has one: ADMIN_TOKENS or ADMIN_TOKEN, found none',
  ]);
  expect(problems({ READ_ACCESS: 'token', ADMIN_TOKENS: `alice=${ALICE}` })).toEqual([]);
  expect(problems({ READ_ACCESS: 'nobody' })).toEqual([
    'environment: READ_ACCESS: expected public or token, found "nobody"',
  ]);
});

it('a short token of before goes on to work, with a warning', () => {
  expect(loadConfiguration({ ADMIN_TOKEN: 'admin' }).warnings).toEqual([
    'ADMIN_TOKEN: 5 characters can be guessed, 16 or more cannot',
  ]);
});

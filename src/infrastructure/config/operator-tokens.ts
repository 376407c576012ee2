import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment } from './environment.js';

/** An operator by name, with what tells their token from others. */
export interface OperatorToken {
  readonly name: string;
  /** SHA-256 of the token, in small hexadecimal digits. */
  readonly sha256: string;
}

/** Whose name goes with `ADMIN_TOKEN`. */
const ONLY_OPERATOR = 'admin';
export const SHORTEST_TOKEN = 16;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const DIGEST = /^sha256:([0-9a-f]{64})$/i;

/** What a header can carry. */
const VISIBLE = /^[\x21-\x7e]+$/;
const PAIR = 'NAME=TOKEN or NAME=sha256:HEX, parted by commas or line ends';

/** Everybody with a token: of `ADMIN_TOKEN`, `ADMIN_TOKENS` and the file that `ADMIN_TOKENS_FILE` names. */
export function operatorTokens(
  env: Pick<Environment, 'ADMIN_TOKEN' | 'ADMIN_TOKENS' | 'ADMIN_TOKENS_FILE'>,
  problems: string[],
): OperatorToken[] {
  const tokens: OperatorToken[] = [];
  const add = (setting: string, token: OperatorToken): void => {
    const named = tokens.find(({ name }) => name.toLowerCase() === token.name.toLowerCase());
    const same = tokens.find(({ sha256 }) => sha256 === token.sha256);
    if (named) problems.push(`${setting}: expected each name once, found ${token.name} again`);
    else if (same)
      problems.push(`${setting}: expected a token each, found the same for ${same.name} and ${token.name}`);
    else tokens.push(token);
  };
  if (env.ADMIN_TOKEN) tokens.push({ name: ONLY_OPERATOR, sha256: sha256(env.ADMIN_TOKEN) });
  for (const token of pairsIn('ADMIN_TOKENS', env.ADMIN_TOKENS ?? '', problems)) add('ADMIN_TOKENS', token);
  const text = env.ADMIN_TOKENS_FILE ? textOf(env.ADMIN_TOKENS_FILE, problems) : '';
  for (const token of pairsIn('ADMIN_TOKENS_FILE', text, problems)) add('ADMIN_TOKENS_FILE', token);
  return tokens;
}

/** The tokens of `ADMIN_TOKENS` and of the file that stand there as they are, for who has to find them in other texts. */
export function writtenTokens({ ADMIN_TOKENS = '', ADMIN_TOKENS_FILE }: NodeJS.ProcessEnv): string[] {
  const file = ADMIN_TOKENS_FILE ? textOf(ADMIN_TOKENS_FILE, []) : '';
  return [...entriesIn(ADMIN_TOKENS), ...entriesIn(file)].map(({ token }) => token);
}

/** Problems never quote a token. */
function pairsIn(setting: string, text: string, problems: string[]): OperatorToken[] {
  return entriesIn(text).flatMap(({ name, token }, index) => {
    const problem = problemOf(name, token);
    if (problem === undefined) return [{ name, sha256: DIGEST.exec(token)?.[1]?.toLowerCase() ?? sha256(token) }];
    problems.push(`${setting}: entry ${index + 1}: expected ${problem}`);
    return [];
  });
}

function problemOf(name: string, token: string): string | undefined {
  if (!NAME.test(name)) return `${PAIR}, found no name of letters, digits and . _ @ -`;
  if (token.startsWith('sha256:'))
    return DIGEST.test(token) ? undefined : `sha256: and 64 hexadecimal digits for ${name}, found another digest`;
  if (token.length < SHORTEST_TOKEN)
    return `a token of ${SHORTEST_TOKEN} characters or more for ${name}, found ${token.length}`;
  return VISIBLE.test(token) ? undefined : `a token of visible ASCII characters for ${name}, found others`;
}

/** Lines that begin with `#` are comments. */
function entriesIn(text: string): { readonly name: string; readonly token: string }[] {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('=');
      return { name: entry.slice(0, Math.max(end, 0)), token: entry.slice(end + 1) };
    });
}

function textOf(path: string, problems: string[]): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push(`ADMIN_TOKENS_FILE: expected the path of a file, found none that can be read (${code})`);
    return '';
  }
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

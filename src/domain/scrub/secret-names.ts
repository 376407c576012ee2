const WORDS: ReadonlySet<string> = new Set([
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'secrets',
  'token',
  'tokens',
  'credential',
  'credentials',
  'apikey',
  'authorization',
  'cookie',
  'cookies',
  'jwt',
  'signature',
  'sig',
]);

/** Words that only mean a secret together. */
const PAIRS: ReadonlySet<string> = new Set([
  'api key',
  'access key',
  'private key',
  'signing key',
  'encryption key',
  'auth key',
  'ssh key',
  'account key',
  'copr login',
  'session id',
]);

/** Of longer ones the end tells what they are. */
const LONGEST_NAME = 100;

/** Whether what stands under this name (of a key, variable, option, header) is a secret. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name.slice(-LONGEST_NAME));
  if (words.length === 1 && words[0] === 'auth') return true;
  if (words.length > 1 && (words.at(-1) === 'pass' || words.at(-1) === 'pw')) return true;
  return words.some((word, i) => WORDS.has(word) || (i > 0 && PAIRS.has(`${words[i - 1]} ${word}`)));
}

/** `copr_token`, `coprToken`, `COPR-TOKEN` → `copr`, `token`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** An archive in the lookaside cache. */
export interface CachedArchive {
  readonly name: string;
  /** SHA-512, hexadecimal. */
  readonly sha512: string;
}

/** Text of `sources`, with exactly these archives. */
export function sourcesFile(archives: readonly CachedArchive[]): string {
  return archives.map(({ name, sha512 }) => `SHA512 (${name}) = ${sha512}\n`).join('');
}

/** Archives that a `sources` file lists, in its present form (`SHA512 (name) = hash`) or its old one (`md5  name`); hash by name. */
export function readSourcesFile(
  text: string,
): ReadonlyMap<string, { readonly hashType: string; readonly hash: string }> {
  const archives = new Map<string, { hashType: string; hash: string }>();
  for (const line of text.split('\n')) {
    const [, hashType, name, hash] = /^([A-Z0-9]+) \((.+)\) = ([0-9a-f]+)\s*$/.exec(line) ?? [];
    if (hashType && name && hash) archives.set(name, { hashType: hashType.toLowerCase(), hash });
    const [, md5, old] = /^([0-9a-f]{32})\s+(\S+)\s*$/.exec(line) ?? [];
    if (md5 && old) archives.set(old, { hashType: 'md5', hash: md5 });
  }
  return archives;
}

/** `.gitignore` with a line for each archive that no line names yet. */
export function ignoringArchives(gitignore: string, archives: readonly CachedArchive[]): string {
  const lines = gitignore.split('\n').map((line) => line.trim());
  const missing = archives.filter(({ name }) => !lines.some((line) => ignores(line, name)));
  if (missing.length === 0) return gitignore;
  const start = gitignore === '' || gitignore.endsWith('\n') ? gitignore : `${gitignore}\n`;
  return start + missing.map(({ name }) => `/${name}\n`).join('');
}

/** Whether a line of `.gitignore` covers a file in the root; only `*` and `?` are understood, as packagers use them. */
function ignores(line: string, name: string): boolean {
  if (line === '' || line.startsWith('#') || line.startsWith('!')) return false;
  return matches(line.replace(/^\//, ''), name);
}

/** Shell pattern of `*` and `?`, in time linear in both. */
function matches(pattern: string, text: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at++;
      from++;
    } else if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      mark = from;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

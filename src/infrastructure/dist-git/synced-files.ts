import { copyFile, lstat, mkdir, readdir, rm, symlink, readlink, chmod } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { SyncedFile } from '../../domain/sync-release/sync-order.js';
import { containedPath } from './contained-path.js';
import { SyncFailure } from './sync-failure.js';

/** More files than this are not copied into a package. */
const MOST_FILES = 10_000;

/** Copies what `files_to_sync` names from upstream to dist-git. Answers the destinations. */
export async function copySyncedFiles(
  upstream: string,
  distGit: string,
  files: readonly SyncedFile[],
): Promise<string[]> {
  const written: string[] = [];
  for (const file of files) {
    if (file.filters.length > 0)
      throw new SyncFailure('`filters` of `files_to_sync` are not supported: name the files, or use patterns in `src`');
    for (const source of file.src) written.push(...(await copyOne(upstream, distGit, source, file)));
    if (written.length > MOST_FILES) throw new SyncFailure(`\`files_to_sync\` names more than ${MOST_FILES} files`);
  }
  return written;
}

async function copyOne(upstream: string, distGit: string, source: string, file: SyncedFile): Promise<string[]> {
  const sources = /[*?[]/.test(source) ? await matching(upstream, source) : [source];
  if (sources.length === 0)
    throw new SyncFailure(`\`files_to_sync\`: no file of the release matches ${JSON.stringify(source)}`);
  const into = file.dest.endsWith('/') || sources.length > 1 || (await isFolder(join(distGit, file.dest)));
  const written: string[] = [];
  for (const name of sources) {
    const from = await containedPath(upstream, name);
    const stat = await lstat(from).catch(() => undefined);
    if (!stat) throw new SyncFailure(`\`files_to_sync\`: the release has no ${JSON.stringify(name)}`);
    // As rsync has it: a slash at the end means what is in the folder, not the folder.
    const keepsName = into && !name.endsWith('/');
    const target = keepsName ? posix.join(file.dest, posix.basename(name)) : file.dest;
    const to = await containedPath(distGit, target);
    if (file.delete && stat.isDirectory()) await rm(to, { recursive: true, force: true });
    written.push(...(await copyTree(upstream, name, distGit, target)));
  }
  return written;
}

async function copyTree(upstream: string, name: string, distGit: string, target: string): Promise<string[]> {
  const [from, to] = [await containedPath(upstream, name), await containedPath(distGit, target)];
  const stat = await lstat(from);
  if (stat.isDirectory()) {
    const written: string[] = [];
    for (const entry of (await readdir(from)).sort()) {
      if (entry === '.git') continue;
      written.push(...(await copyTree(upstream, posix.join(name, entry), distGit, posix.join(target, entry))));
      if (written.length > MOST_FILES)
        throw new SyncFailure(`${JSON.stringify(name)} has more than ${MOST_FILES} files`);
    }
    return written;
  }
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { recursive: true, force: true });
  if (stat.isSymbolicLink()) await symlink(await readlink(from), to);
  else if (stat.isFile()) {
    await copyFile(from, to);
    await chmod(to, stat.mode & 0o111 ? 0o755 : 0o644);
  } else throw new SyncFailure(`${JSON.stringify(name)} is neither a file nor a folder nor a link`);
  return [target];
}

/** Files and folders whose path fits a shell pattern, in which `*` stops at a slash. */
async function matching(root: string, pattern: string): Promise<string[]> {
  const parts = pattern
    .replace(/\/+$/, '')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  let found = [''];
  for (const part of parts) {
    const next: string[] = [];
    for (const folder of found) {
      const path = await containedPath(root, folder === '' ? '.' : folder);
      if (!(await isFolder(path))) continue;
      for (const entry of (await readdir(path)).sort())
        if (entry !== '.git' && matchesPart(part, entry)) next.push(posix.join(folder, entry));
      if (next.length > MOST_FILES)
        throw new SyncFailure(`${JSON.stringify(pattern)} fits more than ${MOST_FILES} files`);
    }
    found = next;
  }
  return found;
}

function matchesPart(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  return simpleMatch(pattern, name);
}

/** `*`, `?` and `[…]` against one name, in time that grows with the product of both lengths at most. */
function simpleMatch(pattern: string, name: string): boolean {
  const tokens = pattern.match(/\*|\?|\[[!^]?\]?[^\]]*\]|[\s\S]/gu) ?? [];
  let positions = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of positions) {
      if (token === '*') for (let end = at; end <= name.length; end++) next.add(end);
      else if (at < name.length && fits(token, name[at]!)) next.add(at + 1);
    }
    positions = next;
  }
  return positions.has(name.length);
}

function fits(token: string, letter: string): boolean {
  if (token === '?') return true;
  if (!token.startsWith('[') || token.length < 3) return token === letter;
  const negated = token[1] === '!' || token[1] === '^';
  const body = token.slice(negated ? 2 : 1, -1);
  let isIn = false;
  for (let at = 0; at < body.length; at++) {
    const [from, dash, to] = [body[at]!, body[at + 1], body[at + 2]];
    if (dash === '-' && to !== undefined) {
      if (letter >= from && letter <= to) isIn = true;
      at += 2;
    } else if (letter === from) isIn = true;
  }
  return isIn !== negated;
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}

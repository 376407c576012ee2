import { lchown, lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

/** Folders and files together, at most: counting must not take longer than the run. */
const ENTRY_LIMIT = 1_000_000;

/** What a folder takes up on the disk, and what of it is shared with other places. */
interface FolderContent {
  readonly bytes: number;
  /** The first file that has hard links outside of the folder. */
  readonly shared?: string;
}

/** Visits all of a folder without following links. Files that vanish meanwhile are passed over. */
async function walk(
  folder: string,
  visit: (path: string, stats: Awaited<ReturnType<typeof lstat>>) => unknown,
): Promise<void> {
  const waiting = [folder];
  let entries = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const stats = await lstat(path).catch(() => undefined);
    if (!stats) continue;
    entries += 1;
    if (entries > ENTRY_LIMIT)
      throw new Error(`expected a folder of at most ${ENTRY_LIMIT} files, found more in ${folder}`);
    await visit(path, stats);
    if (!stats.isDirectory()) continue;
    for (const name of await readdir(path).catch(() => [])) waiting.push(join(path, name));
  }
}

/** Looks through a folder. */
export async function contentOf(folder: string): Promise<FolderContent> {
  let bytes = 0;
  const links = new Map<number | bigint, { path: string; missing: number }>();
  await walk(folder, (path, stats) => {
    const known = links.get(stats.ino);
    if (!known) bytes += Number(stats.blocks) * 512;
    if (!stats.isFile() || stats.nlink === 1) return;
    links.set(stats.ino, { path: known?.path ?? path, missing: (known?.missing ?? Number(stats.nlink)) - 1 });
  });
  return { bytes, shared: [...links.values()].find(({ missing }) => missing > 0)?.path };
}

/** Gives all of a folder to a user, and no target of a link. */
export async function giveTo(user: number, folder: string): Promise<void> {
  await walk(folder, (path) => lchown(path, user, user));
}

/** Refuses what cannot be the folder of a run: it has to be a folder of its own, by its real name. */
export async function checkFolder(folder: string): Promise<void> {
  const refuse = (found: string): never => {
    throw new Error(
      `expected the absolute path of a folder of the run's own, found ${found}: ${JSON.stringify(folder)}`,
    );
  };
  if (!isAbsolute(folder) || folder.includes('\0')) refuse('something else');
  const real = await realpath(folder).catch(() => refuse('nothing'));
  if (real !== folder) refuse(`a link to ${real}`);
  if (!(await lstat(folder)).isDirectory()) refuse('a file');
  if (dirname(folder) === '/' || `${process.cwd()}/`.startsWith(`${folder}/`)) refuse('what others live in');
}

/** The folders above one that other users cannot pass through: then a user of the run's own does not reach it either. */
export async function closedFoldersAbove(folder: string): Promise<string[]> {
  const closed: string[] = [];
  for (let above = dirname(folder); ; above = dirname(above)) {
    if (((await lstat(above)).mode & 0o001) === 0) closed.push(above);
    if (above === '/') return closed;
  }
}

import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { SyncFailure } from './sync-failure.js';

/** Whether a path, links resolved, lies in a folder. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way));
}

/**
 * A path below a folder, by the name that a configuration or a spec file gives it. Rejects where the name, or a symbolic link on the
 * way, leads out of the folder or into its `.git`.
 */
export async function containedPath(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const parts = relative(folder, path).split(sep);
  if (isAbsolute(name) || name.includes('\0') || !isWithin(folder, path) || parts[0]?.toLowerCase() === '.git')
    throw new SyncFailure(`expected a path inside of the repository, found ${JSON.stringify(name)}`);
  const root = await realpath(folder);
  for (let at = path; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real === undefined && (await isLink(at)))
      throw new SyncFailure(`${JSON.stringify(name)} is a symbolic link that leads nowhere`);
    if (real === undefined) continue;
    if (!isWithin(root, real) || relative(root, real).split(sep)[0] === '.git')
      throw new SyncFailure(`${JSON.stringify(name)} leads out of the repository by a symbolic link`);
    return path;
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
}

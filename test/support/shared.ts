import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Reference material that lies beside a checkout and is not part of the repository: the folder that `SHARED_DIR`
 * names, else `../shared`. Undefined, with a warning that names the suite, where it is absent.
 */
export function sharedFolder(path: string, suite: string): string | undefined {
  const folder = join(process.env.SHARED_DIR ?? join(root, '..', 'shared'), path);
  if (existsSync(folder)) return folder;
  console.warn(
    `SKIPPED: ${suite}: reference material is not here. Looked for ${folder}; set SHARED_DIR to name another place.`,
  );
  return undefined;
}

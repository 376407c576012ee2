import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from '../git/bare-repository.js';
import { git } from '../git/git.js';

/** A contributor's clone: commits are made in it and pushed with real git. */
export class WorkTree {
  private constructor(
    private readonly folder: string,
    private readonly branch: string,
  ) {}

  static async clone(remote: string, folder: string, branch: string): Promise<WorkTree> {
    await git(dirname(folder), ['clone', '--quiet', remote, folder]);
    await git(folder, ['checkout', '--quiet', '-b', branch]);
    return new WorkTree(folder, branch);
  }

  async commitAndPush(files: Files, message: string): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) continue;
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), content);
    }
    await git(this.folder, ['add', '--all']);
    await git(this.folder, ['commit', '--quiet', '-m', message]);
    await git(this.folder, ['push', '--quiet', 'origin', this.branch]);
  }
}

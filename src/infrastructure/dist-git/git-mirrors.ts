import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PermanentFailure } from '../../application/ports/failure.js';
import { Git, type GitOptions } from './git.js';

/** Bare copies of repositories, kept between runs: a clone of one takes no time and asks nobody. */
export class GitMirrors {
  private readonly under = new Map<string, Promise<void>>();

  constructor(
    private readonly folder: string,
    private readonly options: GitOptions = {},
  ) {}

  /** Folder of a copy that is as the repository is now. */
  async fresh(url: string): Promise<string> {
    const mirror = join(this.folder, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.git`);
    const before = this.under.get(mirror) ?? Promise.resolve();
    const done = before.catch(() => undefined).then(() => this.update(url, mirror));
    this.under.set(mirror, done);
    try {
      await done;
    } finally {
      if (this.under.get(mirror) === done) this.under.delete(mirror);
    }
    return mirror;
  }

  private async update(url: string, mirror: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    if (await this.isWhole(mirror)) {
      try {
        await new Git(mirror, this.options).run('fetch', '--prune', '--force', '--', url, '+refs/*:refs/*');
        return;
      } catch (error) {
        // A copy that cannot be brought up to date is made anew, unless the repository does not answer.
        if (!(error instanceof PermanentFailure)) throw error;
      }
    }
    const part = `${mirror}.part`;
    await rm(part, { recursive: true, force: true });
    await new Git(this.folder, this.options).run('clone', '--mirror', '--quiet', '--', url, part);
    await rm(mirror, { recursive: true, force: true });
    await rename(part, mirror);
  }

  private async isWhole(mirror: string): Promise<boolean> {
    const inside = await new Git(this.folder, this.options).maybe(
      '--git-dir',
      mirror,
      'rev-parse',
      '--is-bare-repository',
    );
    return inside === 'true';
  }
}

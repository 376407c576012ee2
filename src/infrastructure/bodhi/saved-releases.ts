import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { BodhiRelease } from '../../domain/targets/release-table.js';
import { Release } from './bodhi-releases.js';

export interface ReleaseList {
  readonly releases: readonly BodhiRelease[];
  /** ISO 8601 */
  readonly at: string;
}

const Saved = z.object({ at: z.iso.datetime(), releases: z.array(Release).min(1) });

/** The last good list, kept in a file over restarts. */
export class SavedReleases {
  constructor(private readonly path: string) {}

  /** Undefined: nothing was saved, or it is not readable any more. */
  async read(): Promise<ReleaseList | undefined> {
    try {
      return Saved.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** Whole or not at all: a crash in between leaves the older list. */
  async write(list: ReleaseList): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const fresh = `${this.path}.${process.pid}.new`;
    await writeFile(fresh, JSON.stringify(list));
    await rename(fresh, this.path);
  }
}

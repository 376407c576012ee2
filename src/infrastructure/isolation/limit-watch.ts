import { statfs, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IsolationLimit, IsolationLimits } from '../../application/ports/isolation.js';
import type { ProcessTree } from './process-tree.js';
import { contentOf } from './run-folder.js';

const MEMORY_EVERY_MS = 100;
/** Looking through a folder takes time: no more than a tenth of it is spent on that. */
const DISK_EVERY_MS = 300;
/** Below this, other things on the disk would suffer. */
const FREE_BYTES = 256 * 2 ** 20;

/** A limit that was passed. */
export interface PassedLimit {
  readonly limit: IsolationLimit;
  readonly message: string;
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Watches what the kernel does not limit for all processes of a run together, until one is passed or the run has ended. */
export class LimitWatch {
  constructor(
    private readonly folder: string,
    private readonly limits: IsolationLimits,
    private readonly ended: AbortSignal,
  ) {}

  /** Resolves to the first limit that is passed; never, when none is. */
  watch(processes: Promise<ProcessTree>): Promise<PassedLimit> {
    return new Promise((resolve, reject) => {
      const follow = async (): Promise<void> => {
        const tree = await processes;
        await Promise.all([this.#memory(tree, resolve), this.#disk(tree, resolve)]);
      };
      follow().catch((error: unknown) => (this.ended.aborted ? undefined : reject(error)));
    });
  }

  async #memory(tree: ProcessTree, passed: (limit: PassedLimit) => void): Promise<void> {
    const { memoryBytes } = this.limits;
    while (!this.ended.aborted) {
      const used = tree.memory(memoryBytes);
      if (used > memoryBytes)
        return passed({
          limit: 'memory',
          message: `expected at most ${mebibytes(memoryBytes)} of memory, found ${mebibytes(used)}`,
        });
      await sleep(MEMORY_EVERY_MS, undefined, { signal: this.ended });
    }
  }

  async #disk(tree: ProcessTree, passed: (limit: PassedLimit) => void): Promise<void> {
    const { diskBytes } = this.limits;
    const { dev } = await stat(this.folder);
    while (!this.ended.aborted) {
      const begun = performance.now();
      const used = (await contentOf(this.folder)).bytes + tree.deletedFiles(dev);
      if (used > diskBytes)
        return passed({
          limit: 'disk',
          message: `expected at most ${mebibytes(diskBytes)} on the disk, found ${mebibytes(used)}`,
        });
      const { bavail, bsize } = await statfs(this.folder);
      if (bavail * bsize < FREE_BYTES)
        return passed({
          limit: 'disk',
          message: `expected ${mebibytes(FREE_BYTES)} free on the disk, found ${mebibytes(bavail * bsize)}`,
        });
      const pause = Math.max(DISK_EVERY_MS, 10 * (performance.now() - begun));
      await sleep(pause, undefined, { signal: this.ended });
    }
  }
}

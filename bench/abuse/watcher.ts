import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { residentMemory } from '../figures.js';
import type { HealthReport } from './health-watch.js';

const MEMORY_EVERY_MS = 20;

/** What the service was like since the watcher was last asked. */
export interface Watched extends HealthReport {
  /** Most resident memory, MiB. */
  readonly peakMiB: number;
}

/** Watches latency and memory of a service from outside. */
export class Watcher {
  #peakMiB = 0;
  readonly #memory: NodeJS.Timeout;

  private constructor(
    private readonly health: ChildProcess,
    pid: number,
  ) {
    this.#memory = setInterval(() => {
      this.#peakMiB = Math.max(this.#peakMiB, residentMemory(pid).now);
    }, MEMORY_EVERY_MS);
  }

  static start(url: string, pid: number): Watcher {
    const file = fileURLToPath(new URL('health-watch.ts', import.meta.url));
    const loader = new URL('../../tools/run-typescript.mjs', import.meta.url).href;
    return new Watcher(fork(file, [url], { execArgv: ['--import', loader] }), pid);
  }

  /** What was seen since it was last asked, or since the start. */
  async report(): Promise<Watched> {
    const answered = once(this.health, 'message') as Promise<[HealthReport]>;
    this.health.send('report');
    const [report] = await answered;
    const peakMiB = this.#peakMiB;
    this.#peakMiB = 0;
    return { ...report, peakMiB };
  }

  stop(): void {
    clearInterval(this.#memory);
    this.health.disconnect();
  }
}

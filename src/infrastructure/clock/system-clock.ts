import { Clock } from '../../application/ports/clock.js';

/** Node's timers take no more milliseconds: a longer one is over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    for (let left = milliseconds; left > LONGEST_TIMER_MS && !signal?.aborted; left -= LONGEST_TIMER_MS)
      await this.nap(LONGEST_TIMER_MS, signal);
    await this.nap(milliseconds % LONGEST_TIMER_MS, signal);
  }

  private async nap(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const over = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, milliseconds);
      signal?.addEventListener('abort', over, { once: true });
    });
  }
}

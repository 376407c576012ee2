/** How often the file is asked whether another process has written to it. */
const POLL_MS = 25;

/** Wakes subscriptions when the log has grown: at once when we wrote, within `POLL_MS` when another process did. */
export class LogWatch {
  private readonly sleeping = new Set<() => void>();
  private subscriptions = 0;
  private timer: NodeJS.Timeout | undefined;
  private seen = 0;

  /** `changesByOthers` answers another number once another connection has written. */
  constructor(private readonly changesByOthers: () => number) {}

  /** Before the first look at the log, so that no change falls between look and watch. */
  join(): void {
    this.subscriptions += 1;
    if (this.timer) return;
    this.seen = this.changesByOthers();
    this.timer = setInterval(() => this.poll(), POLL_MS);
  }

  leave(): void {
    this.subscriptions -= 1;
    if (this.subscriptions > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  wake(): void {
    for (const resume of [...this.sleeping]) resume();
  }

  /** Resolves when the log may have grown, or `signal` aborts. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        this.sleeping.delete(resume);
        signal.removeEventListener('abort', resume);
        resolve();
      };
      this.sleeping.add(resume);
      signal.addEventListener('abort', resume);
      if (signal.aborted) resume();
    });
  }

  private poll(): void {
    const changes = this.changesByOthers();
    if (changes === this.seen) return;
    this.seen = changes;
    this.wake();
  }
}

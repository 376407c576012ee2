/** Work of which one thing is done at a time, in the order in which it was asked for. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when it is one's turn, with what ends it. Rejects with the signal's reason when that aborts before. */
  async take(signal: AbortSignal): Promise<() => void> {
    const before = this.last;
    let end = (): void => undefined;
    this.last = new Promise((resolve) => (end = resolve));
    try {
      await orAborted(before, signal);
      return end;
    } catch (error) {
      // Who comes next waits for who came before.
      void before.then(end);
      throw error;
    }
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason as Error);
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    void work.then(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    });
  });
}

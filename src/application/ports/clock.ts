/** Time, so that tests and replays can have their own. */
export abstract class Clock {
  abstract now(): Date;
  /** Resolves after so many milliseconds, or at once when `signal` aborts. */
  abstract sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

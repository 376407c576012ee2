import type { ReadAllOptions } from '../../../application/ports/event-store.js';
import { backOff, isHopeless } from './back-off.js';
import { failureOf } from './store-failure.js';

/** So many tries in a row that end without an event, and a read gives up. */
const READ_FAILURES = 8;

/** A read of the log up to where it ended at the first question: how far it has come. */
export class LogRead {
  /** Everything up to here has been read. */
  position: number;
  /** So many events are still wanted. */
  left: number;
  private end: number | undefined;

  constructor({ after = 0, limit = Infinity }: ReadAllOptions) {
    this.position = after;
    this.left = limit;
  }

  /** Takes the end that a node tells, and answers the one that counts: the first. */
  endAt(end: number): number {
    this.end ??= end;
    return this.end;
  }

  get isOver(): boolean {
    return this.left <= 0 || (this.end !== undefined && this.position >= this.end);
  }

  /** What `open` reads on from the position, opened anew as often as the connection is lost, until the read is over. */
  async *through<Item>(open: () => AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item, void> {
    let failures = 0;
    while (!this.isOver) {
      try {
        for await (const item of open()) {
          failures = 0;
          yield item;
        }
      } catch (error) {
        const failure = failureOf(error);
        failures += 1;
        if (isHopeless(failure) || failures > READ_FAILURES || signal.aborted) throw failure;
        await backOff(failures, signal);
      }
    }
  }
}

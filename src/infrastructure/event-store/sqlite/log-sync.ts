import { closeSync, fdatasync, openSync, realpathSync } from 'node:fs';
import { TransientFailure } from '../../../application/ports/failure.js';

type Done = (error?: Error) => void;

/**
 * Brings what was committed onto the disk without holding up the event loop. The connection commits into the WAL and does
 * not wait for the disk (`synchronous = NORMAL`); this is the one `fdatasync` of the WAL after a commit that
 * `synchronous = FULL` would do in the main thread, which meanwhile takes the next requests. What is committed while
 * one is under way shares the next.
 */
export class LogSync {
  private readonly wal: number;
  private underWay: Done[] = [];
  private waiting: Done[] = [];
  private failure: Error | undefined;
  private durableUpTo: number | undefined;
  private committedUpTo = 0;

  /** The WAL is there once the connection has been used. Closing it gives up no lock: SQLite keeps none on it. */
  constructor(path: string) {
    this.wal = openSync(`${realpathSync(path)}-wal`, 'r+');
  }

  /** Position up to which our events are on disk for certain. Undefined: all are. */
  get durablePosition(): number | undefined {
    return this.durableUpTo;
  }

  /** Our events after position `before` and up to `last` were committed. `done` hears when they are on disk. */
  committed(before: number, last: number, done: Done): void {
    if (last > before) {
      this.durableUpTo ??= before;
      this.committedUpTo = last;
      this.waiting.push(done);
      if (this.underWay.length === 0) this.start();
    } else this.afterAll(done);
  }

  /** Resolves when everything committed before is on disk. */
  settled(): Promise<void> {
    return new Promise((resolve, reject) =>
      this.afterAll((error) => (error === undefined ? resolve() : reject(error))),
    );
  }

  close(): void {
    closeSync(this.wal);
  }

  private afterAll(done: Done): void {
    if (this.durableUpTo === undefined) done();
    else if (this.failure) done(this.failure);
    else (this.waiting.length > 0 ? this.waiting : this.underWay).push(done);
  }

  private start(): void {
    this.underWay = this.waiting;
    this.waiting = [];
    const upTo = this.committedUpTo;
    fdatasync(this.wal, (error) => this.finish(upTo, error));
  }

  private finish(upTo: number, error: Error | null): void {
    // After a failed sync the kernel may have dropped the pages: no later success would prove that they are there.
    if (error)
      this.failure ??= new TransientFailure(
        `The event log is not on disk: ${error.message}. Start the service again.`,
        {
          service: 'event store',
          kind: 'server',
          cause: error,
        },
      );
    if (!this.failure) this.durableUpTo = upTo === this.committedUpTo ? undefined : upTo;
    const told = this.underWay;
    this.underWay = [];
    if (this.waiting.length > 0) this.start();
    for (const done of told) done(this.failure);
  }
}

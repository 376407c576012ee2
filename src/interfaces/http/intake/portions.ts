import type { Readable } from 'node:stream';

/** Reads a stream in portions, so that whoever sends fast does not keep the event loop to itself. */
export class Portions {
  private read = 0;
  private stopped = false;

  constructor(
    private readonly stream: Readable,
    private readonly portion: number,
    /** Calls back when the next portion may come. */
    private readonly later: (resume: () => void) => unknown,
  ) {}

  /** Counts a piece that was read. */
  add(bytes: number): void {
    this.read += bytes;
    if (this.read < this.portion) return;
    this.read = 0;
    this.stream.pause();
    this.later(() => this.stopped || this.stream.resume());
  }

  /** Leaves the stream as it is from now on. */
  stop(): void {
    this.stopped = true;
  }
}

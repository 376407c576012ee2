/** Pieces that are let through before their size matters. */
const FIRST = 1_000;
/** Bytes that the pieces of a body have on average at least. Honest senders fill packets. */
const LEAST_AVERAGE = 64;

/** Watches that a body does not come in pieces so small that taking them costs more than they are worth. */
export class PieceSizes {
  private pieces = 0;
  private bytes = 0;

  /** Counts a piece. False: they are too small. */
  add(bytes: number): boolean {
    this.pieces++;
    this.bytes += bytes;
    return this.pieces <= FIRST || this.bytes >= this.pieces * LEAST_AVERAGE;
  }
}

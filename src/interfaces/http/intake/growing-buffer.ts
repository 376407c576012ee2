const SMALLEST_BLOCK = 4 * 1024;
const BIGGEST_BLOCK = 256 * 1024;

/** Collects pieces of bytes in blocks, so that many small ones take no more memory than a few big ones, and none is moved twice. */
export class GrowingBuffer {
  private readonly full: Buffer[] = [];
  private block = Buffer.alloc(0);
  private used = 0;
  private total = 0;

  get length(): number {
    return this.total;
  }

  append(piece: Buffer): void {
    for (let at = 0; at < piece.length;) {
      if (this.used === this.block.length) this.addBlock();
      const copied = piece.copy(this.block, this.used, at);
      this.used += copied;
      at += copied;
    }
    this.total += piece.length;
  }

  /** A copy of all bytes so far. */
  bytes(): Buffer {
    return Buffer.concat([...this.full, this.block.subarray(0, this.used)], this.total);
  }

  private addBlock(): void {
    if (this.used > 0) this.full.push(this.block);
    const size = Math.min(BIGGEST_BLOCK, Math.max(SMALLEST_BLOCK, this.total));
    this.block = Buffer.allocUnsafeSlow(size);
    this.used = 0;
  }
}

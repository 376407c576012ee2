/** Keeps the beginning and the end of an output that may be longer than there is room for. */
export class CappedOutput {
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  /** Of all that came. */
  total = 0;

  /** `limit` in bytes. */
  constructor(private readonly limit: number) {}

  get truncated(): boolean {
    return this.total > this.limit;
  }

  add(chunk: Buffer): void {
    this.total += chunk.length;
    const room = Math.max(0, Math.ceil(this.limit / 2) - this.#headBytes);
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += Math.min(room, chunk.length);
    }
    if (chunk.length <= room) return;
    this.#tail.push(chunk.subarray(room));
    this.#tailBytes += chunk.length - room;
    if (this.#tailBytes > this.limit) this.#trim();
  }

  /** Leaves half of the limit of the end. */
  #trim(): void {
    const tail = Buffer.concat(this.#tail);
    this.#tail = [tail.subarray(Math.max(0, tail.length - Math.floor(this.limit / 2)))];
    this.#tailBytes = this.#tail[0]!.length;
  }

  text(): string {
    if (this.truncated) this.#trim();
    const [head, tail] = [Buffer.concat(this.#head), Buffer.concat(this.#tail)];
    const left = this.total - head.length - tail.length;
    return left === 0
      ? Buffer.concat([head, tail]).toString('utf8')
      : `${head.toString('utf8')}\n… ${left} bytes left out …\n${tail.toString('utf8')}`;
  }
}

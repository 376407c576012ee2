/** The entries used last, at most so many: for what is small, such as a number or a token, and can be had again. */
export class RecentlyUsed<Key, Value> {
  /** Oldest use first. */
  private readonly entries = new Map<Key, Value>();

  constructor(private readonly most: number) {}

  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.most)
      for (const oldest of this.entries.keys()) return void this.entries.delete(oldest);
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }

  [Symbol.iterator](): IterableIterator<[Key, Value]> {
    return this.entries[Symbol.iterator]();
  }
}

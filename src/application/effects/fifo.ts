/** First in, first out, in constant time however much waits: shifting a long array moves all of it. */
export class Fifo<Item> {
  private items: Item[] = [];
  private at = 0;

  push(item: Item): void {
    this.items.push(item);
  }

  /** The next to be taken out; undefined: nothing waits. */
  get first(): Item | undefined {
    return this.items[this.at];
  }

  shift(): Item | undefined {
    const item = this.items[this.at];
    if (item === undefined) return undefined;
    if (++this.at * 2 > this.items.length) {
      this.items = this.items.slice(this.at);
      this.at = 0;
    }
    return item;
  }
}

/** Counts what senders have at a time: of one of them, and in all. */
export class SenderCounts {
  private readonly counts = new Map<string, number>();
  private total = 0;

  constructor(private readonly most: { readonly each: number; readonly all: number }) {}

  /** Counts one more, and answers what counts it out; or whose limit forbids it. */
  join(sender: string): (() => void) | 'sender' | 'all' {
    const own = this.counts.get(sender) ?? 0;
    if (own >= this.most.each) return 'sender';
    if (this.total >= this.most.all) return 'all';
    this.counts.set(sender, own + 1);
    this.total += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.total -= 1;
      const rest = this.counts.get(sender)! - 1;
      if (rest > 0) this.counts.set(sender, rest);
      else this.counts.delete(sender);
    };
  }
}

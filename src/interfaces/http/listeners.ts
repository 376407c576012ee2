import type { Audience } from '../../application/queries/audience/audience.js';

/** Listeners at a time: of one sender, and in all. Each may hold a page that it has not taken. */
const MOST: Readonly<Record<Audience, { readonly each: number; readonly all: number }>> = {
  public: { each: 10, all: 300 },
  operators: { each: 20, all: 100 },
};

/** Counts who listens. Operators are counted by themselves, so that no crowd keeps them out. */
export class Listeners {
  private readonly counts = { public: new Map<string, number>(), operators: new Map<string, number>() };

  /** Counts one more, and answers what counts it out; or whose limit forbids it. */
  join(audience: Audience, sender: string): (() => void) | 'sender' | 'all' {
    const counts = this.counts[audience];
    const own = counts.get(sender) ?? 0;
    if (own >= MOST[audience].each) return 'sender';
    if ([...counts.values()].reduce((sum, count) => sum + count, 0) >= MOST[audience].all) return 'all';
    counts.set(sender, own + 1);
    return () => {
      const rest = (counts.get(sender) ?? 1) - 1;
      if (rest > 0) counts.set(sender, rest);
      else counts.delete(sender);
    };
  }
}

/** How many are let through at a time, and how many may wait for it: of one sender, and in all. */
export interface GateLimits {
  readonly each: { readonly inside: number; readonly waiting: number };
  readonly all: { readonly inside: number; readonly waiting: number };
}

/** Who asks has too much under way already, or all together have. */
export class GateFull extends Error {
  constructor(readonly whose: 'sender' | 'all') {
    super(whose === 'sender' ? 'You have asked for too much at a time.' : 'Too much is asked for at this moment.');
    this.name = 'GateFull';
  }
}

interface Waiting {
  readonly sender: string;
  enter(): void;
}

/** Lets a limited number through at a time. Others wait, in the order in which they came, as far as their sender's limit lets them. */
export class Gate {
  private readonly inside = new Map<string, number>();
  private readonly waiting: Waiting[] = [];
  private total = 0;

  constructor(private readonly limits: GateLimits) {}

  /**
   * Resolves when the sender is let in, with what lets the next one in: it may be called more than once. Rejects with `GateFull`, or with
   * the signal's reason when it aborts before.
   */
  enter(sender: string, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    if (this.mayEnter(sender)) return Promise.resolve(this.admit(sender));
    const own = this.waiting.filter((each) => each.sender === sender).length;
    if (own >= this.limits.each.waiting) return Promise.reject(new GateFull('sender'));
    if (this.waiting.length >= this.limits.all.waiting) return Promise.reject(new GateFull('all'));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        sender,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.admit(sender));
        },
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(reasonOf(signal));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(waiting);
    });
  }

  private mayEnter(sender: string): boolean {
    return this.total < this.limits.all.inside && (this.inside.get(sender) ?? 0) < this.limits.each.inside;
  }

  private admit(sender: string): () => void {
    this.total += 1;
    this.inside.set(sender, (this.inside.get(sender) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.total -= 1;
      const rest = this.inside.get(sender)! - 1;
      if (rest > 0) this.inside.set(sender, rest);
      else this.inside.delete(sender);
      this.next();
    };
  }

  private next(): void {
    const at = this.waiting.findIndex(({ sender }) => this.mayEnter(sender));
    if (at >= 0) this.waiting.splice(at, 1)[0]!.enter();
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('The sender has gone.');
}

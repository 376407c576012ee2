import type { Random } from './random.js';

/** How deliveries are disturbed; each is a probability, `shuffleMs` a random delay that lets later ones overtake. */
export interface Disturbance {
  readonly drop?: number;
  readonly repeat?: number;
  readonly shuffleMs?: number;
}

/** One delivery: an attempt answers whether the receiver took it. */
export interface Parcel {
  readonly name: string;
  readonly attempt: () => Promise<boolean>;
}

const RETRY_MS = 100;

/**
 * Brings webhooks, callbacks and messages to the service. `once`: one attempt each, side by side, as GitHub and
 * Testing Farm do. `until-accepted`: in order, each repeated until it is taken, as a broker does for a queue.
 */
export class Courier {
  #disturbance: Disturbance = {};
  #held: Parcel[] | undefined;
  #line: Promise<void> = Promise.resolve();
  #closed = false;
  #timers = new Map<NodeJS.Timeout, () => void>();
  /** Parcels under way. */
  underWay = 0;
  lastActivityAt = Date.now();
  readonly dropped: string[] = [];

  constructor(
    private readonly manner: 'once' | 'until-accepted',
    private readonly random: Random,
  ) {}

  disturb(disturbance: Disturbance): void {
    this.#disturbance = disturbance;
  }

  /** Keeps back what is sent from now on. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was kept back, by default in its order. */
  release(order: (parcels: Parcel[]) => Parcel[] = (parcels) => parcels): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const parcel of order(held)) this.send(parcel);
  }

  send(parcel: Parcel): void {
    if (this.#held) {
      this.#held.push(parcel);
      return;
    }
    const { drop = 0, repeat = 0, shuffleMs = 0 } = this.#disturbance;
    if (drop > 0 && this.random() < drop) {
      this.dropped.push(parcel.name);
      return;
    }
    const copies = repeat > 0 && this.random() < repeat ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#dispatch(parcel, shuffleMs > 0 ? this.random() * shuffleMs : 0);
  }

  close(): void {
    this.#closed = true;
    for (const [timer, wake] of this.#timers) {
      clearTimeout(timer);
      wake();
    }
  }

  #dispatch(parcel: Parcel, delayMs: number): void {
    this.underWay += 1;
    const carry = async () => {
      if (delayMs > 0) await this.#pause(delayMs);
      await this.#carry(parcel);
      this.underWay -= 1;
      this.lastActivityAt = Date.now();
    };
    if (this.manner === 'until-accepted' && delayMs === 0) this.#line = this.#line.then(carry);
    else void carry();
  }

  async #carry(parcel: Parcel): Promise<void> {
    while (!this.#closed) {
      const taken = await parcel.attempt().catch(() => false);
      if (taken || this.manner === 'once') return;
      await this.#pause(RETRY_MS);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.set(timer, resolve);
    });
  }
}

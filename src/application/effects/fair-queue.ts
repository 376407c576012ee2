import { isService } from '../../domain/tenant.js';
import type { Priority } from '../../domain/todo.js';
import { Fifo } from './fifo.js';

/** For whom something waits, and how urgent it is. */
export interface Claim {
  readonly tenant: string;
  readonly priority: Priority;
}

/** First words with what leads to them, results, the rule, progress: a class goes before the next, whoever it is for. */
const CLASSES: readonly (readonly Priority[])[] = [[0, 1], [2], [3], [4]];
/** After so many that went first, one of a later class gets its turn, where one waits: nothing waits for ever. */
const PATIENCE = 8;
/** A service that speaks for everybody has so many turns in a round. */
const TURNS_OF_A_SERVICE = 16;

/**
 * What waits for its turn, shared by deficit round robin: in each class every tenant has one turn in a round (a service that speaks for
 * everybody has more), and within a tenant the more urgent goes first, then the older. However much one tenant wants, nobody waits
 * for more than one round of the others.
 */
export class FairQueue<Item> {
  /** What belongs to a turn that its tenant has had: it goes before everything. */
  private readonly halfDone = new Round<Item>([0]);
  private readonly classes = CLASSES.map((priorities) => new Round<Item>(priorities));
  private readonly rounds = [this.halfDone, ...this.classes];
  private inARow = 0;
  private exceptions = 0;

  /** `endsTurn`: it is a first word, and belongs to a turn that its tenant has had. */
  add(item: Item, claim: Claim, endsTurn = false): void {
    const round = endsTurn
      ? this.halfDone
      : this.classes.find(({ priorities }) => priorities.includes(claim.priority))!;
    round.add(item, claim);
  }

  /**
   * Takes out the next. What is not `wanted` any more is dropped, and costs nobody a turn. Whoever may not begin keeps their place.
   */
  next(wanted: (item: Item) => boolean, mayBegin: (claim: Claim) => boolean): Item | undefined {
    const [first, ...later] = this.rounds.filter((round) => round.can(wanted, mayBegin));
    if (later.length === 0) return first?.take();
    if (this.inARow++ < PATIENCE) return first!.take();
    this.inARow = 0;
    return later[this.exceptions++ % later.length]!.take();
  }
}

interface Share<Item> {
  readonly claim: Claim;
  /** Turns that are left in this round. */
  turns: number;
  /** By priority, in the order of the class. */
  readonly queues: readonly Fifo<Item>[];
}

/** One class: its tenants in the order of their turns. */
class Round<Item> {
  /** The next turn is that of the first. */
  private readonly shares = new Map<string, Share<Item>>();
  private found?: { readonly tenant: string; readonly share: Share<Item>; readonly queue: Fifo<Item> };

  constructor(readonly priorities: readonly Priority[]) {}

  add(item: Item, claim: Claim): void {
    const { tenant, priority } = claim;
    const share = this.shares.get(tenant) ?? {
      claim: { tenant, priority: this.priorities[0]! },
      turns: turnsOf(tenant),
      queues: this.priorities.map(() => new Fifo<Item>()),
    };
    this.shares.set(tenant, share);
    share.queues[this.priorities.indexOf(priority)]!.push(item);
  }

  /** Whether there is something to take, which `take` then does. */
  can(wanted: (item: Item) => boolean, mayBegin: (claim: Claim) => boolean): boolean {
    this.found = undefined;
    for (const [tenant, share] of this.shares) {
      if (!mayBegin(share.claim)) continue;
      const queue = share.queues.find((each) => firstWanted(each, wanted));
      if (queue) {
        this.found = { tenant, share, queue };
        return true;
      }
      this.shares.delete(tenant);
    }
    return false;
  }

  take(): Item {
    const { tenant, share, queue } = this.found!;
    const item = queue.shift()!;
    share.turns--;
    const isEmpty = share.queues.every(({ first }) => first === undefined);
    if (isEmpty) this.shares.delete(tenant);
    else if (share.turns <= 0) {
      share.turns = turnsOf(tenant);
      this.shares.delete(tenant);
      this.shares.set(tenant, share);
    }
    return item;
  }
}

const turnsOf = (tenant: string) => (isService(tenant) ? TURNS_OF_A_SERVICE : 1);

/** Drops what is not wanted from the front. */
function firstWanted<Item>(queue: Fifo<Item>, wanted: (item: Item) => boolean): boolean {
  for (let item = queue.first; item !== undefined; item = queue.first) {
    if (wanted(item)) return true;
    queue.shift();
  }
  return false;
}

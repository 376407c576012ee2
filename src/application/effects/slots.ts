import type { Claim } from './fair-queue.js';

/** Of all slots, one tenant may hold so much, and what is not a first word as well: whoever comes finds one free. */
const MOST_FOR_ONE = 3 / 4;

/** What is under way, and whether more may begin beside it. */
export class Slots {
  /** How many may be under way at once. */
  limit = Infinity;
  private readonly tenants = new Map<string, number>();
  private all = 0;
  private later = 0;

  get used(): number {
    return this.all;
  }

  mayBegin({ tenant, priority }: Claim): boolean {
    const most = Math.ceil(this.limit * MOST_FOR_ONE);
    if (this.all >= this.limit || (isLater(priority) && this.later >= most)) return false;
    return (this.tenants.get(tenant) ?? 0) < most;
  }

  take({ tenant, priority }: Claim): void {
    this.all++;
    if (isLater(priority)) this.later++;
    this.tenants.set(tenant, (this.tenants.get(tenant) ?? 0) + 1);
  }

  free({ tenant, priority }: Claim): void {
    this.all--;
    if (isLater(priority)) this.later--;
    const left = this.tenants.get(tenant)! - 1;
    if (left > 0) this.tenants.set(tenant, left);
    else this.tenants.delete(tenant);
  }
}

/** Neither a first word nor what leads to one. */
const isLater = (priority: Claim['priority']) => priority > 1;

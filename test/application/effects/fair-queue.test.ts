import { FairQueue, type Claim } from '../../../src/application/effects/fair-queue.js';
import { longestWait } from './turns-of-tenants.js';
import type { Priority } from '../../../src/domain/todo.js';

const always = () => true;

/** A queue of names `tenant:n`, and what comes out of it. */
class Taken {
  readonly queue = new FairQueue<string>();

  add(tenant: string, count: number, priority: Priority = 1): this {
    for (let n = 0; n < count; n++) this.queue.add(`${tenant}:${n}`, { tenant, priority });
    return this;
  }

  take(count = Infinity, mayBegin: (claim: Claim) => boolean = always): string[] {
    const taken: string[] = [];
    for (let item = this.queue.next(always, mayBegin); item !== undefined; item = this.queue.next(always, mayBegin)) {
      taken.push(item);
      if (taken.length === count) break;
    }
    return taken;
  }
}

const account = (n: number) => `forge.example/account-${n}`;
const tenantOf = (item: string) => item.slice(0, item.lastIndexOf(':'));

it('gives everybody one turn in a round, however unequal the loads are', () => {
  const taken = new Taken();
  for (let n = 0; n < 50; n++) taken.add(account(n), n === 0 ? 2_000 : 1 + (n % 7) * 5);
  const order = taken.take();
  expect(order).toHaveLength(2_000 + [...Array(49).keys()].reduce((sum, n) => sum + 1 + ((n + 1) % 7) * 5, 0));
  expect(new Set(order.slice(0, 50).map(tenantOf)).size).toBe(50);
  expect(longestWait(order.map(tenantOf))).toBe(1);
});

it('keeps the order within a tenant', () => {
  const order = new Taken().add(account(1), 20).add(account(2), 3).take();
  const ofOne = order.filter((item) => tenantOf(item) === account(1));
  expect(ofOne).toEqual([...ofOne.keys()].map((n) => `${account(1)}:${n}`));
});

it('lets who comes late wait for one round at most', () => {
  const taken = new Taken();
  for (let n = 0; n < 50; n++) taken.add(account(n), 100);
  for (let turn = 0; turn < 137; turn++) taken.take(1);
  const order = taken.add('forge.example/late', 2).take(150);
  expect(order.findIndex((item) => tenantOf(item) === 'forge.example/late')).toBeLessThanOrEqual(50);
  expect(longestWait(order.map(tenantOf))).toBeLessThanOrEqual(1);
});

it('lets the more urgent of a tenant go first: words that are ready, then inputs', () => {
  const queue = new FairQueue<string>();
  const [one, other] = [account(1), account(2)];
  for (const name of ['look 1', 'look 2']) queue.add(name, { tenant: one, priority: 1 });
  queue.add('look 3', { tenant: other, priority: 1 });
  queue.add('word 1', { tenant: one, priority: 0 });
  const all = Array.from({ length: 4 }, () => queue.next(always, always));
  expect(all).toEqual(['word 1', 'look 3', 'look 1', 'look 2']);
});

it('lets the first word about an input follow at once: both are one turn', () => {
  const queue = new FairQueue<string>();
  for (const n of [1, 2, 3]) queue.add(`look ${n}`, { tenant: account(n), priority: 1 });
  queue.add('look 1 again', { tenant: account(1), priority: 1 });
  expect(queue.next(always, always)).toBe('look 1');
  queue.add('word 1', { tenant: account(1), priority: 0 }, true);
  const rest = Array.from({ length: 4 }, () => queue.next(always, always));
  expect(rest).toEqual(['word 1', 'look 2', 'look 3', 'look 1 again']);
});

it('lets first words of all go before results, those before the rule, and that before progress', () => {
  const priorities = [4, 3, 2, 1, 0] as const;
  const taken = new Taken();
  for (const priority of priorities) taken.add(account(priority), 1, priority);
  expect(new Set(taken.take(2).map(tenantOf))).toEqual(new Set([account(0), account(1)]));
  expect(taken.take().map(tenantOf)).toEqual([account(2), account(3), account(4)]);
});

it('lets nothing wait for ever behind what is more urgent', () => {
  const taken = new Taken().add(account(1), 1_000, 1);
  for (const priority of [2, 3, 4] as const) taken.add(account(priority), 5, priority);
  const order = taken.take(200);
  for (const priority of [2, 3, 4])
    expect(order.filter((item) => tenantOf(item) === account(priority))).toHaveLength(5);
  expect(order.filter((item) => tenantOf(item) === account(1))).toHaveLength(185);
});

it('gives a service, which speaks for everybody, more turns in a round', () => {
  const taken = new Taken().add('copr', 100, 2);
  for (let n = 0; n < 10; n++) taken.add(account(n), 100, 2);
  const order = taken.take(260);
  expect(order.filter((item) => tenantOf(item) === 'copr')).toHaveLength(100);
  expect(order.slice(0, 26).filter((item) => tenantOf(item) === 'copr')).toHaveLength(16);
});

it('skips who may not begin, and keeps their place', () => {
  const taken = new Taken().add(account(1), 3).add(account(2), 3);
  const notOne = ({ tenant }: Claim) => tenant !== account(1);
  expect(taken.take(2, notOne)).toEqual([`${account(2)}:0`, `${account(2)}:1`]);
  expect(taken.take(2)).toEqual([`${account(1)}:0`, `${account(2)}:2`]);
  expect(taken.take(1, () => false)).toEqual([]);
});

it('drops what is not wanted any more, which costs nobody a turn', () => {
  const taken = new Taken().add(account(1), 4).add(account(2), 4);
  const wanted = (item: string) => item !== `${account(1)}:0` && item !== `${account(1)}:1`;
  expect(taken.queue.next(wanted, always)).toBe(`${account(1)}:2`);
  expect(taken.queue.next(wanted, always)).toBe(`${account(2)}:0`);
});

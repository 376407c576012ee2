import { Slots } from '../../../src/application/effects/slots.js';

const claim = (tenant: string, priority: 0 | 1 | 3) => ({ tenant, priority }) as const;

function fill(slots: Slots, tenant: string, priority: 0 | 1 | 3): number {
  let count = 0;
  for (; slots.mayBegin(claim(tenant, priority)); count++) slots.take(claim(tenant, priority));
  return count;
}

it('leave room for others beside one tenant, however much it wants', () => {
  const slots = new Slots();
  slots.limit = 16;
  expect(fill(slots, 'a', 1)).toBe(12);
  expect(fill(slots, 'b', 1)).toBe(4);
  expect(slots.used).toBe(16);
  slots.free(claim('b', 1));
  expect(slots.mayBegin(claim('a', 1))).toBe(false);
  expect(slots.mayBegin(claim('c', 1))).toBe(true);
});

it('leave room for first words beside everything else', () => {
  const slots = new Slots();
  slots.limit = 16;
  const later = [...Array(20).keys()].map((n) => fill(slots, `t${n}`, 3)).reduce((sum, n) => sum + n);
  expect(later).toBe(12);
  expect(fill(slots, 'x', 0)).toBe(4);
});

import { grant, wishFor } from '../wishes.js';
import { longestWait } from './turns-of-tenants.js';
import { WorkingCore } from './working-core.js';

const TENANTS = 50;
const loadOf = (n: number) => (n === 0 ? 120 : 1 + (n % 6));
const account = (n: number) => `forge.example/account-${n}`;

let working: WorkingCore;
afterEach(() => working.close());

/** Inputs of every tenant, each of which has a first word when it was looked at. All of the first one's are there first. */
async function inputs(): Promise<void> {
  for (let n = 0; n < TENANTS; n++)
    await Promise.all(
      Array.from({ length: loadOf(n) }, (_, at) => {
        const wish = { tenant: account(n), lane: `input ${n}/${at}`, priority: 1 } as const;
        return wishFor(working.core.streams, `input ${n}/${at}`, wish, `wish-${n}/${at}`);
      }),
    );
  await working.settled();
}

/** Tenants in the order of their first words. */
function speaking(): string[] {
  const words: string[] = [];
  working.act = async ({ key, stream, tenant, priority }) => {
    if (priority === 0) words.push(tenant);
    else await wishFor(working.core.streams, `word on ${key}`, { tenant, lane: `word ${key}`, priority: 0 }, stream);
    await grant(working.core.streams, key, stream);
    return undefined;
  };
  return words;
}

/** Several are under way at once, so a word may be overtaken by one of the next round. */
const ONE_ROUND = 2;

it('gives everybody their first word in turn, whatever the others want', async () => {
  working = await WorkingCore.open();
  await inputs();
  const words = speaking();
  working.start();
  while (working.projector.openTodos().length > 0) await working.settled();
  expect(words).toHaveLength(Array.from({ length: TENANTS }, (_, n) => loadOf(n)).reduce((sum, n) => sum + n));
  expect(longestWait(words)).toBeLessThanOrEqual(ONE_ROUND);
  expect(new Set(words.slice(0, ONE_ROUND * TENANTS)).size).toBe(TENANTS);
});

it('goes on where it was when the process dies', async () => {
  working = await WorkingCore.open();
  await inputs();
  const words = speaking();
  const { act } = working;
  // In the middle of a round, with some under way.
  working.act = (todo, context) => (words.length < 75 ? act(todo, context) : new Promise(() => undefined));
  working.start();
  await working.settled();
  working = await working.die();
  working.act = act;
  working.start();
  while (working.projector.openTodos().length > 0) await working.settled();
  expect(longestWait(words)).toBeLessThanOrEqual(ONE_ROUND);
});

it('lets who comes late have their first word next, with thousands waiting', async () => {
  working = await WorkingCore.open();
  await inputs();
  const words = speaking();
  const { act } = working;
  let late: number | undefined;
  working.act = async (todo, context) => {
    if (words.length === 20 && late === undefined) {
      late = 20;
      const wish = { tenant: 'forge.example/late', lane: 'late', priority: 1 } as const;
      await wishFor(working.core.streams, 'late', wish, 'wish-late');
    }
    return act(todo, context);
  };
  working.start();
  while (working.projector.openTodos().length > 0) await working.settled();
  expect(words.indexOf('forge.example/late') - 20).toBeLessThanOrEqual(ONE_ROUND * TENANTS);
});

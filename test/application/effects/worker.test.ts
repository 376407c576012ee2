import { FIRST_CONCURRENCY } from '../../../src/application/effects/worker.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import { wishFor } from '../wishes.js';
import { WorkingCore } from './working-core.js';

const outage = (retryAfterMs?: number) =>
  new TransientFailure('no answer', { service: 'somewhere', kind: 'network', retryAfterMs });
const refusal = new PermanentFailure('no', { service: 'somewhere', kind: 'forbidden' });

let working: WorkingCore;
afterEach(() => working.close());

/** Something that is under way until it is told to go on. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('lanes', () => {
  it('are worked off one at a time and oldest first, side by side with others', async () => {
    working = await WorkingCore.open();
    await working.wish('a', { lane: 'one' });
    await working.wish('b', { lane: 'one' });
    await working.wish('c', { lane: 'two' });
    const first = gate();
    working.act = async (todo) => {
      if (todo.key === 'a') await first.opened;
      return working.granted(todo.key);
    };
    working.worker.start();
    await working.settled();
    expect(working.performed).toEqual(['a', 'c']);
    first.open();
    await working.settled();
    expect(working.performed).toEqual(['a', 'c', 'b']);
  });

  it('go by the priority of what is first in them, also when that changes while they wait', async () => {
    working = await WorkingCore.open();
    const busy = gate();
    working.act = async (todo) => {
      if (todo.key.startsWith('busy')) await busy.opened;
      return working.granted(todo.key, todo.stream);
    };
    for (let n = 0; n < FIRST_CONCURRENCY; n++) {
      const wish = { lane: `busy${n}`, tenant: `forge.example/${n}`, priority: 0 } as const;
      await wishFor(working.core.streams, `busy${n}`, wish, `wish-busy${n}`);
    }
    working.worker.start();
    await working.settled();
    expect(working.performed).toHaveLength(FIRST_CONCURRENCY);
    await working.wish('progress of x', { lane: 'x', priority: 4 });
    await working.wish('result', { lane: 'r', priority: 2 });
    await working.wish('rule', { lane: 'q', priority: 3 });
    await working.wish('late progress', { lane: 'z', priority: 4 });
    await working.wish('input', { lane: 'i', priority: 1 });
    await working.wish('late progress', { lane: 'z', priority: 2, data: 'it has ended' });
    await working.wish('first word', { lane: 'f', priority: 0 });
    busy.open();
    await working.settled();
    expect(working.performed.slice(FIRST_CONCURRENCY)).toEqual([
      'first word',
      'input',
      'result',
      'late progress',
      'rule',
      'progress of x',
    ]);
  });

  it('are not blocked by what is due later', async () => {
    working = await WorkingCore.open();
    await working.wish('later', { dueAt: '2026-01-05T12:01:00.000Z' });
    await working.wish('next', {});
    working.worker.start();
    await working.settled();
    expect(working.performed).toEqual(['next']);
    await working.pass(60_000);
    expect(working.performed).toEqual(['next', 'later']);
  });

  it('keep their order through retries: what failed holds up what is younger, and nobody else', async () => {
    working = await WorkingCore.open();
    await working.wish('cancel');
    await working.wish('build');
    await working.wish('elsewhere', { lane: 'other' });
    working.act = (todo) => {
      if (todo.key === 'cancel') throw outage();
      return working.granted(todo.key);
    };
    working.worker.start();
    await working.settled();
    await working.wish('another build');
    await working.wish('cancel', { data: 'changed' });
    expect(working.performed).toEqual(['cancel', 'elsewhere']);
    await working.pass(1_000);
    working.act = (todo) => working.granted(todo.key);
    await working.pass(2_000);
    expect(working.performed).toEqual(['cancel', 'elsewhere', 'cancel', 'cancel', 'build', 'another build']);
  });

  it('go on when what held them up is not wanted any more, or is given up', async () => {
    working = await WorkingCore.open();
    await working.wish('a');
    await working.wish('b');
    await working.wish('c');
    working.act = (todo) => {
      if (todo.key === 'a') throw outage();
      if (todo.key === 'b') throw refusal;
      return working.granted(todo.key);
    };
    working.worker.start();
    await working.settled();
    expect(working.performed).toEqual(['a']);
    await working.granted('a');
    await working.settled();
    expect(working.performed).toEqual(['a', 'b', 'c']);
  });
});

describe('a todo', () => {
  it('that fails is tried again later and later, and may then be there already', async () => {
    working = await WorkingCore.open();
    await working.wish('a');
    working.act = () => {
      throw outage();
    };
    working.worker.start();
    await working.settled();
    const waits: number[] = [];
    for (let n = 0; n < 14; n++) {
      const [wait = 0] = working.core.clock.asleep;
      waits.push(wait);
      await working.pass(wait);
    }
    for (const [n, wait] of waits.entries()) {
      const longest = Math.min(30 * 60_000, 1_000 * 2 ** n);
      expect(wait).toBeGreaterThanOrEqual(longest / 2);
      expect(wait).toBeLessThanOrEqual(longest);
    }
    expect(working.effect.calls.map(({ context }) => context.tries)).toEqual([...waits.keys(), waits.length]);
    // What was open when the process started may have been done by an earlier one.
    expect(working.effect.calls.every(({ context }) => context.mayExist)).toBe(true);
  });

  it('waits as long as the service asks for, and a second at least', async () => {
    working = await WorkingCore.open();
    working.act = () => {
      throw outage(90_000);
    };
    working.worker.start();
    await working.wish('a');
    expect(working.core.clock.asleep).toEqual([90_000]);
    working.act = () => {
      throw outage(0);
    };
    await working.pass(90_000);
    expect(working.core.clock.asleep).toEqual([1_000]);
    expect(working.effect.calls.map(({ context }) => context.mayExist)).toEqual([false, true]);
  });

  it('that changes while it waits after a failure keeps its wait, and may be there already', async () => {
    working = await WorkingCore.open();
    working.act = () => {
      throw outage(60_000);
    };
    working.worker.start();
    await working.wish('a', { data: 1 });
    working.act = (todo) => working.granted(todo.key);
    await working.wish('a', { data: 2 });
    expect(working.performed).toHaveLength(1);
    await working.pass(60_000);
    expect(working.effect.calls.map(({ todo, context }) => [todo.data, context.mayExist, context.tries])).toEqual([
      [1, false, 0],
      [2, true, 1],
    ]);
  });

  it('that changes while it is performed is performed again, that closes is not', async () => {
    working = await WorkingCore.open();
    const [first, second] = [gate(), gate()];
    working.act = async (todo) => {
      await (todo.data === 1 ? first : second).opened;
      if (todo.data === 2) await working.granted(todo.key);
      return todo.data === 3 ? { againInMs: 5_000 } : undefined;
    };
    working.worker.start();
    await working.wish('a', { data: 1 });
    await working.wish('a', { data: 2 });
    first.open();
    await working.settled();
    expect(working.effect.calls.map(({ todo }) => todo.data)).toEqual([1, 2]);
    second.open();
    await working.settled();
    expect(working.projector.openTodos()).toEqual([]);
    const third = gate();
    working.act = async () => {
      await third.opened;
      throw refusal;
    };
    await working.wish('b');
    await working.granted('b');
    third.open();
    await working.pass(3_600_000);
    expect(working.performed).toEqual(['a', 'a', 'b']);
    expect(working.worker.parkedTodos()).toEqual([]);
  });

  it('that asks for it is looked at again, without blocking its lane', async () => {
    working = await WorkingCore.open();
    working.act = (todo, { tries }) => {
      expect(tries).toBe(0);
      return todo.key === 'poll' ? { againInMs: 5_000 } : working.granted(todo.key);
    };
    working.worker.start();
    await working.wish('poll');
    await working.wish('other');
    await working.pass(5_000);
    expect(working.performed).toEqual(['poll', 'other', 'poll']);
    await working.granted('poll');
    await working.settled();
    await working.pass(60_000);
    expect(working.performed).toHaveLength(3);
  });

  it('that is done and still wanted is not done in a tight loop', async () => {
    working = await WorkingCore.open();
    working.act = () => undefined;
    working.worker.start();
    await working.wish('a');
    for (let second = 0; second < 600; second += 30) await working.pass(30_000);
    expect(working.performed.length).toBeLessThan(15);
    expect(working.core.log.lines).toContain('warn: performed, but still wanted');
  });

  it('that is refused for good is parked until it is released or wanted otherwise', async () => {
    working = await WorkingCore.open();
    working.act = () => {
      throw refusal;
    };
    working.worker.start();
    await working.wish('a', { data: 1 });
    await working.wish('b');
    expect(working.worker.parkedTodos().map(({ todo, error }) => [todo.key, error])).toEqual([
      ['a', 'no'],
      ['b', 'no'],
    ]);
    working.act = (todo) => working.granted(todo.key);
    await working.pass(3_600_000);
    expect(working.performed).toEqual(['a', 'b']);
    expect(working.worker.release('b')).toBe(true);
    expect(working.worker.release('unknown')).toBe(false);
    await working.wish('a', { data: 2 });
    expect(working.performed).toEqual(['a', 'b', 'b', 'a']);
    expect(working.worker.parkedTodos()).toEqual([]);
  });

  it('that meets a bug is tried six times, then parked', async () => {
    working = await WorkingCore.open();
    working.act = () => {
      throw new TypeError('bug');
    };
    working.worker.start();
    await working.wish('a');
    for (let n = 0; n < 10; n++) await working.pass(60_000);
    expect(working.performed).toHaveLength(6);
    expect(working.worker.parkedTodos()).toHaveLength(1);
  });

  it('of a type that nothing performs is parked and holds up nobody', async () => {
    working = await WorkingCore.open();
    working.worker.start();
    await working.wish('strange', { type: 'strange' });
    await working.wish('a');
    for (let n = 0; n < 10; n++) await working.pass(60_000);
    expect(working.performed).toEqual(['a']);
    expect(working.worker.parkedTodos().map(({ error }) => error)).toEqual(['nothing performs strange']);
  });
});

it('begins with few at once, and takes one more with each that is through', async () => {
  working = await WorkingCore.open();
  const gates: (() => void)[] = [];
  working.act = async (todo) => {
    const wait = gate();
    gates.push(wait.open);
    await wait.opened;
    await working.granted(todo.key, `wish-${todo.key}`);
  };
  const count = 2 * FIRST_CONCURRENCY + 3;
  for (let n = 0; n < count; n++) {
    const wish = { lane: String(n), tenant: `forge.example/${n}`, priority: 0 } as const;
    await wishFor(working.core.streams, String(n), wish, `wish-${n}`);
  }
  await working.settled();
  working.worker.start();
  await working.settled();
  expect(working.performed).toHaveLength(FIRST_CONCURRENCY);
  gates[0]!();
  await working.settled();
  expect(working.performed).toHaveLength(FIRST_CONCURRENCY + 2);
  gates[1]!();
  await working.settled();
  expect(working.performed).toHaveLength(FIRST_CONCURRENCY + 4);
  while (gates.length < count) {
    for (const open of gates) open();
    await working.settled();
  }
  for (const open of gates) open();
  await working.settled();
  expect(working.projector.openTodos()).toEqual([]);
});

it('stops when what is under way is finished, and begins nothing new', async () => {
  working = await WorkingCore.open();
  const first = gate();
  working.act = async (todo) => {
    await first.opened;
    await working.granted(todo.key);
  };
  working.worker.start();
  await working.wish('a');
  await working.wish('b');
  await working.wish('c', { lane: 'other', dueAt: '2026-01-05T12:01:00.000Z' });
  let stopped = false;
  const stopping = working.worker.stop().then(() => (stopped = true));
  await working.pass(120_000);
  expect(stopped).toBe(false);
  first.open();
  await stopping;
  expect(working.performed).toEqual(['a']);
  expect(working.projector.openTodos().map(({ key }) => key)).toEqual(['b', 'c']);
  expect(working.core.clock.asleep).toEqual([]);
});

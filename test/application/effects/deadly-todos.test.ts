import { wishFor } from '../wishes.js';
import { WorkingCore } from './working-core.js';

let working: WorkingCore;
afterEach(() => working.close());

const forEver = (): Promise<undefined> => new Promise(() => undefined);

/** From the moment on that `deadly` begins, nothing ends any more: the process is about to die. */
function dieOf(deadly: string): void {
  let isDying = false;
  const { effect } = working;
  const calls = effect.calls.length;
  working.act = (todo) => {
    isDying ||= effect.calls.slice(calls).some(({ key }) => key === deadly);
    return isDying ? forEver() : working.granted(todo.key, todo.stream);
  };
}

async function wish(key: string, tenant = 'forge.example/somebody'): Promise<void> {
  await wishFor(working.core.streams, key, { lane: key, tenant }, `wish-${key}`);
}

async function lives(deaths: number): Promise<void> {
  for (let death = 0; death < deaths; death++) {
    dieOf('deadly');
    working.start();
    await working.settled();
    working = await working.die();
  }
  dieOf('deadly');
}

it('is parked when the process has died of it three times, named, and everything else goes on', async () => {
  working = await WorkingCore.open();
  await wish('deadly');
  for (let n = 0; n < 40; n++) await wish(`harmless-${n}`, `forge.example/${n % 3}`);
  await lives(3);
  working.start();
  await working.settled();
  expect(working.projector.openTodos().map(({ key }) => key)).toEqual(['deadly']);
  expect(working.performed).not.toContain('deadly');
  const [parked, ...others] = working.worker.parkedTodos();
  expect(others).toEqual([]);
  expect(parked).toMatchObject({
    todo: { key: 'deadly', type: 'wish' },
    error: 'it was under way when the process died, 3 times in a row',
  });
  expect(working.core.log.lines).toContain('error: parked');
});

it('stays parked in the processes that follow, until it is released', async () => {
  working = await WorkingCore.open();
  await wish('deadly');
  await lives(3);
  for (let process = 0; process < 3; process++) {
    working.start();
    await working.settled();
    expect(working.worker.parkedTodos().map(({ todo }) => todo.key)).toEqual(['deadly']);
    expect(working.performed).toEqual([]);
    working = await working.die();
  }
  working.start();
  expect(working.worker.release('deadly')).toBe(true);
  await working.settled();
  expect(working.projector.openTodos()).toEqual([]);
  working = await working.die();
  working.start();
  await working.settled();
  expect(working.worker.parkedTodos()).toEqual([]);
});

it('is tried after two deaths, and after three of which it survived one', async () => {
  working = await WorkingCore.open();
  await wish('deadly');
  await lives(2);
  working.act = () => ({ againInMs: 60_000 });
  working.start();
  await working.settled();
  working = await working.die();
  await lives(1);
  working.act = (todo) => working.granted(todo.key, todo.stream);
  working.start();
  await working.settled();
  expect(working.worker.parkedTodos()).toEqual([]);
  expect(working.projector.openTodos()).toEqual([]);
});

it('is not what was under way when the process was told to end', async () => {
  working = await WorkingCore.open();
  await wish('slow');
  for (let process = 0; process < 4; process++) {
    working.act = forEver;
    working.start();
    await working.settled();
    void working.worker.stop();
    working = await working.die();
  }
  working.act = (todo) => working.granted(todo.key, todo.stream);
  working.start();
  await working.settled();
  expect(working.performed).toEqual(['slow']);
});

it('is one of those that were there at two deaths: they are done one at a time, the others beside them', async () => {
  working = await WorkingCore.open();
  for (let n = 0; n < 5; n++) await wish(`suspect-${n}`, `forge.example/${n}`);
  for (let death = 0; death < 2; death++) {
    working.act = forEver;
    working.start();
    await working.settled();
    working = await working.die();
  }
  await wish('other');
  const under = new Set<string>();
  const ends: (() => void)[] = [];
  working.act = async ({ key, stream }) => {
    under.add(key);
    await new Promise<void>((resolve) => ends.push(resolve));
    under.delete(key);
    return working.granted(key, stream);
  };
  working.start();
  for (let suspects = 5; suspects > 0; suspects--) {
    await working.settled();
    expect([...under].filter((key) => key.startsWith('suspect'))).toHaveLength(1);
    if (suspects === 5) expect(under).toContain('other');
    for (const end of ends.splice(0)) end();
  }
  await working.settled();
  expect(working.projector.openTodos()).toEqual([]);
});

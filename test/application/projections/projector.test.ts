import * as fc from 'fast-check';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { streamModels } from '../../../src/application/projections/models.js';
import type { Projector, TodoChanges } from '../../../src/application/projections/projector.js';
import { StoredCore } from '../running-core.js';
import { grant, wishFor, wishModel } from '../wishes.js';
import { aPipelineLog } from './pipeline-log.js';

const polls = { coprPollSeconds: 120, testingFarmPollSeconds: 600 };
let core: StoredCore;
afterEach(() => core.close());

async function log(): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of core.store.readAll()) events.push(event);
  return events;
}

/**
 * Everything in the tables, so that two files can be compared. A check has one lane and one todo: since when it is
 * wanted, and how long progress is held back, depends on how the log was read, and does not matter.
 */
function contents({ projector, readModels }: ReturnType<StoredCore['projector']>): Record<string, unknown> {
  const rows = (name: string) =>
    readModels.find(name).map((found) => {
      const row = found.row as Record<string, unknown> | null;
      return row?.['type'] === 'publish-check' ? { ...found, row: { ...row, openedAt: 0, dueAt: null } } : found;
    });
  const tables = projector.tables().map(({ name }) => [name, rows(name)] as const);
  return { ...Object.fromEntries(tables), checkpoint: readModels.checkpoint() };
}

async function applyInBatches(
  projector: Projector,
  events: readonly RecordedEvent[],
  sizes: readonly number[],
): Promise<void> {
  for (let at = 0, n = 0; at < events.length; n++) {
    const batch = events.slice(at, at + Math.max(1, sizes[n % sizes.length] ?? 1));
    await projector.apply(batch, batch.at(-1)!.position);
    at += batch.length;
  }
}

describe('todos', () => {
  let changes: TodoChanges[];
  const open = () => {
    core = new StoredCore([wishModel]);
    const { projector, readModels } = core.projector();
    changes = [];
    projector.onTodos((change) => changes.push(change));
    return { projector, readModels };
  };

  it('are opened, changed and closed, and keep their place when they change', async () => {
    const { projector } = open();
    await wishFor(core.streams, 'a', { data: 1 });
    await wishFor(core.streams, 'b');
    await wishFor(core.streams, 'a', { data: 2 });
    await grant(core.streams, 'b');
    await wishFor(core.streams, 'a', { data: 2 });
    const events = await log();
    for (const event of events) await projector.apply([event], event.position);
    const [first, second] = events;
    expect(changes.map(({ opened, closed }) => [opened.map(({ key, data }) => [key, data]), closed])).toEqual([
      [[['a', 1]], []],
      [[['b', null]], []],
      [[['a', 2]], []],
      [[], ['b']],
    ]);
    expect(projector.openTodos()).toMatchObject([{ key: 'a', data: 2, openedAt: first!.position }]);
    expect(changes[1]!.opened[0]!.openedAt).toBe(second!.position);
  });

  it('have the same place whether their events came one by one or all at once', async () => {
    const { projector } = open();
    await wishFor(core.streams, 'a', {}, 'wish-1');
    await wishFor(core.streams, 'b', {}, 'wish-2');
    await wishFor(core.streams, 'c', {}, 'wish-1');
    await grant(core.streams, 'b', 'wish-2');
    await wishFor(core.streams, 'b', {}, 'wish-2');
    const events = await log();
    await projector.apply(events, events.at(-1)!.position);
    const places = Object.fromEntries(projector.openTodos().map(({ key, openedAt }) => [key, openedAt]));
    expect(places).toEqual({ a: events[0]!.position, c: events[2]!.position, b: events[4]!.position });
  });

  it('survive a restart, and are not told again', async () => {
    const { projector } = open();
    await wishFor(core.streams, 'a');
    const events = await log();
    await projector.apply(events, events.at(-1)!.position);
    const again = core.projector();
    expect(again.projector.openTodos()).toEqual(projector.openTodos());
    expect(changes).toHaveLength(1);
  });
});

it('skips what it has had before', async () => {
  core = new StoredCore([wishModel]);
  const { projector, readModels } = core.projector();
  await wishFor(core.streams, 'a');
  await grant(core.streams, 'a');
  await wishFor(core.streams, 'b');
  const events = await log();
  await projector.apply(events.slice(0, 2), events[1]!.position);
  await projector.apply(events.slice(0, 1), events[0]!.position);
  expect(readModels.checkpoint()).toBe(events[1]!.position);
  await projector.apply(events, events[2]!.position);
  expect(projector.openTodos().map(({ key }) => key)).toEqual(['b']);
});

it('changes rows and checkpoint together, or neither', async () => {
  core = new StoredCore([wishModel]);
  const { projector, readModels } = core.projector();
  await wishFor(core.streams, 'a');
  const events = await log();
  readModels.close();
  await expect(projector.apply(events, events[0]!.position)).rejects.toThrow();
  const again = core.projector();
  expect([again.readModels.checkpoint(), again.readModels.find('todos')]).toEqual([0, []]);
  await again.projector.apply(events, events[0]!.position);
  expect(again.projector.openTodos()).toHaveLength(1);
});

it('lets those who wait for a position go on when it is stored', async () => {
  core = new StoredCore([wishModel]);
  const { projector } = core.projector();
  await wishFor(core.streams, 'a');
  await wishFor(core.streams, 'b');
  const [first, second] = await log();
  const reached: string[] = [];
  const waits = [
    projector.waitFor(second!.position).then(() => reached.push('second')),
    projector.waitFor(first!.position).then(() => reached.push('first')),
    projector.waitFor(0).then(() => reached.push('nothing')),
  ];
  await projector.apply([first!], first!.position);
  await new Promise(setImmediate);
  expect(reached).toEqual(['nothing', 'first']);
  await projector.apply([second!], second!.position);
  await Promise.all(waits);
});

it('makes the same tables of the same log, in batches of any size and across restarts', async () => {
  core = new StoredCore(streamModels(polls));
  await aPipelineLog(core.streams);
  const events = await log();
  expect(events.length).toBeGreaterThan(40);
  const oneByOne = core.projector('one-by-one.db');
  await applyInBatches(oneByOne.projector, events, [1]);
  const expected = contents(oneByOne);
  expect(oneByOne.readModels.count('checks')).toBeGreaterThan(4);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
      fc.nat({ max: events.length }),
      async (sizes, restartAt) => {
        const file = `run-${run++}.db`;
        await applyInBatches(core.projector(file).projector, events.slice(0, restartAt), sizes);
        const restarted = core.projector(file);
        await applyInBatches(restarted.projector, events.slice(restartAt), sizes);
        expect(contents(restarted)).toEqual(expected);
      },
    ),
    { numRuns: 40, examples: [[[events.length], 0]] },
  );
});

import { TransientFailure } from '../../../src/application/ports/failure.js';
import type { EventStore, RecordedEvent } from '../../../src/application/ports/event-store.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { streamModels } from '../../../src/application/projections/models.js';
import { Projector } from '../../../src/application/projections/projector.js';
import type { Settings } from '../../../src/application/ports/settings.js';
import { breathe, StoredCore } from '../running-core.js';
import { wishFor, wishModel } from '../wishes.js';
import { sizeOfState } from '../../../src/application/projections/state-size.js';
import { aPipelineLog } from './pipeline-log.js';

/** The state of a stream with the wish `a` in it, as it is stored. */
const ONE_WISH = {
  a: { key: 'a', type: 'wish', lane: 'lane', tenant: 'forge.example/somebody', dueAt: null, priority: 3, data: null },
};

let core: StoredCore;
afterEach(() => core.close());

async function log(): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of core.store.readAll()) events.push(event);
  return events;
}

/** The store, where every reading of a stream is counted, and waits or fails when the test says so. */
class WatchedStore implements Pick<EventStore, 'readStream'> {
  readonly read: string[] = [];
  before: () => Promise<void> | void = () => undefined;

  async readStream(...[stream, options]: Parameters<EventStore['readStream']>): Promise<RecordedEvent[]> {
    this.read.push(stream);
    const events = await core.store.readStream(stream, options);
    await this.before();
    return events;
  }
}

function watched(capacity?: number) {
  const { readModels } = core.projector();
  const store = new WatchedStore();
  const states = new CurrentStates([wishModel], store, readModels, capacity);
  const whole = Object.assign(Object.create(core.store) as EventStore, { readStream: store.readStream.bind(store) });
  const { ids, log, clock } = core;
  const projector = new Projector(states, whole, readModels, ids, {} as Settings, log, clock);
  return { states, store, projector };
}

describe('a state', () => {
  beforeEach(() => {
    core = new StoredCore([wishModel]);
  });

  it('is that of the checkpoint, however far the log goes on', async () => {
    const { states, projector } = watched();
    await wishFor(core.streams, 'a');
    await wishFor(core.streams, 'b');
    const [first, second] = await log();
    await projector.apply([first!], first!.position);
    const fresh = watched().states;
    for (const either of [states, fresh]) expect(Object.keys((await either.get('wish-1')) as object)).toEqual(['a']);
    await projector.apply([second!], second!.position);
    expect(Object.keys((await states.get('wish-1')) as object)).toEqual(['a', 'b']);
    expect(await states.get('wish-2')).toBeUndefined();
    expect(await states.get('unheard-of')).toBeUndefined();
  });

  it('is the newer one when the projector goes on while the stream is being read', async () => {
    const { states, store, projector } = watched();
    await wishFor(core.streams, 'a');
    await wishFor(core.streams, 'b');
    const [first, second] = await log();
    await projector.apply([first!], first!.position);
    const reader = watched();
    let goOn = (): void => undefined;
    reader.store.before = () => new Promise((resolve) => (goOn = resolve));
    const asked = [reader.states.get('wish-1'), reader.states.get('wish-1')];
    await breathe();
    expect(reader.store.read).toHaveLength(1);
    const slow = goOn;
    reader.store.before = () => undefined;
    await reader.projector.apply([second!], second!.position);
    slow();
    for (const state of await Promise.all(asked)) expect(Object.keys(state as object)).toEqual(['a', 'b']);
    expect(await reader.states.get('wish-1')).toBe(await asked[0]);
    expect([states, store.read.length]).toEqual([states, 0]);
  });

  it('that was projected or read is not read again, until others were used since', async () => {
    // Room for two of them.
    const { states, store, projector } = watched(2.5 * (200 + sizeOfState(ONE_WISH)));
    for (const stream of ['wish-1', 'wish-2', 'wish-3']) await wishFor(core.streams, 'a', {}, stream);
    const events = await log();
    await projector.apply(events, events.at(-1)!.position);
    await states.all(['wish-2', 'wish-3', 'wish-2']);
    expect(store.read).toEqual([]);
    await states.get('wish-1');
    await states.all(['wish-1', 'wish-2']);
    expect(store.read).toEqual(['wish-1']);
    await states.get('wish-3');
    expect(store.read).toEqual(['wish-1', 'wish-3']);
  });

  it('comes with what its stream is searched by, which is all that its table holds', async () => {
    const { states, projector } = watched();
    await wishFor(core.streams, 'a', {}, 'wish-1');
    await wishFor(core.streams, 'a', {}, 'wish-2');
    await wishFor(core.streams, 'b', {}, 'wish-2');
    const events = await log();
    await projector.apply(events, events.at(-1)!.position);
    const found = await states.find('wish', { where: { count: 2 } });
    expect(found).toMatchObject([{ stream: 'wish-2', columns: { count: 2 }, state: { a: {}, b: {} } }]);
    const { readModels } = core.projector();
    expect(readModels.find('state_wish').map(({ key, row }) => [key, row])).toEqual([
      ['wish-1', null],
      ['wish-2', null],
    ]);
  });
});

describe('a projector that needs a state', () => {
  beforeEach(() => {
    core = new StoredCore([wishModel]);
  });

  it('waits for the store while it is out of reach, and leaves when it is told to', async () => {
    const { projector } = watched();
    for (const key of ['a', 'b', 'c']) await wishFor(core.streams, key);
    const [first, second, third] = await log();
    await projector.apply([first!], first!.position);

    const again = watched();
    again.projector.open();
    again.store.before = () => {
      throw new TransientFailure('down', { service: 'store', kind: 'network' });
    };
    const applied = again.projector.apply([second!], second!.position);
    while (core.clock.asleep.length === 0) await breathe(1);
    expect(again.projector.checkpoint()).toBe(first!.position);
    again.store.before = () => undefined;
    core.clock.advance(60_000);
    await applied;
    expect(again.projector.openTodos().map(({ key }) => key)).toEqual(['a', 'b']);

    const leaving = watched();
    leaving.projector.open();
    leaving.store.before = () => new Promise<void>(() => undefined);
    const left = new AbortController();
    const running = leaving.projector.run(left.signal);
    while (leaving.store.read.length === 0) await breathe(1);
    left.abort();
    await running;
    expect(leaving.projector.checkpoint()).toBeLessThan(third!.position);
  });
});

it('says of every check what its streams say, with no state in memory', async () => {
  core = new StoredCore(streamModels({ coprPollSeconds: 120, testingFarmPollSeconds: 600 }));
  await aPipelineLog(core.streams);
  const events = await log();
  const { projector, readModels, states } = core.projector();
  for (const event of events) await projector.apply([event], event.position);
  const cold = core.projector().states;
  const keys = readModels.find('checks').map(({ key }) => key);
  expect(keys.length).toBeGreaterThan(4);
  const speakers = new Set<string>();
  for (const key of keys) {
    const check = await cold.check(key);
    expect(check).toEqual(await states.check(key));
    const { streams } = readModels.get('checks', key)!.row as { streams: string[] };
    expect([...check!.contributions.keys()].sort()).toEqual(streams);
    for (const stream of streams) speakers.add(stream.slice(0, stream.indexOf('-')));
  }
  expect([...speakers].sort()).toEqual(['build', 'delivery', 'testRun']);
  expect([...(await cold.findChecks({})).keys()]).toEqual(keys);
  expect(await cold.check('github.com/a/b|c|d')).toBeUndefined();
});

describe('memory for states', () => {
  beforeEach(() => {
    core = new StoredCore([wishModel]);
  });

  it('has a size in bytes: one big state takes the place of many small ones', async () => {
    const { states, store, projector } = watched(100 * 1024);
    const small = Array.from({ length: 30 }, (_, n) => `wish-${n}`);
    for (const stream of small) await wishFor(core.streams, 'a', { data: 'x'.repeat(100) }, stream);
    const before = await log();
    await projector.apply(before, before.at(-1)!.position);
    await states.all(small);
    expect(store.read).toEqual([]);
    await wishFor(core.streams, 'a', { data: 'x'.repeat(40 * 1024) }, 'wish-big');
    const after = await log();
    await projector.apply(after, after.at(-1)!.position);
    await states.get('wish-big');
    expect(store.read).toEqual([]);
    await states.all(small);
    expect(store.read.length).toBeGreaterThan(0);
  });

  it('never holds more than it is to, however many streams there are and however big they get', async () => {
    const { states, store, projector } = watched(64 * 1024);
    for (let n = 0; n < 20; n++) {
      await wishFor(core.streams, 'a', { data: 'x'.repeat(20 * 1024) }, `wish-${n % 7}`);
      await wishFor(core.streams, `b${n}`, { data: 'x'.repeat(5 * 1024) }, `wish-${n % 7}`);
    }
    const events = await log();
    for (const event of events) await projector.apply([event], event.position);
    store.read.length = 0;
    const streams = Array.from({ length: 7 }, (_, n) => `wish-${n}`);
    await states.all(streams);
    // Two states of 33 KB each, twice over, are more than there is room for.
    expect(store.read.length).toBeGreaterThanOrEqual(6);
  });
});

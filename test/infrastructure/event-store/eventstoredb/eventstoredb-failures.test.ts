import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFailure } from '../../../../src/application/ports/failure.js';
import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { idsOf, newCategory, newEvents, newStream } from '../../../contracts/event-store/sample-events.js';
import { ProtocolServer } from '../../../support/esdb-protocol-server/protocol-server.js';

const folder = mkdtempSync(join(tmpdir(), 'esdb-failures-'));
let server: ProtocolServer;
let store: EventStoreDbEventStore;

beforeEach(async () => {
  server = await ProtocolServer.start({ file: join(folder, newCategory()) });
  store = EventStoreDbEventStore.open(server.url);
});

afterEach(async () => {
  await store.close();
  await server.kill();
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('an append whose answer was lost', () => {
  it.each(['no-stream', 1, 'any'] as const)('is there once, expected %s', async (expected) => {
    const stream = newStream();
    const before = expected === 'no-stream' ? [] : newEvents(2);
    if (before.length > 0) await store.append(stream, 'no-stream', before);
    const events = newEvents(3);
    server.loseAnswers(1);
    const { revision, position } = await store.append(stream, expected, events);
    const read = await store.readStream(stream);
    expect(idsOf(read)).toEqual(idsOf([...before, ...events]));
    expect(read.at(-1)).toMatchObject({ revision, position });
  });

  it('is there once after the server has forgotten its id, too', async () => {
    const stream = newStream();
    const [first, other] = [newEvents(2), newEvents(1)];
    await store.append(stream, 'any', first);
    await store.append(stream, 'any', other);
    await server.kill();
    await server.revive();
    const again = await store.append(stream, 'any', first);
    expect(again.revision).toBe(1);
    expect(idsOf(await store.readStream(stream))).toEqual(idsOf([...first, ...other]));
  });
});

describe('a server that is away', () => {
  it('is waited for while it starts', async () => {
    server.pretendToStart(true);
    const appended = store.append(newStream(), 'no-stream', newEvents(1));
    const pinged = store.ping();
    const read = store.readStream(newStream());
    await sleep(150);
    server.pretendToStart(false);
    expect((await appended).revision).toBe(0);
    await pinged;
    expect(await read).toEqual([]);
  });

  it('is told of as a transient failure when it does not come back', async () => {
    await server.kill();
    const calls = [
      store.append(newStream(), 'no-stream', newEvents(1)),
      store.append(newStream(), 'any', newEvents(1)),
      store.readStream(newStream()),
      store.head(),
      store.ping(),
    ];
    for (const result of await Promise.allSettled(calls))
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(TransientFailure) });
    await server.revive();
    expect((await store.append(newStream(), 'no-stream', newEvents(1))).revision).toBe(0);
  }, 30_000);

  it('that takes connections and answers nothing is left for a new connection', async () => {
    const [stream, events] = [newStream(), newEvents(2)];
    await store.ping();
    server.freezeConnections();
    expect((await store.append(stream, 'no-stream', events)).revision).toBe(1);
    expect(idsOf(await store.readStream(stream))).toEqual(idsOf(events));
  }, 30_000);

  it('does not disturb the appends to another', async () => {
    const other = await ProtocolServer.start();
    const [here, there] = [store, EventStoreDbEventStore.open(other.url)];
    const append = (to: EventStoreDbEventStore) =>
      Promise.all(Array.from({ length: 300 }, () => to.append(newStream(), 'no-stream', newEvents(1))));
    const both = Promise.all([append(here), append(there)]);
    for (let n = 0; n < 5; n += 1) {
      await sleep(20);
      server.cutConnections();
    }
    expect((await both).flat()).toHaveLength(600);
    await there.close();
    await other.kill();
  });
});

describe('a subscription', () => {
  /** What a subscriber sees while `trouble` happens between appends. */
  async function followThrough(trouble: () => Promise<void> | void): Promise<{ seen: string[]; written: string[] }> {
    const category = newCategory();
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { events } of store.subscribe({ filter: { categories: [category] }, signal: stop.signal })) {
        seen.push(...idsOf(events));
        if (seen.length >= 60) stop.abort();
      }
    })();
    const written: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const events = newEvents(10);
      await store.append(newStream(category), 'no-stream', events);
      written.push(...idsOf(events));
      await sleep(20);
      if (n < 5) await trouble();
    }
    await following;
    return { seen, written };
  }

  it.each([
    ['its connection is cut', () => server.cutConnections()],
    ['the server drops it for being slow', () => server.dropSubscriptions()],
    ['the server is killed and started', () => server.kill().then(() => server.revive())],
  ])(
    'goes on without gap or double when %s',
    async (_, trouble) => {
      const { seen, written } = await followThrough(trouble);
      expect(seen).toEqual(written);
    },
    30_000,
  );

  it('moves its checkpoint past what others append, while it waits', async () => {
    const stop = new AbortController();
    let position = Infinity;
    for await (const batch of store.subscribe({ filter: { categories: [newCategory()] }, signal: stop.signal })) {
      expect(batch.events).toEqual([]);
      if (position === Infinity) ({ position } = await store.append(newStream(), 'no-stream', newEvents(3)));
      if (batch.checkpoint >= position) stop.abort();
    }
    expect(stop.signal.aborted).toBe(true);
  });

  it('ends when the store is closed', async () => {
    for await (const { caughtUp } of store.subscribe({ signal: new AbortController().signal }))
      if (caughtUp) await store.close();
  });
});

it.each(['events', 'pages'] as const)(
  'reads the whole log through cut connections, in %s',
  async (unit) => {
    const category = newCategory();
    const written: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      const events = newEvents(100);
      await store.append(newStream(category), 'no-stream', events);
      written.push(...idsOf(events));
    }
    const options = { filter: { categories: [category] } };
    const read: string[] = [];
    const take = (id: string): void => {
      read.push(id);
      if (read.length % 500 === 0) server.cutConnections();
    };
    if (unit === 'events') for await (const { id } of store.readAll(options)) take(id);
    else for await (const page of store.readPages(options)) for (const id of idsOf(page)) take(id);
    expect(read).toEqual(written);
  },
  30_000,
);

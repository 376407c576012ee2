import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { collect, collectPages, newEvent, newEvents } from '../../../contracts/event-store/sample-events.js';
import { eventStoreContract } from '../../../contracts/event-store.contract.js';

eventStoreContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-'));
  let store = SqliteEventStore.open(join(folder, 'data', 'events.db'));
  return {
    store,
    async reopen() {
      await store.close();
      store = SqliteEventStore.open(join(folder, 'data', 'events.db'));
      return store;
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe('SQLite event store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-'));
  const store = SqliteEventStore.open(join(folder, 'events.db'));
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('takes the neighbours of an append that breaks the transaction', async () => {
    const broken = { ...newEvent(), id: null as unknown as string };
    const [first, failed, last] = await Promise.allSettled([
      store.append('a-1', 'no-stream', newEvents(2)),
      store.append('a-2', 'no-stream', [newEvent(), broken]),
      store.append('a-3', 'no-stream', newEvents(2)),
    ]);
    expect([first.status, failed.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await collect(store.readAll())).map(({ stream }) => stream)).toEqual(['a-1', 'a-1', 'a-3', 'a-3']);
  });

  it('ends its subscriptions when it closes', async () => {
    const other = SqliteEventStore.open(join(folder, 'events.db'));
    let batches = 0;
    const ended = (async () => {
      for await (const _ of other.subscribe({ signal: new AbortController().signal })) batches += 1;
    })();
    await other.append('b-1', 'no-stream', newEvents(1));
    await other.close();
    await ended;
    expect(batches).toBeGreaterThan(0);
  });

  it('reads only the last of what is replaced, and that before what another type follows', async () => {
    const kinds = ['State', 'State', 'Other', 'State', 'State', 'State'];
    for (const stream of ['c-1', 'c-2'])
      await store.append(
        stream,
        'no-stream',
        kinds.map((kind) => newEvent({}, kind)),
      );
    const until = await store.head();
    const latest = { category: 'c', type: 'State', until };
    const pages = store.readPages({ filter: { categories: ['c'] }, latest });
    const read = (await collectPages(pages)).map(({ stream, revision }) => `${stream} ${revision}`);
    expect(read).toEqual(['c-1 1', 'c-1 2', 'c-1 5', 'c-2 1', 'c-2 2', 'c-2 5']);
  });
});

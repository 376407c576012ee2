import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '../../../../src/application/ports/event-store.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { collect, idsOf, newEvents } from '../../../contracts/event-store/sample-events.js';
import { runTypescript } from '../../../support/typescript-process.js';

const APPENDING = 'test/infrastructure/event-store/sqlite/appending-process.ts';

describe('SQLite event store, open in several processes', () => {
  let folder = '';
  let path = '';
  const opened: SqliteEventStore[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'event-store-processes-'));
    path = join(folder, 'events.db');
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(folder, { recursive: true });
  });

  function open(): SqliteEventStore {
    const store = SqliteEventStore.open(path);
    opened.push(store);
    return store;
  }

  async function follow(store: SqliteEventStore, count: number): Promise<RecordedEvent[]> {
    const stop = new AbortController();
    const events: RecordedEvent[] = [];
    for await (const batch of store.subscribe({ signal: stop.signal })) {
      events.push(...batch.events);
      if (events.length >= count) stop.abort();
    }
    return events;
  }

  it('lets all write, and each hears of all, in the same order, once', async () => {
    const store = open();
    // A lane of 60 appends holds 120 events.
    const expected = 3 * 10 * 120 + 500;
    const followed = follow(store, expected);
    const processes = [1, 2, 3].map(() => runTypescript(APPENDING, path, '10', '60'));
    for (let n = 0; n < 500; n += 1) await store.append('mine-1', n === 0 ? 'no-stream' : n - 1, newEvents(1));
    for (const { ended } of processes) expect(await ended).toEqual({ code: 0, signal: null });
    const events = await followed;
    const log = await collect(store.readAll());
    expect(log).toHaveLength(expected);
    expect(idsOf(events)).toEqual(idsOf(log));
    expect(new Set(idsOf(log)).size).toBe(expected);
    const acknowledged = processes.flatMap(({ output }) => output().trimEnd().split('\n'));
    expect(acknowledged).toHaveLength(3 * 10 * 60);
  }, 60_000);

  it('begin one file together', async () => {
    const processes = [1, 2, 3, 4].map(() => runTypescript(APPENDING, path, '1', '2'));
    for (const { ended } of processes) expect(await ended).toEqual({ code: 0, signal: null });
    const store = open();
    expect(await collect(store.readAll())).toHaveLength(16);
  }, 60_000);

  it('hear of what another wrote while nobody here writes', async () => {
    const store = open();
    const other = open();
    const followed = follow(store, 3);
    for (let n = 0; n < 3; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await other.append('a-1', 'any', newEvents(1));
    }
    expect((await followed).map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });
});

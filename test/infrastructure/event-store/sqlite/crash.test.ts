import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '../../../../src/application/ports/event-store.js';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { collect } from '../../../contracts/event-store/sample-events.js';
import { runTypescript } from '../../../support/typescript-process.js';
import { cases } from '../../../support/depth.js';

const APPENDING = 'test/infrastructure/event-store/sqlite/appending-process.ts';
const KILLS = cases(20, 5);
const LANES = 40;

interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly ids: string[];
}

describe('SQLite event store, killed at any moment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-crash-'));
  const path = join(folder, 'events.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  async function appendUntilKilled(afterMs: number): Promise<Acknowledged[]> {
    const appending = runTypescript(APPENDING, path, String(LANES));
    await appending.printed('\n');
    await sleep(afterMs);
    appending.child.kill('SIGKILL');
    expect(await appending.ended).toEqual({ code: null, signal: 'SIGKILL' });
    // The last line may be cut; what was acknowledged there was not heard of by anybody.
    const lines = appending.output().split('\n').slice(0, -1);
    return lines.map((line) => {
      const [stream = '', revision, ids = ''] = line.split(' ');
      return { stream, revision: Number(revision), ids: ids.split(',') };
    });
  }

  async function readLog(): Promise<RecordedEvent[]> {
    const store = SqliteEventStore.open(path);
    const events = await collect(store.readAll());
    await store.close();
    return events;
  }

  it(`has every acknowledged event once after ${KILLS} kills`, async () => {
    const acknowledged: Acknowledged[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      acknowledged.push(...(await appendUntilKilled(Math.random() * 150)));
      const events = await readLog();
      const byId = new Map(events.map((event) => [event.id, event]));
      expect(byId.size).toBe(events.length);
      const lost = acknowledged.filter(
        ({ stream, revision, ids }) =>
          !ids.every((id, n) => {
            const event = byId.get(id);
            return event?.stream === stream && event.revision === revision - ids.length + 1 + n;
          }),
      );
      expect(lost).toEqual([]);
      expectWholeStreams(events);
      expectWholeAppends(events);
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS * LANES);
  }, 180_000);

  function expectWholeStreams(events: readonly RecordedEvent[]): void {
    const next = new Map<string, number>();
    let position = 0;
    for (const event of events) {
      expect(event.position > position && event.revision === (next.get(event.stream) ?? 0)).toBe(true);
      position = event.position;
      next.set(event.stream, event.revision + 1);
    }
  }

  function expectWholeAppends(events: readonly RecordedEvent[]): void {
    const found = new Map<string, { size: number; count: number }>();
    for (const { data } of events) {
      const { batch, size } = data as { batch: string; size: number };
      found.set(batch, { size, count: (found.get(batch)?.count ?? 0) + 1 });
    }
    expect([...found.values()].filter(({ size, count }) => size !== count)).toEqual([]);
  }
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyLog } from '../../../src/application/replay/copy-log.js';
import { verifyLog } from '../../../src/application/replay/verify-log.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { namespaceEvents } from '../../../src/domain/allowlist/allowlist.events.js';
import { namespaceDecider } from '../../../src/domain/allowlist/namespace.js';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';

const ids = new ShaIds();

async function filled(): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  const streams = new Streams(store, ids, new SystemClock());
  for (let round = 0; round < 6; round++)
    for (let i = 0; i < 5; i++) {
      const namespace = `github.com/org-${i}`;
      await streams.handle(
        `namespace-${namespace}`,
        namespaceEvents,
        namespaceDecider,
        {
          type: 'SetStatus',
          namespace,
          by: 'admin',
          status: round % 2 ? 'denied' : 'approved_manually',
          at: `2026-01-0${round + 1}T00:00:00.000Z`,
        },
        { id: `cause-${round}-${i}`, correlationId: 'test' },
      );
    }
  return store;
}

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state % below;
  };
}

/** Does harm to a log of one of four kinds and says which stream it was done to. */
function harm(log: MemoryEventStore['log'], pick: (below: number) => number): string {
  const place = pick(log.length);
  const event = log[place]!;
  switch (pick(4)) {
    case 0: {
      const text = JSON.stringify(event.data);
      const at = text.indexOf('github.com') + pick(10);
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      log[place] = { ...event, data: JSON.parse(changed) as unknown };
      return event.stream;
    }
    case 1:
      log.splice(place, 1);
      return event.stream;
    case 2: {
      const other = log.findIndex((candidate, i) => i !== place && candidate.stream === event.stream);
      const { id, type, data, metadata } = log[other]!;
      log[other] = { ...log[other]!, id: event.id, type: event.type, data: event.data, metadata: event.metadata };
      log[place] = { ...event, id, type, data, metadata };
      return event.stream;
    }
    default:
      log.splice(place, 0, { ...event, id: ids.uuid(`foreign ${place}`) });
      return event.stream;
  }
}

describe('verify', () => {
  it('finds nothing in a sound log, and again when it has grown', async () => {
    const store = await filled();
    const { broken, checkpoint, events } = await verifyLog(store, ids);
    expect({ broken, events }).toEqual({ broken: [], events: 30 });
    const again = await verifyLog(store, ids, { against: checkpoint });
    expect(again.broken).toEqual([]);
  });

  it('names the stream of each of 1,000 changes, deletions, swaps and insertions', async () => {
    const sound = await filled();
    const { checkpoint } = await verifyLog(sound, ids);
    const pick = random(42);
    const missed: string[] = [];
    for (let i = 0; i < 1_000; i++) {
      const store = new MemoryEventStore();
      store.log.push(...sound.log);
      const stream = harm(store.log, pick);
      const { broken } = await verifyLog(store, ids, { against: checkpoint });
      if (!broken.some((place) => place.stream === stream)) missed.push(`${i}: ${stream}`);
    }
    expect(missed).toEqual([]);
  });
});

describe('events copy', () => {
  it('copies into SQLite, goes on after a break, and both logs have the same digest', async () => {
    const source = await filled();
    const folder = await mkdtemp(join(tmpdir(), 'copy-'));
    try {
      const target = SqliteEventStore.open(join(folder, 'events.db'));
      for (const { stream, id, type, data, metadata } of source.log.slice(0, 12))
        await target.append(stream, 'any', [{ id, type, data, metadata }]);
      expect(await copyLog(source, target)).toEqual({ copied: 18, skipped: 12 });
      const [one, other] = [await verifyLog(source, ids), await verifyLog(target, ids)];
      expect(other.broken).toEqual([]);
      expect(other.checkpoint.digest).toBe(one.checkpoint.digest);
      expect(await copyLog(source, target)).toEqual({ copied: 0, skipped: 30 });
      await target.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

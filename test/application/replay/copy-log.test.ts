import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyLog } from '../../../src/application/replay/copy-log.js';
import { verifyLog } from '../../../src/application/replay/verify-log.js';
import { SqliteEventStore } from '../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { writeSoundLog } from '../../support/sound-log.js';

const ids = new ShaIds();

async function filled(): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  await writeSoundLog(store);
  return store;
}

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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '../../../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
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

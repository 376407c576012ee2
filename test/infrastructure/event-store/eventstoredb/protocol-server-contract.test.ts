import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { eventStoreContract } from '../../../contracts/event-store.contract.js';
import { ProtocolServer } from '../../../support/esdb-protocol-server/protocol-server.js';

eventStoreContract('EventStoreDB protocol server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'esdb-'));
  const server = await ProtocolServer.start({ file: join(folder, 'log') });
  let store = EventStoreDbEventStore.open(server.url);
  return {
    store,
    reopen: async () => {
      await store.close();
      await server.kill();
      await server.revive();
      return (store = EventStoreDbEventStore.open(server.url));
    },
    close: async () => {
      await store.close();
      await server.kill();
      rmSync(folder, { recursive: true });
    },
  };
});

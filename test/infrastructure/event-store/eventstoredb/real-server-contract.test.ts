import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { eventStoreContract } from '../../../contracts/event-store.contract.js';
import { realServerUrl } from './real-server.js';

const url = realServerUrl('event store contract: a real EventStoreDB');

if (url)
  eventStoreContract('a real EventStoreDB', async () => {
    let store = EventStoreDbEventStore.open(url);
    return {
      store,
      reopen: async () => {
        await store.close();
        return (store = EventStoreDbEventStore.open(url));
      },
      close: () => store.close(),
    };
  });
// Skipped where EVENTSTORE_TEST_URL names no real server: no package delivers one, so CI runs the protocol server.
else it.skip('event store contract: a real EventStoreDB', () => undefined);

import { existsSync } from 'node:fs';
import type { EventStore } from './application/ports/event-store.js';
import type { Configuration } from './infrastructure/config/configuration.js';
import { isEventStoreDbUrl } from './infrastructure/event-store/eventstoredb/connection-string.js';

/**
 * Opens the store that an address names: `sqlite:data/events.db`, `esdb://…`, `esdb+discover://…`. Loads no other adapter.
 * `cacheKiB`: what is kept in memory of a file.
 */
export async function openEventStore(address: string, cacheKiB?: number): Promise<EventStore> {
  const path = sqlitePath(address);
  if (path) {
    const { SqliteEventStore } = await import('./infrastructure/event-store/sqlite/sqlite-event-store.js');
    return SqliteEventStore.open(path, cacheKiB);
  }
  if (isEventStoreDbUrl(address)) {
    const { EventStoreDbEventStore } =
      await import('./infrastructure/event-store/eventstoredb/eventstoredb-event-store.js');
    return EventStoreDbEventStore.open(address);
  }
  throw new Error(`expected an event store such as sqlite:data/events.db or esdb://host:2113, found ${address}`);
}

/** The file that an address names; undefined: it names no file. */
function sqlitePath(address: string): string | undefined {
  return /^sqlite:(.+)$/.exec(address)?.[1];
}

/** Opens a log to read it. A file that is not there is a mistake in its name: it is refused, and none is made. */
export async function openExistingLog(address: string, cacheKiB?: number): Promise<EventStore> {
  const path = sqlitePath(address);
  if (path && !existsSync(path))
    throw new Error(
      `Expected an event log at ${path}, found no such file. Name the one that the service writes: it is EVENT_STORE there (--store, or --from of events copy, where a command has them).`,
    );
  return openEventStore(address, cacheKiB);
}

/** Milliseconds after which the store that an address names lets deliveries go by itself; undefined: it keeps everything. */
export async function deliveriesKept(address: string): Promise<number | undefined> {
  if (address.startsWith('sqlite:')) return undefined;
  const { RETENTION } = await import('./infrastructure/event-store/eventstoredb/eventstoredb-event-store.js');
  return RETENTION.deliveryDays * 86_400_000;
}

/** The address of the configured event store. */
export function storeAddress({ eventStore }: Configuration): string {
  return eventStore.kind === 'sqlite' ? `sqlite:${eventStore.path}` : eventStore.connectionString;
}

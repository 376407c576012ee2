import type { EventStore } from './application/ports/event-store.js';
import { EventStoreDbEventStore } from './infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from './infrastructure/event-store/sqlite/sqlite-event-store.js';

/** Opens the store that an address names: `sqlite:data/events.db`, `esdb://…`, `esdb+discover://…`. */
export function openEventStore(address: string): EventStore {
  const [, path] = /^sqlite:(.+)$/.exec(address) ?? [];
  if (path) return SqliteEventStore.open(path);
  if (/^(esdb|kurrentdb)(\+discover)?:\/\//.test(address)) return EventStoreDbEventStore.open(address);
  throw new Error(`expected an event store such as sqlite:data/events.db or esdb://host:2113, found ${address}`);
}

import type { EventStore } from './application/ports/event-store.js';
import {
  EventStoreDbEventStore,
  RETENTION,
} from './infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { SqliteEventStore } from './infrastructure/event-store/sqlite/sqlite-event-store.js';

/** Opens the store that an address names: `sqlite:data/events.db`, `esdb://…`, `esdb+discover://…`. */
export function openEventStore(address: string): EventStore {
  const [, path] = /^sqlite:(.+)$/.exec(address) ?? [];
  if (path) return SqliteEventStore.open(path);
  if (/^(esdb|kurrentdb)(\+discover)?:\/\//.test(address)) return EventStoreDbEventStore.open(address);
  throw new Error(`expected an event store such as sqlite:data/events.db or esdb://host:2113, found ${address}`);
}

/** Milliseconds after which the store that an address names lets deliveries go by itself; undefined: it keeps everything. */
export function deliveriesKept(address: string): number | undefined {
  return address.startsWith('sqlite:') ? undefined : RETENTION.deliveryDays * 86_400_000;
}

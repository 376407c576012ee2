import type { EventStore } from './application/ports/event-store.js';
import { SqliteEventStore } from './infrastructure/event-store/sqlite/sqlite-event-store.js';

/** Opens the store that an address names: `sqlite:data/events.db`. */
export function openEventStore(address: string): EventStore {
  const [, path] = /^sqlite:(.+)$/.exec(address) ?? [];
  if (path) return SqliteEventStore.open(path);
  throw new Error(`expected an event store such as sqlite:data/events.db, found ${address}`);
}

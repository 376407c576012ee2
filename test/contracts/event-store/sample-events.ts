import { randomUUID } from 'node:crypto';
import type { EventMetadata, EventStore, NewEvent, RecordedEvent } from '../../../src/application/ports/event-store.js';

/** A store that the suite may write to. Streams and categories of a test are its own, so that tests can share a store. */
export interface OpenedStore {
  readonly store: EventStore;
  /** Closes the store and opens it again on the same log. */
  readonly reopen?: () => Promise<EventStore>;
  readonly close: () => Promise<void>;
}

/** Answers the store that is open at the time of a test. */
export type CurrentStore = () => EventStore;

export function newMetadata(more: Record<string, unknown> = {}): EventMetadata {
  return {
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    schemaVersion: 1,
    at: '2026-03-04T05:06:07.890Z',
    ...more,
  };
}

export function newEvent(data: unknown = { n: 0 }, type = 'Happened'): NewEvent {
  return { id: randomUUID(), type, data, metadata: newMetadata() };
}

export function newEvents(count: number): NewEvent[] {
  return Array.from({ length: count }, (_, n) => newEvent({ n }));
}

/** A category that no other test writes to. */
export function newCategory(): string {
  return `category${randomUUID().replaceAll('-', '')}`;
}

export function newStream(category = newCategory()): string {
  return `${category}-${randomUUID()}`;
}

export function idsOf(events: readonly { readonly id: string }[]): string[] {
  return events.map(({ id }) => id);
}

/** Plain values, so that stores with events of their own classes compare alike. */
export function plain({
  id,
  type,
  data,
  metadata,
  stream,
  revision,
  position,
  recordedAt,
}: RecordedEvent): RecordedEvent {
  return { id, type, data, metadata, stream, revision, position, recordedAt };
}

export async function collect(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Does `action` for all items, so many at a time: no store likes thousands of requests at once. */
/** The events of all pages; none may be empty. */
export async function collectPages(pages: AsyncIterable<readonly RecordedEvent[]>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of pages) {
    if (page.length === 0) throw new Error('A page was empty.');
    events.push(...page);
  }
  return events;
}

export async function inFlight<Item>(
  items: readonly Item[],
  lanes: number,
  action: (item: Item) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await action(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

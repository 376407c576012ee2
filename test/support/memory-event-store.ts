import {
  AppendTooLarge,
  categoryOf,
  EventStore,
  MAX_APPEND_BYTES,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscriptionBatch,
} from '../../src/application/ports/event-store.js';

/** An event store in memory, for tests of what stands before it. `failure` is thrown by every append while it is set. */
export class MemoryEventStore extends EventStore {
  readonly log: RecordedEvent[] = [];
  readonly streams = new Map<string, RecordedEvent[]>();
  failure: Error | undefined;
  appends = 0;

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.appends++;
    if (this.failure) throw this.failure;
    const bytes = events.reduce(
      (sum, { data, metadata }) => sum + Buffer.byteLength(JSON.stringify([data, metadata])),
      0,
    );
    if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
    const present = this.streams.get(stream) ?? [];
    const start = expected === 'no-stream' ? 0 : expected === 'any' ? present.length : expected + 1;
    const repeated = events.every(({ id }, index) => present[start + index]?.id === id);
    if (!repeated || present.length < start + events.length) {
      if (start !== present.length) throw new WrongExpectedRevision(stream, expected, present.at(-1)?.revision);
      for (const event of events) {
        const recorded = {
          ...structuredClone(event),
          stream,
          revision: present.length,
          position: this.log.length + 1,
          recordedAt: event.metadata.at,
        };
        present.push(recorded);
        this.log.push(recorded);
      }
      this.streams.set(stream, present);
    }
    const last = present[start + events.length - 1];
    return { revision: last?.revision ?? -1, position: last?.position ?? 0 };
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<RecordedEvent[]> {
    const backwards = options.direction === 'backwards';
    const present = this.streams.get(stream) ?? [];
    const from =
      options.from === 'end' || (options.from === undefined && backwards) ? present.length : (options.from ?? 0);
    const chosen = backwards
      ? present.filter(({ revision }) => revision <= from).reverse()
      : present.filter(({ revision }) => revision >= from);
    return chosen.slice(0, options.limit);
  }

  async *readAll({ after = 0, filter, limit }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const chosen = this.log.filter(
      ({ position, stream }) => position > after && (filter?.categories?.includes(categoryOf(stream)) ?? true),
    );
    yield* chosen.slice(0, limit);
  }

  async *readPages(options: ReadAllOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    for await (const event of this.readAll(options)) yield [event];
  }

  subscribe(): AsyncIterable<SubscriptionBatch> {
    throw new Error('This store has no subscriptions.');
  }

  async head(): Promise<number> {
    return this.log.length;
  }

  async divide(head: number, runs: number): Promise<number[]> {
    return Array.from({ length: runs - 1 }, (_, n) => Math.floor((head * (n + 1)) / runs));
  }

  async ping(): Promise<void> {
    if (this.failure) throw this.failure;
  }

  async close(): Promise<void> {}
}

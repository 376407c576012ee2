import {
  EventStore,
  WrongExpectedRevision,
  categoryOf,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '../../src/application/ports/event-store.js';

/** Keeps events in an array: enough for tests of what decides and records. Reads forwards only; a subscription ends with the log. */
export class MemoryEventStore extends EventStore {
  readonly log: RecordedEvent[] = [];

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const there = await this.readStream(stream);
    const actual = there.at(-1)?.revision;
    const fits = expected === 'any' || (expected === 'no-stream' ? actual === undefined : actual === expected);
    if (!fits) throw new WrongExpectedRevision(stream, expected, actual);
    events.forEach((event, index) =>
      this.log.push({
        ...(JSON.parse(JSON.stringify(event)) as NewEvent),
        stream,
        revision: there.length + index,
        position: this.log.length + 1,
        recordedAt: event.metadata.at,
      }),
    );
    return { revision: there.length + events.length - 1, position: this.log.length };
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<RecordedEvent[]> {
    if (options.direction === 'backwards') throw new Error('Reads forwards only');
    const events = this.log.filter((event) => event.stream === stream);
    return events.slice(typeof options.from === 'number' ? options.from : 0).slice(0, options.limit ?? events.length);
  }

  async *readAll({ after = 0, filter, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    let count = 0;
    for (const event of this.log) {
      if (event.position <= after || count >= limit) continue;
      if (filter?.categories && !filter.categories.includes(categoryOf(event.stream))) continue;
      count++;
      yield event;
    }
  }

  async *subscribe({ after, filter }: SubscribeOptions): AsyncIterable<SubscriptionBatch> {
    const events: RecordedEvent[] = [];
    for await (const event of this.readAll({ after, filter })) events.push(event);
    yield { events, checkpoint: this.log.length, caughtUp: true };
  }

  async head(): Promise<number> {
    return this.log.length;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}
}

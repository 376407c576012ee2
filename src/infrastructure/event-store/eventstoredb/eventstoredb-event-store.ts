import { setMaxListeners } from 'node:events';
import { END, type ReadRevision } from '@eventstore/db-client';
import {
  EventStore,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '../../../application/ports/event-store.js';
import { AppendPipeline } from './append-pipeline.js';
import { AnywhereAppends } from './anywhere-appends.js';
import { persistently } from './back-off.js';
import { encodeAppend, type EncodedAppend } from './encoded-append.js';
import { lastOwnPosition } from './log-end.js';
import { readLogPages } from './log-pages.js';
import { followLog, readLog } from './log-reading.js';
import { ProtocolClient } from './protocol-client.js';
import { recordedEventOf } from './recorded-event.js';
import { isMissingStream } from './store-failure.js';
import { StreamSettings, type Retention } from './stream-settings.js';

/** Deliveries are kept for a year, of a lease only who has it now. */
export const RETENTION: Retention = { deliveryDays: 365, leaseEvents: 1 };

/** A revision that no stream has: an append that expects it is refused after all that an append goes through. */
const IMPOSSIBLE_REVISION = Number.MAX_SAFE_INTEGER;

/** How long `close` waits for the settings of new streams. */
const CLOSE_LIMIT_MS = 2_000;

/**
 * The log in EventStoreDB 23.10 or newer, or KurrentDB, one node or a cluster.
 *
 * Whatever broke, calls are repeated a few times before they reject with `TransientFailure`: appends with the same ids,
 * which the server knows again. Subscriptions never give up.
 */
export class EventStoreDbEventStore extends EventStore {
  private readonly pipeline: AppendPipeline;
  private readonly settings: StreamSettings;
  private readonly anywhere: AnywhereAppends;
  private readonly closing = new AbortController();

  private constructor(
    private readonly client: ProtocolClient,
    retention: Retention,
  ) {
    super();
    // Every call that waits for its next try listens.
    setMaxListeners(0, this.closing.signal);
    this.pipeline = new AppendPipeline(client);
    this.settings = new StreamSettings(this.pipeline, retention);
    this.anywhere = new AnywhereAppends(
      (stream, limit) => this.readStream(stream, { direction: 'backwards', limit }),
      (append, expected) => this.appendAt(append, expected),
    );
  }

  /** Takes `esdb://`, `esdb+discover://` and KurrentDB's. Connects with the first call. */
  static open(url: string, retention: Retention = RETENTION): EventStoreDbEventStore {
    return new EventStoreDbEventStore(ProtocolClient.open(url), retention);
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const append = encodeAppend(stream, events);
    if (expected === 'any') return this.anywhere.append(append);
    return this.appendAt(append, expected);
  }

  async readStream(
    stream: string,
    { direction = 'forwards', from, limit = Number.MAX_SAFE_INTEGER }: ReadStreamOptions = {},
  ): Promise<RecordedEvent[]> {
    if (limit <= 0) return [];
    // The server knows this one backwards only.
    if (direction === 'forwards' && from === 'end')
      return this.readStream(stream, { direction: 'backwards', limit: 1 });
    const start = from ?? (direction === 'backwards' ? 'end' : 0);
    const fromRevision: ReadRevision = start === 'end' ? END : BigInt(start);
    return persistently(async () => {
      const events: RecordedEvent[] = [];
      try {
        for await (const { event } of this.client.readStream(stream, { direction, fromRevision, maxCount: limit }))
          if (event) events.push(recordedEventOf(event));
      } catch (error) {
        if (!isMissingStream(error)) throw error;
      }
      return events;
    }, this.closing.signal);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    return readLog(this.client, options, this.closing.signal);
  }

  readPages(options: ReadAllOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    return readLogPages(this.client, options, this.closing.signal);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionBatch> {
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    return followLog(this.client, { ...options, signal });
  }

  async head(): Promise<number> {
    return persistently(() => lastOwnPosition(this.client), this.closing.signal);
  }

  /** Not at all: reading can begin at the position of an event only, and nobody knows one in the middle. */
  async divide(): Promise<number[]> {
    return [];
  }

  /** Goes the whole way of an append, up to its refusal: the node answers, there is a leader, and we may write. */
  async ping(): Promise<void> {
    const probe = encodeAppend('ping', [PROBE]);
    try {
      await persistently(() => this.pipeline.append(probe, IMPOSSIBLE_REVISION), this.closing.signal);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }

  async close(): Promise<void> {
    await this.settings.close(CLOSE_LIMIT_MS);
    this.closing.abort();
    await this.client.close();
  }

  private async appendAt(append: EncodedAppend, expected: ExpectedRevision): Promise<AppendResult> {
    const { stream } = append;
    const { revision, position } = await persistently(
      () => this.pipeline.append(append, expected),
      this.closing.signal,
    );
    if (expected === 'no-stream') this.settings.add(stream);
    return { revision, position: position ?? (await this.positionOf(stream, revision)) };
  }

  /** Of an event that was there before. An event that is there and not readable yet will be within milliseconds. */
  private async positionOf(stream: string, revision: number): Promise<number> {
    const [event] = await this.readStream(stream, { from: revision, limit: 1 });
    return event?.position ?? (await this.head());
  }
}

const PROBE: NewEvent = {
  id: '00000000-0000-4000-8000-000000000000',
  type: 'Probe',
  data: {},
  metadata: { $correlationId: 'ping', $causationId: 'ping', schemaVersion: 1, at: '1970-01-01T00:00:00.000Z' },
};

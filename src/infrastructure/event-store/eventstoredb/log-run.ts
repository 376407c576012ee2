import { START, type AllStreamResolvedEvent, type AllStreamSubscription } from '@eventstore/db-client';
import type { EventFilter, RecordedEvent, SubscriptionBatch } from '../../../application/ports/event-store.js';
import { logFilter, type LogFilter } from './log-filter.js';
import { lastEvent } from './log-end.js';
import type { ProtocolClient } from './protocol-client.js';
import { recordedEventOf } from './recorded-event.js';
import { transient } from './store-failure.js';

const BATCH_EVENTS = 1_000;

/** So many events are read ahead of a consumer that is slow. */
const AHEAD_EVENTS = 2_000;

/** While catching up, a batch waits so long to become a full one: each is a transaction to a projection. */
const GATHER_MS = 50;

/** Said by the server between two events: it has looked at everything up to here. */
interface Mark {
  readonly checkpoint: number;
  readonly live: boolean;
}

/**
 * The log after a position, over one subscription, until that breaks or is closed. The port's `subscribe` goes from run
 * to run, its `readAll` leaves a run at the end of the log.
 */
export class LogRun {
  private queue: (RecordedEvent | Mark)[] = [];
  private events = 0;
  /** Marks that overtook events on their way through the client, each with the number of events it overtook. */
  private early: { behind: number; mark: Mark }[] = [];
  /** The server has said so; true of the consumer once it has taken the mark, too. */
  private liveAhead = false;
  private live = false;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;
  private readonly filter: LogFilter;
  private readonly subscription: AllStreamSubscription;

  private constructor(
    client: ProtocolClient,
    private checkpoint: number,
    filter: EventFilter | undefined,
    /** The last position there was when it was opened. Caught up, it has seen all up to here. */
    readonly end: number,
  ) {
    this.filter = logFilter(filter, (position) => this.mark({ checkpoint: position, live: false }));
    const fromPosition = checkpoint === 0 ? START : { commit: BigInt(checkpoint), prepare: BigInt(checkpoint) };
    this.subscription = client
      .subscribeToAll({ fromPosition, filter: this.filter.server })
      .on('data', (resolved: AllStreamResolvedEvent) => this.receive(resolved))
      .on('caughtUp', () => this.mark({ checkpoint: end, live: true }))
      .on('error', (error) => this.fail(error))
      .on('end', () => this.fail(transient('the server ended the subscription', 'network')));
  }

  /** The end of the log holds for the node that told it, so both questions go to the same one. */
  static async open(client: ProtocolClient, after: number, filter: EventFilter | undefined): Promise<LogRun> {
    const connection = await client.connection();
    const end = (await lastEvent(client))?.position ?? 0;
    const run = new LogRun(client, after, filter, end);
    if ((await client.connection()) === connection) return run;
    run.close();
    throw transient('the connection changed while a subscription was opened', 'network');
  }

  /**
   * The next batch, which has events or moves the checkpoint or is the first to be caught up. Undefined when there is
   * none for `idleMs`. Rejects when the subscription broke and everything before was delivered.
   */
  async next(idleMs: number): Promise<SubscriptionBatch | undefined> {
    if (this.queue.length === 0 && !this.failure) await this.change(idleMs);
    await this.gathered();
    if (this.queue.length > 0) return this.take();
    if (this.failure) throw this.failure;
    return undefined;
  }

  /** Ends the subscription. What was not delivered yet is dropped, who waits for more is told. */
  close(): void {
    this.queue = [];
    this.fail(transient('the subscription was closed', 'network'));
    this.subscription.removeAllListeners('data');
    this.subscription.unsubscribe().catch(() => undefined);
  }

  private take(): SubscriptionBatch {
    const events: RecordedEvent[] = [];
    let at = 0;
    for (; at < this.queue.length && events.length < BATCH_EVENTS; at += 1) {
      const item = this.queue[at] as RecordedEvent | Mark;
      if ('live' in item) {
        this.checkpoint = Math.max(this.checkpoint, item.checkpoint);
        this.live ||= item.live;
      } else {
        events.push(item);
        this.checkpoint = item.position;
      }
    }
    this.queue = this.queue.slice(at);
    this.events -= events.length;
    if (this.events < BATCH_EVENTS && this.subscription.isPaused()) this.subscription.resume();
    return { events, checkpoint: this.checkpoint, caughtUp: this.live && this.queue.length === 0 };
  }

  private receive({ event }: AllStreamResolvedEvent): void {
    if (event && this.filter.accepts(event)) {
      this.queue.push(recordedEventOf(event));
      this.events += 1;
      if (this.events >= AHEAD_EVENTS) this.subscription.pause();
    }
    for (const waiting of this.early) waiting.behind -= 1;
    while (this.early[0]?.behind === 0) this.queue.push((this.early.shift() as { mark: Mark }).mark);
    this.wake();
  }

  private mark(mark: Mark): void {
    this.liveAhead ||= mark.live;
    const behind = this.subscription.readableLength;
    if (behind > 0) this.early.push({ behind, mark });
    else this.queue.push(mark);
    this.wake();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private change(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What comes with one piece of data from the network goes out in one batch; catching up, a batch gets full. */
  private async gathered(): Promise<void> {
    const until = Date.now() + GATHER_MS;
    do await new Promise(setImmediate);
    while (!this.liveAhead && !this.failure && this.events < BATCH_EVENTS && Date.now() < until);
  }
}

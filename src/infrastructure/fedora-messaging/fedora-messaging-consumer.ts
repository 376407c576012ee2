import { randomUUID } from 'node:crypto';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { Clock } from '../../application/ports/clock.js';
import { redact } from '../shared/redaction.js';
import { type BrokerTls, openChannel, openConnection, type QueueOptions } from './broker-connection.js';
import { type BusMessage, busMessageFrom } from './bus-message.js';
import { topicsOf } from './topics.js';

const RECONNECT_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
const PREFETCH = 25;

export interface FedoraMessagingConsumerOptions {
  /** `amqps://fedora:@rabbitmq.fedoraproject.org/%2Fpublic_pubsub` */
  readonly url: string;
  readonly tls?: BrokerTls;
  /** Default `amq.topic`. */
  readonly exchange?: string;
  /** A UUID on Fedora's public broker. Undefined: a new one, which goes when the service goes. */
  readonly queue?: string;
  /** Default: kept while the service is away, as long as the broker likes. */
  readonly queueOptions?: QueueOptions;
  /** Default: what a Packit Service listens to in production. */
  readonly topics?: readonly string[];
  readonly clock: Clock;
  /** Resolves once the message is on disk; only then it is acknowledged. */
  readonly onMessage: (message: BusMessage) => Promise<void>;
  /** Pause before a message that `onMessage` rejected is offered again; default 5 seconds. */
  readonly redeliveryMs?: number;
  readonly warn?: (message: string, error?: unknown) => void;
}

/** Consumes Fedora Messaging for as long as it is not stopped: a lost connection is made again, with growing pauses. */
export class FedoraMessagingConsumer {
  readonly queue: string;
  private readonly stopping = new AbortController();
  private readonly handling = new Set<Promise<void>>();
  private running?: Promise<void>;
  private consuming = false;
  private lastAt?: Date;

  constructor(private readonly options: FedoraMessagingConsumerOptions) {
    this.queue = options.queue ?? randomUUID();
  }

  /** True while messages can come in. */
  get connected(): boolean {
    return this.consuming;
  }

  /** When the newest message came in. */
  get lastMessageAt(): Date | undefined {
    return this.lastAt;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Takes no more messages, waits for those being stored, and disconnects. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.session(() => (failures = 0));
      } catch (error) {
        if (!signal.aborted) this.warn('Fedora Messaging is not connected', error);
      }
      const pause = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 0;
      await this.options.clock.sleep(pause * (0.75 + Math.random() / 2), signal);
    }
  }

  /** One connection, from beginning to end. */
  private async session(established: () => void): Promise<void> {
    const { url, tls, exchange = 'amq.topic', topics = topicsOf('prod'), queueOptions } = this.options;
    const own = this.options.queue === undefined;
    const connection = await openConnection(url, tls);
    let end = () => undefined as void;
    const over = new Promise<void>((resolve) => (end = resolve));
    connection.on('close', end);
    connection.on('error', (error) => this.warn('The connection to Fedora Messaging broke', error));
    this.stopping.signal.addEventListener('abort', end);
    try {
      const options = queueOptions ?? { durable: true, autoDelete: own, exclusive: own };
      const channel = await openChannel(connection, { exchange, queue: this.queue, options, topics });
      channel.on('close', end);
      await this.consume(channel, end);
      this.consuming = true;
      established();
      await over;
      this.consuming = false;
      await Promise.allSettled(this.handling);
      await channel.close().catch(() => undefined);
    } finally {
      this.consuming = false;
      this.stopping.signal.removeEventListener('abort', end);
      await connection.close().catch(() => undefined);
    }
  }

  private async consume(channel: Channel, cancelled: () => void): Promise<void> {
    await channel.prefetch(PREFETCH);
    await channel.consume(this.queue, (message) => {
      // Null: the broker has ended the subscription, for instance because the queue was deleted.
      if (message === null) return cancelled();
      if (this.stopping.signal.aborted) return;
      const work = this.handle(channel, message).finally(() => this.handling.delete(work));
      this.handling.add(work);
    });
  }

  /** Never rejects: what cannot be answered any more, because the channel is gone, the broker sends again. */
  private async handle(channel: Channel, delivery: ConsumeMessage): Promise<void> {
    this.lastAt = this.options.clock.now();
    const message = busMessageFrom(delivery);
    if (!message) {
      this.warn(`A message on ${delivery.fields.routingKey} is no JSON object and is dropped`);
      quietly(() => channel.nack(delivery, false, false));
      return;
    }
    try {
      await this.options.onMessage(message);
      quietly(() => channel.ack(delivery));
    } catch (error) {
      this.warn(`Message ${message.id} was not stored; it comes again`, error);
      await this.options.clock.sleep(this.options.redeliveryMs ?? 5_000, this.stopping.signal);
      quietly(() => channel.nack(delivery, false, true));
    }
  }

  private warn(message: string, error?: unknown): void {
    const secret = new URL(this.options.url).password;
    const text = error instanceof Error ? error.message : error === undefined ? undefined : String(error);
    this.options.warn?.(message, text === undefined ? undefined : new Error(redact(text, [secret])));
  }
}

/** Answering on a closed channel throws; the broker has taken the message back already. */
function quietly(answer: () => void): void {
  try {
    answer();
  } catch {
    return;
  }
}

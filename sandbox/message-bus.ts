import { randomUUID } from 'node:crypto';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { TaskMessage } from './copr/builder.js';
import type { Courier } from './courier.js';

const PREFIX = 'org.fedoraproject.prod.';

/** Brings Copr's messages to the service: over AMQP, or through its door for deliveries. */
export abstract class MessageBus {
  /** Every message, oldest first. */
  readonly published: {
    readonly id: string;
    readonly topic: string;
    readonly body: TaskMessage['body'];
    /** What the courier calls it. */
    readonly name: string;
  }[] = [];

  constructor(private readonly courier: Courier) {}

  publish({ topic, body }: TaskMessage): void {
    const name = `${topic} ${String(body.build)} ${String(body.chroot)}`;
    const message = { id: randomUUID(), topic: `${PREFIX}${topic}`, body, name };
    this.published.push(message);
    this.courier.send({
      name,
      attempt: () => this.bring(message.id, message.topic, body),
    });
  }

  async close(): Promise<void> {}

  protected abstract bring(id: string, topic: string, body: TaskMessage['body']): Promise<boolean>;
}

/** Posts each message to `POST /api/deliveries`, until the service takes it. */
export class DeliveriesDoor extends MessageBus {
  /** Where the service listens; undefined: nobody does, and messages go nowhere. */
  target: string | undefined;

  constructor(
    courier: Courier,
    private readonly adminToken: string,
  ) {
    super(courier);
  }

  protected override async bring(id: string, topic: string, body: TaskMessage['body']): Promise<boolean> {
    if (!this.target) return true;
    const answer = await fetch(this.target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.adminToken}` },
      body: JSON.stringify({ source: 'fedora-messaging', id, event: topic, body }),
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  }
}

/** Publishes each message to a real broker, with the headers that Fedora Messaging gives it. */
export class AmqpBus extends MessageBus {
  private constructor(
    courier: Courier,
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
    private readonly exchange: string,
  ) {
    super(courier);
  }

  static async connect(courier: Courier, url: string, exchange: string): Promise<AmqpBus> {
    const connection = await connect(url);
    const channel = await connection.createChannel();
    await channel.assertExchange(exchange, 'topic', { durable: true });
    return new AmqpBus(courier, connection, channel, exchange);
  }

  override async close(): Promise<void> {
    await this.connection.close();
  }

  protected override bring(id: string, topic: string, body: TaskMessage['body']): Promise<boolean> {
    const headers = {
      fedora_messaging_schema: topic.slice(PREFIX.length),
      fedora_messaging_schema_package: 'copr-messaging',
      fedora_messaging_severity: topic.endsWith('chroot.start') ? 10 : 20,
      'sent-at': new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
      priority: 0,
    };
    const content = Buffer.from(JSON.stringify(body));
    const options = {
      messageId: id,
      headers,
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      deliveryMode: 2,
    };
    return Promise.resolve(this.channel.publish(this.exchange, topic, content, options));
  }
}

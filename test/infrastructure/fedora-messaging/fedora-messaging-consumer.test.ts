import { randomUUID } from 'node:crypto';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';
import type { BusMessage } from '../../../src/infrastructure/fedora-messaging/bus-message.js';
import {
  FedoraMessagingConsumer,
  type FedoraMessagingConsumerOptions,
} from '../../../src/infrastructure/fedora-messaging/fedora-messaging-consumer.js';
import { topicsOf } from '../../../src/infrastructure/fedora-messaging/topics.js';
import { brokerAtHand, RabbitMq } from '../../support/rabbitmq.js';

const broker = brokerAtHand('consumer of Fedora Messaging');
const TOPIC = 'org.fedoraproject.prod.copr.build.end';

// Skipped aloud without a broker: RABBITMQ_TEST_URL, or Debian's rabbitmq-server, which .ci/run installs.
(broker ? describe : describe.skip)('consumer of Fedora Messaging', () => {
  let rabbit: RabbitMq | undefined;
  let url: string;
  let publisher: ChannelModel;
  let channel: Channel;
  let consumer: FedoraMessagingConsumer | undefined;
  let received: BusMessage[];
  let warnings: string[];

  beforeAll(async () => {
    if (broker && 'program' in broker) {
      rabbit = await RabbitMq.prepare(broker.program);
      await rabbit.start();
    }
    url = rabbit?.url ?? (broker as { url: string }).url;
    await openPublisher();
  }, 60_000);
  afterAll(async () => {
    await publisher.close().catch(() => undefined);
    await rabbit?.remove();
  }, 60_000);
  beforeEach(() => {
    received = [];
    warnings = [];
  });
  afterEach(async () => {
    await consumer?.stop();
    if (consumer) await channel.deleteQueue(consumer.queue);
  });

  async function openPublisher() {
    publisher = await connect(url);
    publisher.on('error', () => undefined);
    channel = await publisher.createChannel();
  }

  async function consume(options: Partial<FedoraMessagingConsumerOptions> = {}) {
    consumer = new FedoraMessagingConsumer({
      url,
      queue: randomUUID(),
      clock: new SystemClock(),
      redeliveryMs: 10,
      warn: (message) => warnings.push(message),
      onMessage: async (message) => void received.push(message),
      ...options,
    });
    consumer.start();
    await until(() => consumer?.connected === true);
    return consumer;
  }

  const publish = (body: unknown, properties: object = {}, topic = TOPIC) =>
    channel.publish('amq.topic', topic, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), {
      messageId: randomUUID(),
      contentType: 'application/json',
      deliveryMode: 2,
      ...properties,
    });
  const waiting = async (queue: string) => (await channel.checkQueue(queue)).messageCount;

  it('hands on id, topic, body and time', async () => {
    await consume();
    publish(
      { build: 1, chroot: 'srpm-builds' },
      { messageId: 'm-1', headers: { 'sent-at': '2026-01-05T10:00:00+00:00' } },
    );
    await until(() => received.length === 1);
    const body = { build: 1, chroot: 'srpm-builds' };
    expect(received).toEqual([{ id: 'm-1', topic: TOPIC, body, sentAt: '2026-01-05T10:00:00.000Z' }]);
    expect(consumer?.lastMessageAt).toBeDefined();
  });

  it('hears every topic of a Packit Service, and no other', async () => {
    await consume();
    publish({}, {}, 'org.fedoraproject.prod.bodhi.update.comment');
    for (const topic of topicsOf('prod')) publish({}, {}, topic);
    await until(() => received.length === topicsOf('prod').length);
    expect(received.map(({ topic }) => topic)).toEqual(topicsOf('prod'));
  });

  it('gives the same id to the same content of a sender without ids', async () => {
    await consume();
    publish({ a: 1 }, { messageId: undefined });
    publish({ a: 1 }, { messageId: undefined });
    publish({ a: 2 }, { messageId: undefined });
    await until(() => received.length === 3);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
  });

  it('drops what is no JSON object, and says so', async () => {
    const { queue } = await consume();
    publish('not JSON');
    publish('[1]');
    publish({ fine: true });
    await until(() => received.length === 1);
    expect(received[0]?.body).toEqual({ fine: true });
    expect(warnings.filter((text) => text.includes('is dropped'))).toHaveLength(2);
    await consumer?.stop();
    expect(await waiting(queue)).toBe(0);
  });

  it('acknowledges only what was stored: the rest comes again', async () => {
    let failures = 3;
    const { queue } = await consume({
      onMessage: async (message) => {
        if (failures-- > 0) throw new Error('the disk is full');
        received.push(message);
      },
    });
    publish({ n: 1 }, { messageId: 'again' });
    await until(() => received.length === 1);
    expect(received[0]?.id).toBe('again');
    expect(warnings.filter((text) => text.includes('was not stored'))).toHaveLength(3);
    await consumer?.stop();
    expect(await waiting(queue)).toBe(0);
  });

  it('waits for what is being stored when it stops, and loses nothing that comes meanwhile', async () => {
    const queue = randomUUID();
    let finish = () => undefined as void;
    await consume({
      queue,
      onMessage: (message) =>
        new Promise((resolve) => {
          finish = () => resolve(void received.push(message));
        }),
    });
    publish({ n: 1 });
    await until(async () => (await waiting(queue)) === 0 && consumer?.lastMessageAt !== undefined);
    const stopped = consumer?.stop();
    finish();
    await stopped;
    expect(received).toHaveLength(1);
    publish({ n: 2 });
    await consume({ queue });
    await until(() => received.length === 2);
    expect(received.map(({ body }) => body.n)).toEqual([1, 2]);
  });

  it('uses a queue that exists with other properties', async () => {
    const queue = randomUUID();
    await channel.assertQueue(queue, { durable: false, autoDelete: false, exclusive: false });
    await consume({ queue });
    publish({ n: 1 });
    await until(() => received.length === 1);
  });

  it('subscribes again when its queue was deleted', async () => {
    const { queue } = await consume();
    await channel.deleteQueue(queue);
    await until(() => consumer?.connected === false);
    await until(() => consumer?.connected === true);
    publish({ n: 1 });
    await until(() => received.length === 1);
  }, 20_000);

  it('names no password while the broker is not there', async () => {
    const texts: string[] = [];
    consumer = undefined;
    const away = new FedoraMessagingConsumer({
      url: 'amqp://guest:the-password@127.0.0.1:1/',
      clock: new SystemClock(),
      onMessage: async () => undefined,
      warn: (message, error) => texts.push(`${message} ${String(error)}`),
    });
    away.start();
    await until(() => texts.length > 0);
    await away.stop();
    expect(texts.join()).not.toContain('the-password');
  });

  it('connects again when the broker died, and gets what was kept meanwhile', async () => {
    if (!rabbit) return console.warn('SKIPPED: death of the broker: RABBITMQ_TEST_URL is not ours to stop.');
    const { queue } = await consume();
    await rabbit.stop('SIGKILL');
    await until(() => consumer?.connected === false);
    await rabbit.start();
    await openPublisher();
    publish({ n: 1 });
    await until(() => received.length === 1);
    expect(queue).toBe(consumer?.queue);
  }, 120_000);
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not happen within a minute');
}

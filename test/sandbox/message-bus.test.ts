import { type ConsumeMessage, connect } from 'amqplib';
import { Sandbox } from '../../sandbox/sandbox.js';
import { brokerAtHand, RabbitMq } from '../support/rabbitmq.js';

const broker = brokerAtHand('the messages of the sandbox over a real broker');
// Skipped aloud without a broker: RABBITMQ_TEST_URL, or Debian's rabbitmq-server, which .ci/run installs.
const withBroker = broker === undefined ? describe.skip : describe;

withBroker('the messages of the sandbox over a real broker', () => {
  let started: RabbitMq | undefined;
  let url = '';

  beforeAll(async () => {
    if (broker && 'program' in broker) {
      started = await RabbitMq.prepare(broker.program);
      await started.start();
    }
    url = started?.url ?? (broker && 'url' in broker ? broker.url : '');
  }, 120_000);
  afterAll(async () => {
    await started?.stop();
    await started?.remove();
  }, 60_000);

  it('carry the topic, an id, and the headers of Fedora Messaging', async () => {
    const sandbox = await Sandbox.start({ pace: { speed: 1000 }, amqp: { url } });
    const connection = await connect(url);
    try {
      const channel = await connection.createChannel();
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, 'amq.topic', 'org.fedoraproject.prod.copr.#');
      const received: ConsumeMessage[] = [];
      await channel.consume(queue, (message) => message && received.push(message), { noAck: true });
      const project = sandbox.copr.createProject('packit', 'p', ['fedora-44-x86_64']);
      sandbox.copr.submit(project, 'packit', ['fedora-44-x86_64'], 'true', {});
      await sandbox.settled({ quietMs: 200 });
      expect(received.map(({ fields }) => fields.routingKey.replace('org.fedoraproject.prod.', ''))).toEqual([
        'copr.build.start',
        'copr.build.end',
        'copr.build.start',
        'copr.chroot.start',
        'copr.build.end',
      ]);
      const last = received.at(-1);
      expect(last?.properties.messageId).toBe(sandbox.bus.published.at(-1)?.id);
      expect(last?.properties.headers).toMatchObject({
        fedora_messaging_schema: 'copr.build.end',
        fedora_messaging_severity: 20,
      });
      expect(JSON.parse(last?.content.toString('utf8') ?? '{}')).toMatchObject({
        chroot: 'fedora-44-x86_64',
        status: 1,
        user: 'packit',
      });
    } finally {
      await connection.close();
      await sandbox.close();
    }
  }, 60_000);
});

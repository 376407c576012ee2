import { brokerAtHand, RabbitMq } from '../support/rabbitmq.js';
import { World } from '../support/world.js';
import { CONFIG, decisionsIn, SPEC } from './pipelines.js';

const broker = brokerAtHand('Copr messages from a real broker, end to end');

// Skipped aloud without a broker: RABBITMQ_TEST_URL, or Debian's rabbitmq-server, which .ci/run installs.
(broker ? describe : describe.skip)('Copr messages from a real broker', () => {
  let rabbit: RabbitMq | undefined;
  let world: World;

  beforeAll(async () => {
    if (broker && 'program' in broker) {
      rabbit = await RabbitMq.prepare(broker.program);
      await rabbit.start();
    }
    const url = rabbit?.url ?? (broker as { url: string }).url;
    world = await World.start({
      amqp: { url },
      pace: { speed: 100 },
      approved: ['acme'],
      // Without messages, nothing would be known for an hour.
      settings: { COPR_POLL_SECONDS: '3600', AMQP_QUEUE: `test-${process.pid}` },
    });
  }, 300_000);
  afterAll(async () => {
    await world?.close();
    await rabbit?.remove();
  }, 60_000);

  it('bring a pull request to its end, also when the service is killed meanwhile', async () => {
    const { github } = world.sandbox;
    const repository = await github.createRepository('acme/hello', { ...SPEC, 'packit.yaml': CONFIG });
    const pull = await github.openPullRequest(repository, {
      author: 'acme',
      title: 'A change',
      branch: 'change',
      from: repository,
      files: { 'README.md': 'changed\n' },
    });
    const names = ['fedora-43', 'fedora-44', 'epel-9'].map((release) => `rpm-build:${release}-x86_64`);
    const started = () => world.sandbox.bus.published.length > 0;
    while (!started()) await new Promise((resolve) => setTimeout(resolve, 20));
    await world.restartAfterKill();
    await world.settledChecks(repository, pull, names, 120_000);
    for (const name of names) expect(github.checks(repository, pull.head.sha).get(name)?.conclusion).toBe('success');
    const decisions = await decisionsIn(world);
    for (const { id } of world.sandbox.bus.published.filter(({ topic }) => !topic.endsWith('chroot.start')))
      expect(decisions.get(`delivery-fedora-messaging-${id}`)).toBeDefined();
  }, 240_000);
});

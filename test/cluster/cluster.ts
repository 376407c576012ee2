import { join } from 'node:path';
import { seededRandom } from '../../sandbox/random.js';
import { isFinal as isFinalBuild, overallState } from '../../sandbox/copr/state.js';
import { Sandbox } from '../../sandbox/sandbox.js';
import { freePort } from '../../sandbox/service-process.js';
import { isFinal as isFinalRequest } from '../../sandbox/testing-farm/state.js';
import { LoadBalancer } from './load-balancer.js';
import { Node } from './node.js';
import type { ClusterOptions } from './options.js';
import { openSharedStore, type SharedStore } from './shared-store.js';
import { Traffic } from './traffic.js';
import type { ObservedWorld } from './violations.js';

const SPEED = 20;
const NODES = ['one', 'two'] as const;

/** Two nodes of the service on one store behind a load balancer, and the outside world that they act in. */
export class Cluster {
  kills = 0;
  readonly traffic: Traffic;
  private readonly random;

  private constructor(
    readonly options: ClusterOptions,
    readonly sandbox: Sandbox,
    readonly store: SharedStore,
    readonly balancer: LoadBalancer,
    readonly nodes: readonly Node[],
  ) {
    this.traffic = new Traffic(sandbox, options);
    this.random = seededRandom(options.seed);
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const sandbox = await Sandbox.start({ seed: options.seed, pace: { speed: SPEED } });
    const { messages, callbacks } = sandbox.couriers;
    for (const courier of [messages, callbacks]) courier.disturb({ drop: 0.02, repeat: 0.1, shuffleMs: 300 });
    const store = await openSharedStore(options, sandbox.folder);
    const ports = [await freePort(), await freePort()];
    const balancer = await LoadBalancer.start(ports.map((port) => `http://127.0.0.1:${port}`));
    const nodes = NODES.map((name, index) => {
      const dataFolder = join(sandbox.folder, `node-${name}`);
      const environment = {
        ...sandbox.environment({ port: ports[index]!, dataFolder }),
        PUBLIC_URL: balancer.url,
        EVENT_STORE: store.address,
        EFFECTS_LEASE_SECONDS: String(options.leaseSeconds),
        COPR_POLL_SECONDS: '2',
        TESTING_FARM_POLL_SECONDS: '2',
      };
      return new Node(name, environment, dataFolder);
    });
    const cluster = new Cluster(options, sandbox, store, balancer, nodes);
    sandbox.connectTo(balancer.url);
    try {
      await Promise.all(nodes.map((node) => node.start()));
      for (const owner of cluster.traffic.owners) await cluster.approve(owner);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Kills one of the two, and starts it again at once. Rejects when it does not come up. */
  async killOne(): Promise<void> {
    const node = this.nodes[Math.floor(this.random() * this.nodes.length)]!;
    await node.kill();
    this.kills += 1;
    await node.start();
  }

  /** What a sender does that got no 2xx: webhooks are sent again, and the bus keeps a message until somebody took it. */
  deliverAgain(): void {
    const { webhooks } = this.sandbox.github;
    const standing = new Map<string, boolean>();
    for (const { guid, status } of webhooks.deliveries)
      standing.set(guid, standing.get(guid) === true || status === 'OK' || status === 'under way');
    for (const [guid, settled] of standing) if (!settled) webhooks.redeliver(guid);
  }

  /** How often a node began to perform effects, by what the nodes told. */
  get takeovers(): number {
    const told = this.nodes.flatMap(({ lines }) => lines.filter((line) => line.includes('performs effects now')));
    return told.length;
  }

  observeWorld(): ObservedWorld {
    const { github, copr, testingFarm } = this.sandbox;
    return {
      pullRequests: this.traffic.opened.map(({ repository, pull, ending, commits }) => ({
        name: `${repository.owner.login}/hello#${pull.number} (${pull.head.ref})`,
        expected: ending.expected,
        found: Object.fromEntries(
          [...github.checks(repository, pull.head.sha)].map(([name, check]) => [
            name,
            check.conclusion ?? check.status,
          ]),
        ),
        openBefore: commits
          .slice(0, -1)
          .flatMap((commit) => [...github.checks(repository, commit).values()])
          .filter(({ status }) => status !== 'completed')
          .map(({ name }) => name),
      })),
      coprBuilds: copr.builds().map((build) => ({
        id: build.id,
        run: /^# submission (\S+)$/m.exec(build.script)?.[1] ?? '(unmarked)',
        over: isFinalBuild(overallState(build)),
      })),
      requests: testingFarm.requests().map(({ id, payload, state }) => ({
        id,
        run: payload.environments[0]?.variables?.PACKIT_TEST_RUN_ID ?? '(unmarked)',
        over: isFinalRequest(state),
      })),
      acknowledged: this.balancer.acknowledged,
    };
  }

  async close(): Promise<void> {
    const stopped = await Promise.allSettled(this.nodes.map((node) => node.stop()));
    await this.balancer.close();
    await this.sandbox.close();
    await this.store.close();
    for (const result of stopped) if (result.status === 'rejected') throw result.reason as Error;
  }

  private async approve(owner: string): Promise<void> {
    const answer = await fetch(`${this.balancer.url}/api/allowlist/github.com/${owner}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.sandbox.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'approved_manually' }),
    });
    if (answer.status !== 204) throw new Error(`allowlist: expected 204, found ${answer.status}`);
  }
}

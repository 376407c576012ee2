import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createBodhi } from './bodhi.js';
import { Copr } from './copr/copr.js';
import { isFinal as isFinalBuild, overallState, type SourcePackage } from './copr/state.js';
import { Courier, type Disturbance } from './courier.js';
import { Fasjson } from './fasjson.js';
import { GitHub } from './github/github.js';
import type { HttpService } from './http-service.js';
import { AmqpBus, DeliveriesDoor, type MessageBus } from './message-bus.js';
import { seededRandom } from './random.js';
import { TestingFarm } from './testing-farm/testing-farm.js';
import { isFinal as isFinalRequest } from './testing-farm/state.js';
import { type Pace, Timeline } from './timeline.js';

export interface SandboxOptions {
  /** How fast builds and tests run; default: 100 simulated seconds in a real one. */
  readonly pace?: Pace;
  /** The same seed gives the same faults. */
  readonly seed?: number;
  /** Copr's messages go over this broker instead of `POST /api/deliveries`. */
  readonly amqp?: { readonly url: string; readonly exchange?: string };
  /** Keep requests and answers in full. */
  readonly recording?: boolean;
}

/** Where the service to be tested is, and where it keeps its data. */
export interface ServicePlace {
  readonly port: number;
  readonly dataFolder: string;
}

/** GitHub, Copr, Testing Farm, Bodhi and FASJSON on loopback, which keep state and agree with each other. */
export class Sandbox {
  readonly adminToken = 'sandbox-admin-token';
  readonly testingFarmWebhookToken = 'sandbox-tf-webhook-token';
  readonly couriers: { readonly webhooks: Courier; readonly messages: Courier; readonly callbacks: Courier };
  readonly github: GitHub;
  readonly copr: Copr;
  readonly testingFarm: TestingFarm;
  readonly bodhi: HttpService;
  readonly fasjson: Fasjson;
  readonly timeline: Timeline;
  #bus: MessageBus | undefined;

  private constructor(
    readonly folder: string,
    private readonly options: SandboxOptions,
  ) {
    const random = seededRandom(options.seed ?? 1);
    this.timeline = new Timeline(options.pace ?? { speed: 100 });
    this.couriers = {
      webhooks: new Courier('once', random),
      messages: new Courier('until-accepted', random),
      callbacks: new Courier('once', random),
    };
    this.github = new GitHub(join(folder, 'git'), this.couriers.webhooks, random);
    this.copr = new Copr(
      random,
      this.timeline,
      (message) => this.bus.publish(message),
      (script) => this.#describeSource(script),
    );
    this.testingFarm = new TestingFarm(random, this.timeline, this.couriers.callbacks);
    this.bodhi = createBodhi(random);
    this.fasjson = new Fasjson(random);
  }

  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = new Sandbox(await mkdtemp(join(tmpdir(), 'packit-sandbox-')), options);
    const { amqp, recording = false } = options;
    const { messages } = sandbox.couriers;
    sandbox.#bus = amqp
      ? await AmqpBus.connect(messages, amqp.url, amqp.exchange ?? 'amq.topic')
      : new DeliveriesDoor(messages, sandbox.adminToken);
    for (const service of sandbox.services) {
      service.recording = recording;
      await service.listen();
    }
    return sandbox;
  }

  get services(): HttpService[] {
    return [this.github.service, this.copr.service, this.testingFarm.service, this.bodhi, this.fasjson.service];
  }

  get bus(): MessageBus {
    if (!this.#bus) throw new Error('The sandbox has not been started.');
    return this.#bus;
  }

  /** From now on webhooks and messages go to the service at this address. */
  connectTo(serviceUrl: string): void {
    this.github.webhooks.target = `${serviceUrl}/api/webhooks/github`;
    if (this.bus instanceof DeliveriesDoor) this.bus.target = `${serviceUrl}/api/deliveries`;
  }

  /** The service's settings for this sandbox. */
  environment({ port, dataFolder }: ServicePlace): Record<string, string> {
    const { github, copr, testingFarm, bodhi, fasjson } = this;
    const { amqp } = this.options;
    return {
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DEPLOYMENT: 'prod',
      EVENT_STORE: `sqlite:${join(dataFolder, 'events.db')}`,
      READ_MODELS: join(dataFolder, 'read-models.db'),
      ADMIN_TOKEN: this.adminToken,
      GITHUB_API_URL: github.service.url,
      GITHUB_APP_ID: String(github.authentication.appId),
      GITHUB_APP_PRIVATE_KEY: github.authentication.privateKey,
      GITHUB_WEBHOOK_SECRET: github.webhookSecret,
      GITHUB_GIT_URL: pathToFileURL(join(this.folder, 'git')).href,
      COPR_URL: copr.service.url,
      COPR_OWNER: copr.credentials.user,
      COPR_LOGIN: copr.credentials.login,
      COPR_TOKEN: copr.credentials.token,
      TESTING_FARM_API_URL: `${testingFarm.service.url}/v0.1`,
      TESTING_FARM_TOKEN: testingFarm.tokens.public,
      TESTING_FARM_INTERNAL_TOKEN: testingFarm.tokens.redhat,
      TESTING_FARM_WEBHOOK_TOKEN: this.testingFarmWebhookToken,
      BODHI_URL: bodhi.url,
      FASJSON_URL: fasjson.service.url,
      ...(amqp ? { AMQP_URL: amqp.url, AMQP_EXCHANGE: amqp.exchange ?? 'amq.topic' } : {}),
    };
  }

  /** Webhooks, messages and callbacks get lost, come twice or overtake each other. */
  disturbDeliveries(disturbance: Disturbance): void {
    for (const courier of Object.values(this.couriers)) courier.disturb(disturbance);
  }

  /** Is nothing going on: no call, no delivery, no build, no tests? */
  get idle(): boolean {
    return (
      this.services.every(({ inFlight }) => inFlight === 0) &&
      Object.values(this.couriers).every(({ underWay }) => underWay === 0) &&
      this.copr.builds().every((build) => isFinalBuild(overallState(build))) &&
      this.testingFarm.requests().every(({ state }) => isFinalRequest(state))
    );
  }

  /** Waits until nothing has gone on for `quietMs`; rejects, saying what still goes on, after `timeoutMs`. */
  async settled({ quietMs = 500, timeoutMs = 30_000 } = {}): Promise<void> {
    const end = Date.now() + timeoutMs;
    let quietSince = Date.now();
    while (Date.now() - quietSince < quietMs) {
      if (Date.now() > end) throw new Error(`The sandbox did not settle within ${timeoutMs} ms: ${this.#goingOn()}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const last = Math.max(
        ...this.services.map(({ lastActivityAt }) => lastActivityAt),
        ...Object.values(this.couriers).map(({ lastActivityAt }) => lastActivityAt),
      );
      quietSince = this.idle ? Math.max(quietSince, last) : Date.now();
    }
  }

  async close(): Promise<void> {
    this.timeline.stop();
    for (const courier of Object.values(this.couriers)) courier.close();
    await this.bus.close();
    await Promise.all([
      this.github.close(),
      ...[this.copr.service, this.testingFarm.service, this.bodhi, this.fasjson.service].map((service) =>
        service.close(),
      ),
    ]);
    await rm(this.folder, { recursive: true, force: true });
  }

  #goingOn(): string {
    const builds = this.copr
      .builds()
      .filter((build) => !isFinalBuild(overallState(build)))
      .map(
        ({ id, source, chroots }) =>
          `build ${id}: source ${source.state}, ${[...chroots].map(([chroot, { state }]) => `${chroot} ${state}`).join(', ')}`,
      );
    const requests = this.testingFarm
      .requests()
      .filter(({ state }) => !isFinalRequest(state))
      .map(({ id, state }) => `request ${id}: ${state}`);
    const calls = this.services
      .filter(({ inFlight }) => inFlight > 0)
      .map(({ name, inFlight }) => `${inFlight} calls to ${name}`);
    const deliveries = Object.entries(this.couriers)
      .filter(([, { underWay }]) => underWay > 0)
      .map(([name, { underWay }]) => `${underWay} ${name} under way`);
    return [...builds, ...requests, ...calls, ...deliveries].join('; ') || 'calls come again and again';
  }

  /** Name and version of what a source script packages: read from the spec file of the pull request, branch or commit. */
  async #describeSource(script: string): Promise<SourcePackage> {
    const [, owner, name] = /https:\/\/github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?["'\s]*$/m.exec(script) ?? [];
    const fallback = { name: name ?? 'package', version: '0.1-1' };
    if (!owner || !name) return fallback;
    const repository = this.github.repository(`${owner}/${name}`);
    const [, number] = /--pr-id[= ]["']?(\d+)/.exec(script) ?? [];
    const [, ref] = /--ref[= ]["']?([\w./-]+)/.exec(script) ?? [];
    const commit = await repository.git.resolve(
      repository.pullRequests.get(Number(number))?.head.sha ?? ref ?? repository.defaultBranch,
    );
    const root = commit && (await repository.git.read(commit, ''));
    const spec = root && 'tree' in root ? root.tree.find((entry) => entry.name.endsWith('.spec')) : undefined;
    const file = spec && commit && (await repository.git.read(commit, spec.name));
    if (!file || !('blob' in file)) return fallback;
    const tag = (key: string) => new RegExp(`^${key}:\\s*([^\\s%]+)`, 'mi').exec(file.blob.toString('utf8'))?.[1];
    return {
      name: tag('Name') ?? name,
      version: `${tag('Version') ?? '0.1'}-1.pr${number ?? 0}.g${commit?.slice(0, 7)}`,
    };
  }
}

import 'reflect-metadata';
import { Global, Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '../../../src/application/ports/clock.js';
import { Copr } from '../../../src/application/ports/copr.js';
import { CrashJournal } from '../../../src/application/ports/crash-journal.js';
import { Distributions } from '../../../src/application/ports/distributions.js';
import { EventStore } from '../../../src/application/ports/event-store.js';
import { TransientFailure } from '../../../src/application/ports/failure.js';
import { FedoraAccounts, type FedoraAccount } from '../../../src/application/ports/fedora-accounts.js';
import { Forges } from '../../../src/application/ports/forge.js';
import { Ids } from '../../../src/application/ports/ids.js';
import { Log } from '../../../src/application/ports/log.js';
import { ReadModels } from '../../../src/application/ports/read-models.js';
import { ReleaseSync } from '../../../src/application/ports/release-sync.js';
import { Settings } from '../../../src/application/ports/settings.js';
import { TestingFarm } from '../../../src/application/ports/testing-farm.js';
import { CurrentStates } from '../../../src/application/projections/current-states.js';
import { Projector, type OpenTodo } from '../../../src/application/projections/projector.js';
import { namespaceStream } from '../../../src/application/queries/allowlist/allowlist.js';
import { decode } from '../../../src/application/streams/event-codec.js';
import { Streams } from '../../../src/application/streams/streams.js';
import { allEffects, CoreModule } from '../../../src/core.module.js';
import { GATES, type Gates } from '../../../src/domain/access/gates.js';
import { namespaceEvents } from '../../../src/domain/allowlist/allowlist.events.js';
import { namespaceDecider, type NamespaceCommand } from '../../../src/domain/allowlist/namespace.js';
import { deliveryEvents, type DeliveryEvent } from '../../../src/domain/delivery/delivery.events.js';
import { seenHead } from '../../../src/domain/inputs/seen-head.js';
import { subjectOf } from '../../../src/domain/inputs/subject.js';
import { bundledReleases } from '../../../src/domain/targets/bundled-releases.js';
import { ConfiguredSettings } from '../../../src/infrastructure/config/configured-settings.js';
import { loadConfiguration } from '../../../src/infrastructure/config/load-configuration.js';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../../src/infrastructure/read-models/sqlite-read-models.js';
import { ManualClock } from '../manual-clock.js';
import { MemoryEventStore } from '../memory-event-store.js';
import { noCrashes } from '../no-crashes.js';
import { KeptForge } from './kept-forge.js';
import { KeptCopr, KeptReleases, KeptTestingFarm } from './kept-services.js';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What an operator says of a namespace, a repository, a host or a person. */
export type Standing = 'approved_manually' | 'waiting' | 'denied' | 'removed';

interface Options {
  readonly gates?: Gates;
  readonly admins?: readonly string[];
  readonly privateNamespaces?: readonly string[];
  readonly internalProjects?: readonly string[];
}

/** The whole application on stores in memory, before outside services that keep state, driven step by step: no threads, no waiting. */
export class CoreWorld {
  readonly store = new MemoryEventStore();
  readonly clock = new ManualClock(new Date('2026-02-03T08:00:00.000Z'));
  readonly forge = new KeptForge();
  readonly copr = new KeptCopr();
  readonly testingFarm = new KeptTestingFarm();
  readonly releases = new KeptReleases();
  readonly accounts = new Map<string, FedoraAccount>();
  readonly settings: { -readonly [Name in keyof Settings]: Settings[Name] };
  /** The one type of todo that is performed; undefined: all are. */
  only: string | undefined;
  private readonly readModels = new SqliteReadModels(':memory:');
  private app!: INestApplicationContext;
  private deliveries = 0;
  /** Todos that an outage holds up, with the time when they are tried again. */
  private readonly notBefore = new Map<string, number>();

  private constructor({ admins = [], privateNamespaces = [], internalProjects = [] }: Options) {
    const environment = { DEPLOYMENT: 'prod', COPR_OWNER: 'packit', PUBLIC_URL: 'https://packit.example' };
    this.settings = new ConfiguredSettings(loadConfiguration(environment).configuration);
    Object.assign(this.settings, { admins, privateNamespaces, internalTestingFarmProjects: internalProjects });
  }

  static async open(options: Options = {}): Promise<CoreWorld> {
    const world = new CoreWorld(options);
    const core = CoreModule.create(options.gates ?? GATES);
    const root: DynamicModule = { module: RootModule, imports: [OutsideModule.of(world), core] };
    world.app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    world.app.get(Projector).open();
    return world;
  }

  get ports(): { provide: unknown; useValue: unknown }[] {
    const { forge, clock, store, readModels, settings, copr, testingFarm, accounts } = this;
    const at = `${bundledReleases.asOf}T00:00:00.000Z`;
    const releases = { releases: bundledReleases.releases, source: 'bundled', at };
    return [
      { provide: Log, useValue: silent },
      { provide: CrashJournal, useValue: noCrashes },
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: new ShaIds() },
      { provide: Settings, useValue: settings },
      { provide: EventStore, useValue: store },
      { provide: ReadModels, useValue: readModels },
      { provide: Forges, useValue: { forHost: (host: string) => (host.startsWith('unknown') ? undefined : forge) } },
      { provide: Copr, useValue: copr },
      { provide: TestingFarm, useValue: testingFarm },
      { provide: ReleaseSync, useValue: this.releases },
      { provide: Distributions, useValue: { releases: async () => releases } },
      { provide: FedoraAccounts, useValue: { find: async (name: string) => accounts.get(name) } },
    ];
  }

  /** A delivery comes in, and everything that follows from it is done. Answers its stream. */
  async receive(source: string, event: string, body: unknown): Promise<string> {
    const stream = await this.deliver(source, event, body);
    await this.work();
    return stream;
  }

  /** A delivery comes in, and nobody looks at it yet. */
  async deliver(source: string, event: string, body: unknown): Promise<string> {
    this.clock.advance(1_000);
    const stream = `delivery-${source}-${new ShaIds().uuid(`core ${(this.deliveries += 1)}`)}`;
    const subject = subjectOf(source, event, body);
    const head = seenHead(source, event, body);
    const data = { source, event, subject, body: { text: JSON.stringify(body) }, at: this.now, ...(head && { head }) };
    const cause = { id: stream, correlationId: stream };
    await this.app.get(Streams).create(stream, deliveryEvents, [{ type: 'DeliveryReceived', data }], cause);
    return stream;
  }

  /** An operator speaks. What follows from it is left to `work`. */
  async set(path: string, status: Standing): Promise<void> {
    this.clock.advance(1_000);
    const about = { namespace: path, by: 'operator', at: this.now };
    const command: NamespaceCommand =
      status === 'removed' ? { type: 'Remove', ...about } : { type: 'SetStatus', ...about, status };
    const cause = { id: `operator/${path}/${this.now}`, correlationId: path };
    await this.app.get(Streams).handle(namespaceStream(path), namespaceEvents, namespaceDecider, command, cause);
  }

  /** Does what is to be done and due, one thing after the other, until nothing of it is left. Answers what was done. */
  async work(): Promise<string[]> {
    const done: string[] = [];
    const effects = new Map(allEffects.map((type) => this.app.get(type)).map((effect) => [effect.type, effect]));
    for (;;) {
      await this.project();
      const now = this.clock.now().getTime();
      const [next] = this.todos()
        .filter((todo) => (this.only ?? todo.type) === todo.type && this.dueAt(todo) <= now)
        .sort((one, other) => one.openedAt - other.openedAt || (one.key < other.key ? -1 : 1));
      if (!next) return done;
      if (done.length > 2_000) throw new Error(`Expected an end of what is to be done, found ${done.slice(-5).join()}`);
      done.push(next.type);
      this.clock.advance(10);
      const cause = { id: `${next.key}/${done.length}/${this.now}`, correlationId: next.correlationId };
      const context = { stream: next.stream, cause, tries: 0, mayExist: false };
      try {
        const result = await effects.get(next.type)!.perform(next, context);
        if (result) this.notBefore.set(next.key, this.clock.now().getTime() + result.againInMs);
        else this.notBefore.delete(next.key);
      } catch (error) {
        if (!(error instanceof TransientFailure)) throw error;
        this.notBefore.set(next.key, this.clock.now().getTime() + 60_000);
      }
    }
  }

  /** Does what is to be done soon as well: progress on checks waits a little. */
  async settle(): Promise<void> {
    await this.work();
    this.clock.advance(5_000);
    await this.work();
  }

  todos(): OpenTodo[] {
    return this.app.get(Projector).openTodos();
  }

  /** What is recorded of a delivery. */
  events(stream: string): DeliveryEvent[] {
    return (this.store.streams.get(stream) ?? []).flatMap((event) => decode(deliveryEvents, event) ?? []);
  }

  /** Streams of a category with their states. */
  async streamsOf<State>(category: string): Promise<{ stream: string; state: State }[]> {
    await this.project();
    const found = await this.app.get(CurrentStates).find(category, {});
    return found.map(({ stream, state }) => ({ stream, state: state as State }));
  }

  get now(): string {
    return this.clock.now().toISOString();
  }

  async close(): Promise<void> {
    await this.app.close();
    this.readModels.close();
  }

  private dueAt({ key, dueAt }: OpenTodo): number {
    return Math.max(dueAt === null ? 0 : Date.parse(dueAt), this.notBefore.get(key) ?? 0);
  }

  private async project(): Promise<void> {
    const projector = this.app.get(Projector);
    const events = this.store.log.slice(projector.checkpoint());
    if (events.length > 0) await projector.apply(events, events.at(-1)!.position);
  }
}

@Module({})
class RootModule {}

@Global()
@Module({})
class OutsideModule {
  static of(world: CoreWorld): DynamicModule {
    const providers = world.ports as NonNullable<DynamicModule['providers']>;
    return { module: OutsideModule, providers, exports: world.ports.map(({ provide }) => provide as Type) };
  }
}

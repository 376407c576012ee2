import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '../../src/application/ports/clock.js';
import { Copr } from '../../src/application/ports/copr.js';
import { CrashJournal } from '../../src/application/ports/crash-journal.js';
import { Distributions } from '../../src/application/ports/distributions.js';
import { EventStore } from '../../src/application/ports/event-store.js';
import { FedoraAccounts } from '../../src/application/ports/fedora-accounts.js';
import { Forges } from '../../src/application/ports/forge.js';
import { Ids } from '../../src/application/ports/ids.js';
import { Log } from '../../src/application/ports/log.js';
import { ReadModels } from '../../src/application/ports/read-models.js';
import { ReleaseSync } from '../../src/application/ports/release-sync.js';
import { Settings } from '../../src/application/ports/settings.js';
import { TestingFarm } from '../../src/application/ports/testing-farm.js';
import { CurrentStates } from '../../src/application/projections/current-states.js';
import { Projector } from '../../src/application/projections/projector.js';
import { Streams } from '../../src/application/streams/streams.js';
import { CoreModule, inwardEffects } from '../../src/core.module.js';
import { deliveryEvents } from '../../src/domain/delivery/delivery.events.js';
import { seenHead } from '../../src/domain/inputs/seen-head.js';
import { subjectOf } from '../../src/domain/inputs/subject.js';
import { bundledReleases } from '../../src/domain/targets/bundled-releases.js';
import type { BodhiRelease } from '../../src/domain/targets/release-table.js';
import { loadConfiguration } from '../../src/infrastructure/config/load-configuration.js';
import { ConfiguredSettings } from '../../src/infrastructure/config/configured-settings.js';
import { ShaIds } from '../../src/infrastructure/ids/sha-ids.js';
import { SqliteReadModels } from '../../src/infrastructure/read-models/sqlite-read-models.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { MemoryEventStore } from '../../test/support/memory-event-store.js';
import { noCrashes } from '../../test/support/no-crashes.js';
import { InventedForge } from './invented-forge.js';

const CHROOTS = [
  'fedora-42',
  'fedora-43',
  'fedora-44',
  'fedora-rawhide',
  'epel-9',
  'epel-10',
  'centos-stream-9',
].flatMap((name) => ['x86_64', 'aarch64', 's390x'].map((arch) => `${name}-${arch}`));

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const copr = {
  availableChroots: async () => CHROOTS,
  getProject: async (owner: string, project: string) =>
    project === 'unknown'
      ? undefined
      : {
          owner,
          project,
          chroots: ['fedora-43-x86_64'],
          forgeProjectsAllowed: project === 'shared' ? ['github.com/grove/*'] : ['github.com/stones/*'],
        },
  getBuild: async () => undefined,
  builtPackages: async (_id: number, chroot: string) => [
    { name: 'acorn', epoch: null, version: '1.0', release: '1', arch: chroot.slice(chroot.lastIndexOf('-') + 1) },
  ],
};

/** The real application on a store in memory, with an invented forge and time that somebody moves: the same story, the same log. */
export class GoldenWorld {
  readonly store = new MemoryEventStore();
  readonly clock = new ManualClock(new Date('2026-02-03T08:00:00.000Z'));
  readonly forge = new InventedForge();
  /** Operators may change some. */
  readonly settings: { -readonly [Name in keyof Settings]: Settings[Name] } = new ConfiguredSettings(
    loadConfiguration({ DEPLOYMENT: 'prod', COPR_OWNER: 'packit', PUBLIC_URL: 'https://packit.example' }).configuration,
  );
  /** What Bodhi lists. */
  releases: readonly BodhiRelease[] = bundledReleases.releases;
  private readonly folder = mkdtempSync(join(tmpdir(), 'golden-'));
  private readonly readModels = new SqliteReadModels(join(this.folder, 'read-models.db'));
  private app!: INestApplicationContext;
  private deliveries = 0;

  static async open(): Promise<GoldenWorld> {
    const world = new GoldenWorld();
    world.app = await NestFactory.createApplicationContext(
      { module: GoldenWorld, imports: [OutsideModule.of(world), CoreModule.create()] },
      { logger: false },
    );
    world.app.get(Projector).open();
    return world;
  }

  get ports(): { provide: unknown; useValue: unknown }[] {
    const { forge, clock, store, readModels, settings } = this;
    return [
      { provide: Log, useValue: silent },
      { provide: CrashJournal, useValue: noCrashes },
      { provide: Clock, useValue: clock },
      { provide: Ids, useValue: new ShaIds() },
      { provide: Settings, useValue: settings },
      { provide: EventStore, useValue: store },
      { provide: ReadModels, useValue: readModels },
      { provide: Forges, useValue: { forHost: (host: string) => (host === 'github.com' ? forge : undefined) } },
      { provide: Copr, useValue: copr },
      { provide: TestingFarm, useValue: {} },
      { provide: ReleaseSync, useValue: { defaultBranch: async () => 'rawhide' } },
      {
        provide: Distributions,
        useValue: {
          releases: async () => ({
            releases: this.releases,
            source: 'bundled',
            at: `${bundledReleases.asOf}T00:00:00.000Z`,
          }),
        },
      },
      { provide: FedoraAccounts, useValue: { find: async () => undefined } },
    ];
  }

  get streams(): Streams {
    return this.app.get(Streams);
  }

  /** A delivery comes in, and everything that follows from it without the outside is done. Answers its stream. */
  async receive(source: string, event: string, body: unknown): Promise<string> {
    this.clock.advance(7_000);
    const stream = `delivery-${source}-${new ShaIds().uuid(`golden ${(this.deliveries += 1)}`)}`;
    const subject = subjectOf(source, event, body);
    const head = seenHead(source, event, body);
    const data = { source, event, subject, body: { text: JSON.stringify(body) }, at: this.now, ...(head && { head }) };
    const cause = { id: stream, correlationId: stream };
    await this.streams.create(stream, deliveryEvents, [{ type: 'DeliveryReceived', data }], cause);
    await this.work();
    return stream;
  }

  get now(): string {
    return this.clock.now().toISOString();
  }

  /** Does what is to be done, until nothing of it is left. */
  async work(): Promise<void> {
    const projector = this.app.get(Projector);
    for (let round = 0; round < 50; round++) {
      await this.project();
      const effects = inwardEffects.map((type) => this.app.get(type));
      const todos = projector
        .openTodos()
        .flatMap((todo) => effects.filter(({ type }) => type === todo.type).map((effect) => ({ todo, effect })))
        .sort((one, other) => one.todo.openedAt - other.todo.openedAt || (one.todo.key < other.todo.key ? -1 : 1));
      const [next] = todos;
      if (!next) return;
      const { todo, effect } = next;
      this.clock.advance(250);
      const cause = { id: todo.key, correlationId: todo.correlationId };
      await effect.perform(todo, { stream: todo.stream, cause, tries: 0, mayExist: false });
    }
    throw new Error('Expected the world to come to rest, found something to do for the fiftieth time.');
  }

  /** Rows of a read model. */
  async rows(table: string): Promise<{ key: string }[]> {
    await this.project();
    return this.readModels.find(table);
  }

  /** Streams of a category with their states. */
  async streamsOf(category: string): Promise<{ stream: string; state: unknown }[]> {
    await this.project();
    return this.app.get(CurrentStates).find(category, {});
  }

  async close(): Promise<void> {
    await this.app.close();
    this.readModels.close();
    rmSync(this.folder, { recursive: true });
  }

  private async project(): Promise<void> {
    const projector = this.app.get(Projector);
    const events = this.store.log.filter(({ position }) => position > projector.checkpoint());
    if (events.length > 0) await projector.apply(events, events.at(-1)!.position);
  }
}

@Global()
@Module({})
class OutsideModule {
  static of(world: GoldenWorld): DynamicModule {
    const providers = world.ports as NonNullable<DynamicModule['providers']>;
    return { module: OutsideModule, providers, exports: world.ports.map(({ provide }) => provide as Type) };
  }
}
